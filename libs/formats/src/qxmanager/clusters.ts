/**
 * Bio-Rad QX Manager, "Export cluster data": lines of explanation, then one row per well and cluster with 0, 1 or u for each target and how many
 * droplets the cluster holds. The file knows wells, not samples. A second table below (angles between clusters) says nothing of counts.
 */
import { Header, type ColumnNames } from '../csv/header.js';
import { Row } from '../csv/row.js';
import type { TableStyle } from '../csv/style.js';
import type { CsvRecord } from '../csv/records.js';
import type { ProblemList } from '../problems.js';
import { plateReader, type PlateParser } from '../dpcr/reader.js';
import { requireColumn } from '../dpcr/table.js';
import { checkWellShape, wellName, type WellRow } from '../dpcr/well.js';

const columns: ColumnNames = { Well: ['Well'], Count: ['Count'] };
const explains = /^target value of/i;
const named = (cells: readonly string[], name: RegExp): boolean => cells.some((c) => name.test(c.trim()));
const isHeader = (cells: readonly string[]): boolean => named(cells, /^well$/i) && named(cells, /^count$/i);
const isAngles = (cells: readonly string[]): boolean => named(cells, /^well$/i) && named(cells, /^angle$/i);
/** Columns that are no target, wherever they stand. */
const ofCluster = /^(?:cluster id|ch\s?\d+ (?:mean|std ?dev))$/i;

export const qxClusterReader = plateReader({
  id: 'qxmanager-clusters',
  instrument: { name: 'QX Manager cluster data', fewest: 10_000, ownTotals: true },
  mostRows: 100_000,
  sniff: (rows) => rows.some((cells) => isHeader(cells) && cells.length >= 4) && rows.some((cells) => explains.test(cells[0] ?? '') || cells.some((c) => /^cluster id$/i.test(c))),
  open: () => (record, style, problems) => (isHeader(record.cells) ? clusterParser(record, style, problems) : 'preamble'),
});

interface Tally { readonly row: Row; readonly well: string; readonly positives: number[]; readonly accepted: number[]; readonly measured: boolean[] }

function clusterParser(record: CsvRecord, style: TableStyle, problems: ProblemList): PlateParser | null {
  const header = Header.labelled(record, columns, style, problems);
  if (header === null || !['Well', 'Count'].map((n) => requireColumn(header, n, columns, problems)).every(Boolean)) return null;
  const [from, to] = [header.indexOf('Well'), header.indexOf('Count')].sort((a, b) => a - b) as [number, number];
  const places = record.cells.flatMap((c, i) => (i > from && i < to && !ofCluster.test(c.trim()) ? [i] : []));
  const targets = places.map((i) => record.cells[i]!.trim());
  if (targets.length === 0 || targets.some((t) => t === '') || new Set(targets).size < targets.length) {
    problems.error('bad_targets', 'the columns between Well and Count must name one target each, all different; export the cluster data again', { line: record.line });
    return null;
  }
  const wells = new Map<string, Tally>();
  let over = false;
  return {
    add: (r) => {
      over ||= isAngles(r.cells);
      if (!over) addCluster(new Row(header, r, problems), targets, places, wells);
    },
    wells: () => [...wells.values()].flatMap((t) => targets.flatMap((target, i) => (t.measured[i]! ? [wellOf(t, target, i)] : []))),
  };
}

function addCluster(row: Row, targets: readonly string[], places: readonly number[], wells: Map<string, Tally>): void {
  checkWellShape(row);
  const well = wellName(row.required('Well'));
  const count = row.count('Count');
  if (count === null && !row.failed) row.error('missing_value', 'Count', 'Count is empty; every cluster needs it');
  const flags = targets.map((target, i) => {
    const flag = (row.record.cells[places[i]!] ?? '').trim().toLowerCase();
    if (!['0', '1', 'u', ''].includes(flag)) row.error('unknown_value', null, `target ${target}: "${flag}" is none of 0 (negative), 1 (positive) and u (unclassified)`);
    return flag;
  });
  if (row.failed || count === null) return;
  const tally = wells.get(well) ?? { row, well, positives: targets.map(() => 0), accepted: targets.map(() => 0), measured: targets.map(() => false) };
  wells.set(well, tally);
  flags.forEach((flag, i) => {
    // Empty: this well was run without that target.
    if (flag === '') return;
    tally.measured[i] = true;
    if (flag !== 'u') tally.accepted[i]! += count;
    if (flag === '1') tally.positives[i]! += count;
  });
}

function wellOf({ row, well, positives, accepted }: Tally, target: string, i: number): WellRow {
  return {
    row, line: row.line, well, sample: well, alsoNamed: [well.replace(/^([A-Z]+)0/, '$1')], target, channel: '', role: null, reference: false, status: '',
    droplets: accepted[i]! === 0 ? null : { positives: positives[i]!, accepted: accepted[i]! }, members: null, abundance: '', abundanceAgainst: '', concentration: '',
  };
}
