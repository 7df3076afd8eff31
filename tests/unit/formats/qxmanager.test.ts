import type { ManifestRow } from '@clonewatch/domain';
import { codes, controlsOf, countsOf, describeExamples, errorsOf, exampleText, manifestOf, plateManifest, read, readCorpus, seriesOf, textOf } from './support';

const manifest = (): ManifestRow[] => manifestOf(textOf('qxmanager/manifest.csv'));
const wells = (): ManifestRow[] => manifestOf(textOf('qxmanager/manifest-wells.csv'));
const table = textOf('qxmanager/table.csv');

describe('QX Manager', () => {
  it.each(['table.csv', 'table-semicolon.csv'])('%s: the merged row once, "No Call" and CHECK with their counts, controls apart, the volume from the file', async (file) => {
    const outcome = await readCorpus(`qxmanager/${file}`, { manifest: manifest() });
    expect(outcome.format).toBe('qxmanager');
    expect(codes(outcome.problems)).toEqual(['status_check']);
    expect(countsOf(outcome)).toEqual([['QX-1', 21, 3887, 30353], ['QX-2', 0, 977, 16210]]);
    expect(seriesOf(outcome).map((r) => r.supplied.partition_nl)).toEqual(['0.795', '0.795']);
    expect(controlsOf(outcome)).toMatchObject([{ role: 'ntc', sample: 'NTC', mutantCount: 0, totalCount: 17011 }, { role: 'positive_control', mutantCount: 84 }]);
  });

  it('reads what users leave of its columns, and names what it needs', async () => {
    const keep = ['Well', 'Sample description 1', 'Target', 'Accepted Droplets', 'Positives'];
    const [header, ...rows] = table.trimEnd().split('\r\n').map((l) => l.split(/,(?![^(]*\))/));
    const few = (names: readonly string[]): string => [header!, ...rows].map((r) => names.map((n) => r[header!.indexOf(n)]).join(',')).join('\n').replaceAll('M01', 'F01');
    const outcome = await read(few(keep), { manifest: [...manifest(), ...plateManifest([['NTC', 'ntc']])] });
    // Without the column that says so a merged well cannot be known for what it is: its name is another one here.
    expect(countsOf(outcome)[0]).toEqual(['QX-1', 42, 7774, 60706]);
    expect(outcome.rows[0]!.supplied.partition_nl).toBeUndefined();
    const lacking = await read(few(keep.filter((k) => k !== 'Positives')).replace('Well', 'Status Reason,Well').replace(/\n/g, '\n,'), { manifest: manifest() });
    expect(lacking.problems).toEqual([expect.objectContaining({ code: 'missing_column', line: 1, field: 'Positives' })]);
  });

  it('a manifest may name a sample by all of its descriptions', async () => {
    const two = table.replaceAll('P26-31,,', 'P26-31,run 2,');
    const named = manifest().map((m) => (m.sample === 'P26-31' ? { ...m, sample: 'P26-31 run 2' } : m));
    expect(countsOf(await read(two, { manifest: named }))[0]).toEqual(['QX-1', 21, 3887, 30353]);
    expect(countsOf(await read(two, { manifest: manifest() }))[0]).toEqual(['QX-1', 21, 3887, 30353]);
  });

  it('a dye names its target', async () => {
    const byDye = manifest().map((m) => ({ ...m, mutantTarget: m.mutantTarget && 'FAM', wildtypeTarget: m.wildtypeTarget && 'hex' }));
    const outcome = await read(table, { manifest: byDye });
    expect(countsOf(outcome)).toEqual([['QX-1', 21, 3887, 30353], ['QX-2', 0, 977, 16210]]);
    expect(controlsOf(outcome)).toHaveLength(2);
  });

  it('refuses a fraction that the counts contradict, and counts with a mark in them', async () => {
    // The merged row's percent, ten times what its counts give.
    expect(codes(errorsOf(await read(table.replace(',0.502516385,', ',5.02516385,'), { manifest: manifest() })))).toEqual(['fraction_disagrees']);
    expect(errorsOf(await read(textOf('qxmanager/table-semicolon.csv').replace(';14820;9;', ';14.820;9;'), { manifest: manifest() }))).toEqual([expect.objectContaining({ code: 'ambiguous_number', line: 2, field: 'Accepted Droplets', value: '14.820' })]);
  });
});

describe('QX Manager cluster data', () => {
  it('adds clusters up by target, leaves unclassified droplets out, and wells of one specimen together', async () => {
    const outcome = await readCorpus('qxmanager/clusters.csv', { manifest: wells() });
    expect(outcome.format).toBe('qxmanager-clusters');
    expect(new Set(codes(outcome.problems))).toEqual(new Set(['replicates_pooled', 'target_not_in_manifest']));
    // A01: 7 + 2 of 14808, 1868 + 2; B01: 10 + 2 of 15541, 2012. The third target was not run in C01.
    expect(countsOf(outcome)).toEqual([['QX-1', 21, 3882, 30349], ['QX-2', 0, 977, 16210]]);
    expect(codes((await readCorpus('qxmanager/clusters.csv', { manifest: wells().map((m) => (m.sample === 'C1' ? { ...m, mutantTarget: 'T790M' } : m)) })).problems)).toContain('target_not_found');
  });

  it('says which flag it cannot read', async () => {
    const text = textOf('qxmanager/clusters.csv').replace('A01,1,0,0,7', 'A01,2,0,0,7');
    expect(errorsOf(await read(text, { manifest: wells() }))).toEqual([expect.objectContaining({ code: 'unknown_value', line: 7 })]);
  });
});

describeExamples('QX Manager, files of laboratories', () => {
  it('cluster data of four targets', async () => {
    const text = exampleText('biorad-qxmanager/q4ddpcr_clusterdata.csv');
    const names = [...new Set(text.split(/\r?\n/).slice(5, 451).map((l) => l.split(',')[0]!))];
    const outcome = await read(text, { manifest: plateManifest(names.map((n) => [n, 'Target 1', 'Target 2'] as const)) });
    expect(errorsOf(outcome)).toEqual([]);
    expect(seriesOf(outcome)).toHaveLength(56);
    expect(countsOf(outcome)[0]).toEqual(['P-A01', 16, 12, 15252]);
    expect(countsOf(outcome).find((c) => (c as string[])[0] === 'P-A02')).toEqual(['P-A02', 113, 13, 20612]);
  });
});
