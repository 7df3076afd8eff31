import { recordFromRows } from '@clonewatch/domain';
import { sniffFormat } from '@clonewatch/formats';
import { bytesOf, codes, read, readBytes, readCorpus, seriesOf, textOf } from './support';

const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,vaf';
/** One series row with the given cells, and its problems. */
async function series(cells: Record<string, string>) {
  const base = { patient_id: 'P1', specimen_id: 'S1', collected_on: '2026-01-15', assay: 'panel', gene: 'KRAS', variant: 'p.G12D', mutant_count: '8', total_count: '3800' };
  const all = { ...base, ...cells };
  const quote = (c: string): string => (/[",\r\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c);
  const outcome = await read(`${Object.keys(all).join(',')}\n${Object.values(all).map(quote).join(',')}\n`, { reader: 'exchange-series' });
  return { row: seriesOf(outcome)[0], problems: outcome.problems, codes: codes(outcome.problems) };
}

describe('series.csv', () => {
  it('reads the corpus without a problem', async () => {
    const outcome = await readCorpus('exchange/series.csv');
    expect(outcome).toMatchObject({ format: 'exchange-series', problems: [] });
    const rows = seriesOf(outcome);
    expect(rows.map((r) => r.variant)).toEqual(['p.G12D', 'p.R175H', 'p.G12D', 'p.G12D', '', 'amplification', 'NC_000012.12:g.25245350C>T', 'p.E746_A750del', 'fusion:EML4', 'fusion:EML4']);
    expect(rows[1]).toMatchObject({
      line: 3, collected: { kind: 'date', date: '2026-01-15' }, anchor: null, assayVersion: '3', mutantCount: 210, totalCount: 4100, countUnit: 'molecules',
      status: null, vafFraction: null, backgroundFraction: 0.00003, lodFraction: 0.001, plasmaMl: 4, panel: ['KRAS', 'NRAS', 'BRAF', 'TP53'],
      resultVersion: 1, reported: { kind: 'date', date: '2026-01-23' },
    });
    expect(rows[1]!.supplied).toMatchObject({ variant: 'Arg175His', background: '0.00003', lab_note: 'haemolysed, slightly' });
    expect(Object.keys(rows[1]!.supplied)).not.toContain('status');
    expect(rows[3]).toMatchObject({ countUnit: 'partitions', wildtypeCount: 9100 });
    expect(rows[4]).toMatchObject({ gene: '', variant: '', line: 6, mutantCount: null });
    // The cell with a line break makes the next row stand one line further down.
    expect(rows[5]).toMatchObject({ line: 8, vafFraction: 0.12 });
    expect(rows[9]).toMatchObject({ resultVersion: 2 });
  });

  it('keeps day numbers as days, with their anchor', async () => {
    const outcome = await readCorpus('exchange/series-days.csv');
    expect(outcome.problems).toEqual([]);
    expect(seriesOf(outcome)[0]).toMatchObject({ collected: { kind: 'day', day: -21 }, anchor: 'first dose', received: { kind: 'day', day: -20 }, reported: { kind: 'day', day: -9 } });
  });

  it('reads five draws in their order', async () => {
    const outcome = await readCorpus('exchange/draw-order-series.csv');
    expect(outcome.problems).toEqual([]);
    const record = recordFromRows('ORDER-1', outcome.rows);
    expect(record.specimens).toHaveLength(5);
    expect(record.timeline).toEqual({ kind: 'days', anchor: 'draw order, not days' });
  });

  it('does not care about line ends, a byte order mark, quotes, blank lines or chunks', async () => {
    const text = textOf('exchange/series-days.csv');
    const plain = await read(text);
    for (const [name, other] of Object.entries({
      crlf: text.replaceAll('\n', '\r\n'), cr: text.replaceAll('\n', '\r'), mixed: text.replace('\n', '\r\n'), mark: `\uFEFF${text}`, open: text.trimEnd(),
      quoted: text.split('\n').filter(Boolean).map((l) => l.split(',').map((c) => `"${c}"`).join(',')).join('\n'),
    })) {
      for (const size of [1, 7, 65536]) expect({ name, ...await read(other, { size }) }).toEqual({ name, ...plain });
    }
    const blank = await read(text.replaceAll('\n', '\n\n,,,\n'));
    expect(blank.problems).toEqual([]);
    expect(blank.rows.map((r) => r.line)).toEqual([4, 7, 10]);
  });

  it.each([
    ['missing patient', { patient_id: ' ' }, 'missing_value', 'patient_id'],
    ['missing assay', { assay: '' }, 'missing_value', 'assay'],
    ['id damaged by a spreadsheet', { patient_id: '2.1E+10' }, 'damaged_id', 'patient_id'],
    ['gene damaged by a spreadsheet', { gene: '9-Sep' }, 'damaged_gene', 'gene'],
    ['control character', { specimen_id: 'a\tb' }, 'control_character', 'specimen_id'],
    ['long id', { patient_id: 'x'.repeat(201) }, 'too_long', 'patient_id'],
    ['NaN', { mutant_count: 'NaN' }, 'bad_number', 'mutant_count'],
    ['Infinity', { total_count: 'Infinity' }, 'bad_number', 'total_count'],
    ['hex', { mutant_count: '0x10' }, 'bad_number', 'mutant_count'],
    ['overflow', { total_count: '1e309' }, 'bad_number', 'total_count'],
    ['underflow', { vaf: '1e-400' }, 'bad_number', 'vaf'],
    ['thousands', { total_count: '3,800' }, 'bad_number', 'total_count'],
    ['decimal comma', { vaf: '0,21' }, 'bad_number', 'vaf'],
    ['half a molecule', { mutant_count: '1.5' }, 'bad_integer', 'mutant_count'],
    ['beyond counting', { total_count: '99999999999999999999' }, 'bad_integer', 'total_count'],
    ['negative', { mutant_count: '-1' }, 'negative_count', 'mutant_count'],
    ['more than any assay counts', { total_count: '1000000001' }, 'number_out_of_range', 'total_count'],
    ['more than all', { mutant_count: '3801' }, 'count_exceeds_total', 'mutant_count'],
    ['percent', { vaf: '21 %' }, 'vaf_out_of_range', 'vaf'],
    ['percent as number', { vaf: '21' }, 'vaf_out_of_range', 'vaf'],
    ['vaf below 0', { vaf: '-0.1' }, 'vaf_out_of_range', 'vaf'],
    ['lod in percent', { lod: '0.1%' }, 'fraction_out_of_range', 'lod'],
    ['slip of the unit', { vaf: '0.21' }, 'vaf_disagrees_with_counts', 'vaf'],
    ['day or month first', { collected_on: '12/03/2026' }, 'bad_date', 'collected_on'],
    ['no such day', { collected_on: '2026-02-29' }, 'bad_date', 'collected_on'],
    ['no date', { collected_on: '' }, 'missing_date', 'collected_on'],
    ['half a day', { collected_on: '', collected_day: '1.5', anchor: 'x' }, 'bad_day', 'collected_day'],
    ['both', { collected_day: '1', anchor: 'x' }, 'both_date_and_day', 'collected_day'],
    ['no anchor', { collected_on: '', collected_day: '1' }, 'missing_anchor', 'anchor'],
    ['date beside days', { collected_on: '', collected_day: '1', anchor: 'x', reported_on: '2026-01-01' }, 'mixed_time_basis', 'reported_on'],
    ['unit', { count_unit: 'droplets' }, 'unknown_value', 'count_unit'],
    ['status', { status: 'positive' }, 'unknown_value', 'status'],
    ['variant', { variant: 'G12?D' }, 'bad_variant', 'variant'],
    ['gene without variant', { variant: '' }, 'missing_value', 'variant'],
    ['protein change without gene', { gene: '' }, 'missing_gene', 'gene'],
    ['coding change without gene or transcript', { gene: '', variant: 'c.35G>A' }, 'missing_gene', 'gene'],
    ['place without a chromosome', { gene: '', variant: 'g.25245350C>T' }, 'missing_gene', 'gene'],
    ['a detection of nothing', { gene: '', variant: '' }, 'detection_without_variant', 'variant'],
    ['no counts', { total_count: '' }, 'missing_counts', 'total_count'],
    ['zero of zero', { mutant_count: '0', total_count: '0' }, 'zero_total', 'total_count'],
    ['partitions', { count_unit: 'partitions' }, 'wildtype_required', 'wildtype_count'],
    ['saturated', { count_unit: 'partitions', wildtype_count: '3800' }, 'saturated', 'wildtype_count'],
    ['partitions against vaf', { count_unit: 'partitions', wildtype_count: '900', vaf: '0.9' }, 'vaf_disagrees_with_counts', 'vaf'],
    ['version', { result_version: '0' }, 'bad_integer', 'result_version'],
    ['plasma', { plasma_ml: '0' }, 'number_out_of_range', 'plasma_ml'],
  ])('refuses: %s', async (_name, cells, code, field) => {
    const { row, problems } = await series(cells);
    expect(row).toBeUndefined();
    expect(problems).toEqual([expect.objectContaining({ severity: 'error', code, field, line: 2 })]);
    expect(problems[0]!.column === null || problems[0]!.column > 0).toBe(true);
    expect(problems[0]!.message).not.toMatch(/undefined|\[object/);
  });

  it.each([
    ['exponents', { mutant_count: '8e0', total_count: '3.8e3', lod: '1E-3' }, { mutantCount: 8, totalCount: 3800, lodFraction: 0.001 }],
    ['spaces around cells', { patient_id: ' P1 ', mutant_count: ' 8 ' }, { patientId: 'P1', mutantCount: 8 }],
    ['a model estimate beside counts', { vaf: '0.0029' }, { vafFraction: 0.0029 }],
    ['a noisy estimate of few molecules', { mutant_count: '2', vaf: '0.0015' }, { mutantCount: 2 }],
    ['no result, said so', { mutant_count: '', total_count: '', status: 'not_covered' }, { status: 'not_covered' }],
    ['partitions with vaf only', { count_unit: 'partitions', vaf: '0.003' }, { wildtypeCount: null, vafFraction: 0.003 }],
    ['a genomic name', { gene: '', variant: 'chr12:g.25245350C>T' }, { variant: 'chr12:g.25245350C>T' }],
    ['minus zero', { mutant_count: '-0' }, { mutantCount: 0 }],
  ])('accepts: %s', async (_name, cells, expected) => {
    const { row, problems } = await series(cells);
    expect(problems).toEqual([]);
    expect(row).toMatchObject(expected);
    expect(Object.is(row!.mutantCount, -0)).toBe(false);
  });

  it('warns of what is odd but not wrong', async () => {
    expect((await series({ anchor: 'first dose' })).codes).toEqual(['anchor_not_used']);
    expect((await series({ reported_on: '2026-01-14' })).codes).toEqual(['date_order']);
    expect((await series({ status: 'detected', mutant_count: '0' })).codes).toEqual(['status_disagrees_with_counts']);
  });

  it('tells a repeated row from a contradicting one', async () => {
    const row = 'P1,S1,2026-01-15,panel,KRAS,p.G12D,8,3800,';
    expect((await read(`${header}\n${row}\n${row.replace('p.G12D', 'G12D').replace('8,3800', '8.0,3.8e3')}\n`)).problems).toEqual([]);
    expect((await read(`${header}\n${row}\n${row.replace('8,', '9,')}\n`)).problems).toEqual([expect.objectContaining({ code: 'conflicting_result', line: 3 })]);
    expect(codes((await read(`${header}\n${row}\n${row.replace('2026-01-15', '2026-01-16').replace('KRAS', 'NRAS')}\n`)).problems)).toEqual(['specimen_date_conflict']);
    const days = 'patient_id,specimen_id,collected_day,anchor,assay,gene,variant,vaf,collected_on\n';
    expect(codes((await read(`${days}P1,S1,0,a,x,KRAS,G12D,0.1,\nP1,S2,1,b,x,KRAS,G12D,0.1,\n`)).problems)).toEqual(['anchor_conflict']);
    expect(codes((await read(`${days}P1,S1,0,a,x,KRAS,G12D,0.1,\nP1,S2,,,x,KRAS,G12D,0.1,2026-01-01\n`)).problems)).toEqual(['mixed_time_basis']);
  });

  it('keeps a column called __proto__ like any other', async () => {
    const { row } = await series({ __proto__2: 'x', ['__proto__']: 'y' });
    expect(Object.entries(row!.supplied)).toContainEqual(['__proto__', 'y']);
  });

  it('stops after a thousand errors and says so', async () => {
    const outcome = await read(`${header}\n${'P1,S1,yesterday,panel,KRAS,p.G12D,8,3800,\n'.repeat(5000)}`);
    expect(outcome.problems).toHaveLength(1001);
    expect(outcome.problems[1000]).toMatchObject({ code: 'too_many_problems', line: 1001 });
  });

  it('lists no more than a thousand warnings and reads on', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `P1,S${i},2026-01-15,panel,KRAS,p.G12D,0,3800,,detected\n`).join('');
    const outcome = await read(`${header},status\n${rows}`);
    expect(outcome.rows).toHaveLength(3000);
    expect(outcome.problems).toHaveLength(1001);
    expect(outcome.problems[1000]).toMatchObject({ severity: 'warning', code: 'too_many_warnings' });
  });
});

describe('the other tables', () => {
  it('reads patients, treatments and assessments', async () => {
    const [patients, treatments, assessments] = await Promise.all(['patients', 'treatments', 'assessments'].map((n) => readCorpus(`exchange/${n}.csv`)));
    for (const o of [patients!, treatments!, assessments!]) expect(o.problems).toEqual([]);
    expect(patients).toMatchObject({ format: 'exchange-patients', rows: [{ kind: 'patient', nosology: 'mcrc_ras_braf_wt', birthYear: 1958, tissueRas: 'ras_ext_wt', drawIntervalDays: 28, supplied: { centre: 'A' } }, { sidedness: null }] });
    expect(treatments).toMatchObject({ format: 'exchange-treatments', rows: [{ kind: 'treatment', agents: ['cetuximab', 'irinotecan', 'fluorouracil'], therapyClasses: ['anti_egfr', 'chemotherapy'], stopReason: 'progression' }, { stopped: null }] });
    expect(assessments).toMatchObject({ format: 'exchange-assessments', rows: [{ assessmentKind: 'imaging', result: 'PR' }, { unit: 'ng/mL' }, { result: '<0.6' }, { gene: 'MET', variant: 'amplification' }] });
  });

  it('reads them with day numbers', async () => {
    const outcomes = await Promise.all(['patients', 'treatments', 'assessments'].map((n) => readCorpus(`exchange/${n}-days.csv`)));
    expect(outcomes.flatMap((o) => o.problems)).toEqual([]);
    expect(outcomes.map((o) => o.rows[0])).toMatchObject([{ tissue: { kind: 'day', day: -35 }, nextCycle: { day: 42 } }, { started: { day: 0 }, stopped: { day: 84 } }, { assessed: { day: 56 } }]);
  });

  it.each([
    ['patient_id,nosology\nP1,crc\n', 'unknown_value', 'nosology'],
    ['patient_id,birth_year\nP1,58\n', 'bad_integer', 'birth_year'],
    ['patient_id,tissue_on\nP1,01.02.2026\n', 'bad_date', 'tissue_on'],
    ['patient_id,tissue_day,next_cycle_on\nP1,-40,2026-02-03\n', 'mixed_time_basis', null],
    ['patient_id,regimen,started_on\nP1,x,\n', 'missing_date', 'started_on'],
    ['patient_id,regimen,started_on\nP1,,2026-01-01\n', 'missing_value', 'regimen'],
    ['patient_id,regimen,started_on,stopped_on\nP1,x,2026-01-02,2026-01-01\n', 'stop_before_start', 'stopped_on'],
    ['patient_id,regimen,started_day,stopped_day\nP1,x,2,1\n', 'stop_before_start', 'stopped_day'],
    ['patient_id,regimen,started_on,stopped_day\nP1,x,2026-01-02,7\n', 'mixed_time_basis', 'stopped_day'],
    ['patient_id,regimen,started_on,best_response\nP1,x,2026-01-02,good\n', 'unknown_value', 'best_response'],
    ['patient_id,assessed_on,kind,result\nP1,2026-01-01,imaging,better\n', 'unknown_value', 'result'],
    ['patient_id,assessed_on,kind,result\nP1,2026-01-01,cea,"12,3"\n', 'bad_number', 'result'],
    ['patient_id,assessed_on,kind,result\nP1,2026-01-01,cea,\n', 'missing_value', 'result'],
    ['patient_id,assessed_on,kind,result,variant\nP1,2026-01-01,tissue,positive,G12D\n', 'missing_gene', 'gene'],
    ['patient_id,kind,result\nP1,cea,1\n', 'missing_column', 'assessed_on'],
    ['Patient ID,regimen,started_on\nP1,x,2026-01-01\n', 'missing_column', 'patient_id'],
  ])('refuses %j', async (text, code, field) => {
    const outcome = await read(text);
    expect(outcome.rows).toEqual([]);
    expect(outcome.problems).toEqual([expect.objectContaining({ severity: 'error', code, field })]);
  });
});

describe('bad files', () => {
  it.each([
    ['count-exceeds-total', 'count_exceeds_total', 3, 7], ['negative-count', 'negative_count', 3, 7], ['percent', 'vaf_out_of_range', 3, 9],
    ['percent-number', 'vaf_out_of_range', 2, 9], ['vaf-unit-slip', 'vaf_disagrees_with_counts', 2, 9], ['slash-date', 'bad_date', 3, 3],
    ['no-such-date', 'bad_date', 2, 3], ['bad-variant', 'bad_variant', 2, 6], ['missing-gene', 'missing_gene', 2, 5], ['thousands', 'bad_number', 2, 8],
    ['infinity', 'bad_number', 2, 8], ['conflict', 'conflicting_result', 3, null], ['duplicate-column', 'duplicate_column', 1, 9],
    ['missing-column', 'missing_column', 1, null], ['truncated-row', 'too_few_cells', 3, null], ['extra-cell', 'too_many_cells', 3, null],
    ['stray-quote', 'csv_syntax', 3, 4], ['open-quote', 'csv_syntax', 3, 4], ['semicolons', 'wrong_separator', 1, 1],
    ['partitions-without-wildtype', 'wildtype_required', 2, null], ['day-without-anchor', 'missing_anchor', 2, null], ['date-and-day', 'both_date_and_day', 2, 4],
    ['stop-before-start', 'stop_before_start', 2, 4], ['unknown-class', 'unknown_value', 2, 3], ['latin1', 'invalid_utf8', 3, null], ['utf16', 'utf16_encoding', 1, null],
    ['nul', 'nul_byte', 3, null], ['amplitude', 'amplitude_file', 1, null],
  ])('%s is refused as %s in line %i', async (name, code, line, column) => {
    const { format, problems } = await readCorpus(`bad/${name}.csv`);
    expect(format).not.toBeNull();
    expect(problems.map(({ code, line, column }) => ({ code, line, column }))).toEqual([{ code, line, column }]);
  });

  it('refuses a row longer than a mebibyte, and an empty file', async () => {
    const long = await read(`${header}\nP1,S1,2026-01-15,"${'x'.repeat(1_100_000)}",KRAS,p.G12D,8,3800,\n`);
    expect(long.problems).toEqual([expect.objectContaining({ code: 'line_too_long', line: 2 })]);
    for (const reader of ['exchange-series', 'quantasoft']) expect(codes((await readBytes(new Uint8Array(0), { reader })).problems)).toEqual(['empty_file']);
  });

  it('a header alone is a table without rows', async () => {
    expect(await read('patient_id,regimen,started_on\n')).toMatchObject({ rows: [], problems: [] });
  });
});

describe('recognising', () => {
  it('tells the formats by their header', () => {
    const id = (head: string): string | null => sniffFormat(head, 'x.csv')?.id ?? null;
    expect(id(bytesOf('quantasoft/plate.csv').toString())).toBe('quantasoft');
    expect(id(bytesOf('quantasoft/plate-old-cr.csv').toString())).toBe('quantasoft');
    expect(id(bytesOf('bad/utf16.csv').toString('utf8'))).toBe('exchange-series');
    expect(id(textOf('quantasoft/manifest.csv'))).toBeNull();
    expect(id('patient_id,name\n')).toBeNull();
    expect(id('')).toBeNull();
    expect(id('\u0000\u0001PK')).toBeNull();
  });
});

describe('dates whose order somebody said', () => {
  const text = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,reported_on,note\nP1,S1,03.04.2026,a,KRAS,G12D,1,4000,4/4/2026,3/4/2026\nP1,S2,2026-05-01,a,KRAS,G12D,1,4000,,\n';
  it('are read in that order and written as all dates are; other columns stay', async () => {
    for (const [dateOrder, day] of [['day_first', '2026-04-03'], ['month_first', '2026-03-04']] as const) {
      const o = await read(text, { dateOrder });
      expect(o.problems).toEqual([]);
      expect(seriesOf(o).map((r) => [r.collected, r.supplied.collected_on, r.supplied.note])).toEqual([[{ kind: 'date', date: day }, day, '3/4/2026'], [{ kind: 'date', date: '2026-05-01' }, '2026-05-01', undefined]]);
    }
    expect(codes((await read(text)).problems)).toEqual(['bad_date', 'bad_date']);
    expect((await read(text.replace('03.04.2026', '31.02.2026'), { dateOrder: 'day_first' })).problems).toMatchObject([{ code: 'bad_date', line: 2, column: 3, value: '2026-02-31' }]);
  });
});
