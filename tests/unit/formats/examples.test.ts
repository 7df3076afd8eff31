/** Real laboratory files, where they lie beside the repository. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordFromRows } from '@clonewatch/domain';
import { codes, describeExamples, examples, manifestOf, read, rootPath, seriesOf, type Outcome } from './support';

const convert = rootPath('scripts', 'convert-cll003.mjs');

describe('scripts/convert-cll003.mjs', () => {
  it('says how it is used', () => {
    expect(() => execFileSync(process.execPath, [convert], { stdio: 'pipe' })).toThrow(/usage/);
  });
});

describeExamples('CLL003', () => {
  it('converts to a series file without a problem; the second count is the variant', async () => {
    const text = execFileSync(process.execPath, [convert, join(examples, 'cll003_calder', 'CLL003_clustered.txt')]).toString();
    const outcome = await read(text, { fileName: 'CLL003.csv' });
    expect(outcome).toMatchObject({ format: 'exchange-series', problems: [] });
    expect(outcome.rows).toHaveLength(25);
    const record = recordFromRows('CLL003', outcome.rows);
    expect(record.timeline).toEqual({ kind: 'days', anchor: 'draw order, not days' });
    // CALDER's published frequencies are twice the VAF of a heterozygous clonal variant.
    const published = readFileSync(join(examples, 'cll003_calder', 'CLL003_soln1.csv'), 'utf8').split('\n').slice(1, 7).map((l) => l.split(','));
    const cluster = published[0]!.indexOf('NPY_NRG3');
    for (const [specimen, ...frequencies] of published.slice(1)) {
      const row = seriesOf(outcome).find((r) => r.specimenId === specimen && r.gene === 'NPY_NRG3')!;
      expect((2 * row.mutantCount!) / row.totalCount!).toBeCloseTo(Number(frequencies[cluster - 1]), 1);
    }
  });
});

describeExamples('Bio-Rad QuantaSoft', () => {
  const file = (name: string): string => readFileSync(join(examples, 'biorad-quantasoft', name), 'utf8');
  /** One manifest row per sample and duplex of the file. */
  function manifestFor(text: string, duplexes: readonly (readonly [mutant: string, wildtype: string])[]): string {
    const [header, ...rows] = text.split(/\r?\n/).filter(Boolean).map((l) => l.replaceAll('"', '').split(','));
    const [sample, target] = ['Sample', header!.includes('Target') ? 'Target' : 'Assay'].map((n) => header!.indexOf(n)) as [number, number];
    const pairs = new Set(duplexes.flatMap((d) => rows.filter((r) => r[target] === d[0]).map((r) => `${r[sample]!},${d.join(',')}`)));
    return `sample,role,patient_id,specimen_id,collected_on,assay,mutant_target,wildtype_target,gene,variant\n${[...pairs].map((p) => {
      const [s, mutant, wildtype] = p.split(',') as [string, string, string];
      return s === 'NTC' ? `NTC,ntc,,,,${mutant} ddPCR,,,,` : `${s},patient,P-${s},${s},2020-06-01,${mutant} ddPCR,${mutant},${wildtype},HBB,c.20A>T`;
    }).join('\n')}\n`;
  }
  const readFile = (name: string, duplexes: [string, string][]): Promise<Outcome> => read(file(name), { fileName: name, manifest: manifestOf(manifestFor(file(name), duplexes)) });

  it('a plate with merged wells: every sample once, controls apart', async () => {
    const outcome = await readFile('nhs_20-3575_FAM_HEX.csv', [['HbS', 'HbA']]);
    expect(outcome.problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(seriesOf(outcome).find((r) => r.patientId === 'P-13751')).toMatchObject({ mutantCount: 4955, wildtypeCount: 5762, totalCount: 128675 });
    expect(outcome.rows.filter((r) => r.kind === 'control')).toMatchObject([{ role: 'ntc', mutantCount: 1, totalCount: 42739 }]);
  });

  it('an unquoted plate with No Call: counts are counts', async () => {
    const outcome = await readFile('nhs_20-3756_SNP_unquoted_nocall.csv', [['rs193588_G', 'rs193588_C'], ['rs1941702_G', 'rs1941702_C']]);
    expect(outcome.problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(seriesOf(outcome).find((r) => r.patientId === 'P-14637')).toMatchObject({ mutantCount: 146, wildtypeCount: 5587, totalCount: 110400 });
    expect(outcome.rows.filter((r) => r.kind === 'control')).toEqual(expect.arrayContaining([expect.objectContaining({ mutantCount: 1, totalCount: 181305 })]));
  });

  it('a plate of every status', async () => {
    const outcome = await readFile('nhs_20-4046_status-mix.csv', [['HbS', 'HbA']]);
    expect(outcome.problems.filter((p) => p.severity === 'error')).toEqual([]);
    const samples = seriesOf(outcome).map((r) => r.patientId);
    expect(new Set(samples).size).toBe(samples.length);
  });

  it('the export of 1.6, a plate without numbers, a droplet file', async () => {
    const old = await readFile('ddpcr_small_oldcolumns.csv', [['Consensus_FAM', 'WTspecific_HEX']]);
    expect(old.problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(seriesOf(old)[0]).toMatchObject({ patientId: 'P-Dean', mutantCount: 1901, wildtypeCount: 1978, totalCount: 15820 });
    const empty = await readFile('ddpcr_v174_header_only.csv', [['t1.fw', 't1.rev'], ['t2.fw', 't2.rev']]);
    expect(seriesOf(empty).map((r) => r.status)).toEqual(['failed_qc', 'failed_qc']);
    expect(codes((await read(file('amplitude_A01.csv'))).problems)).toEqual(['amplitude_file']);
  });
});
