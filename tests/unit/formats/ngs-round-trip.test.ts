/** What a laboratory's list of variants becomes is written out and read back as the same rows: an export is a series file like any other. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { csvCell } from '@clonewatch/formats';
import { corpus, manifestOf, read, seriesOf, textOf } from './support';

const folders = ['vcf', 'maf', 'gsvar', 'vardict', 'smcounter', 'umivar', 'tso500', 'guardant', 'archer', 'natera', 'foundation', 'qci', 'cats', 'fhir'];
const files = folders.flatMap((d) => readdirSync(join(corpus, d)).filter((f) => !f.startsWith('manifest')).map((f) => `${d}/${f}`));

it.each(files)('%s', async (path) => {
  const first = await read(textOf(path), { fileName: basename(path), manifest: manifestOf(textOf(`${path.split('/')[0]!}/manifest.csv`)) });
  const rows = seriesOf(first);
  expect(rows.length).toBeGreaterThan(0);
  const columns = [...new Set(['patient_id', 'specimen_id', 'collected_on', 'assay', 'gene', 'variant', 'vaf', ...rows.flatMap((r) => Object.keys(r.supplied))])];
  const csv = `${columns.join(',')}\n${rows.map((r) => columns.map((c) => csvCell(r.supplied[c] ?? '')).join(',')).join('\n')}\n`;
  const second = await read(csv, { fileName: 'series.csv' });
  expect([second.format, second.problems.filter((p) => p.severity === 'error')]).toEqual(['exchange-series', []]);
  const same = (list: typeof rows) => list.map((r) => ({ ...r, line: 0, countUnit: r.totalCount === null ? null : r.countUnit }));
  expect(same(seriesOf(second))).toEqual(same(rows));
});
