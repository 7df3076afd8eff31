/** A draw that came without annotation and comes once more with it: one variant, one series; what was said under the old name is retracted or revised with a word, never twice told, never gone in silence. */
import { importAndWait, patientByRef, startSystem, type TestSystem } from '@clonewatch/testing';

const head = '##fileformat=VCFv4.2\n##reference=GRCh38\n##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tplasma\n';
const said = {
  APC: 'ANN=T|stop_gained|HIGH|APC|ENSG2|transcript|ENST00000257430.9|protein_coding|16/16|c.4348C>T|p.Arg1450*|||||',
  RB1: 'ANN=T|stop_gained|HIGH|RB1|ENSG1|transcript|ENST00000267163.6|protein_coding|10/27|c.958C>T|p.Arg320*|||||',
};
/** Draw, day, and molecules of 4000 with APC p.R1450* and with RB1 p.R320*, which is not in the table of codons: only its annotation says what it does. */
const draws = [['S1', '2026-01-15', 200, 0], ['S2', '2026-02-12', 190, 0], ['S3', '2026-03-12', 260, 12], ['S4', '2026-04-09', 420, 40], ['S5', '2026-05-07', 900, 120]] as const;
type Draw = (typeof draws)[number];
const vcf = ([, , apc, rb1]: readonly [string, string, number, number], named: boolean): string => head + ([['chr5', 112839942, 'APC', apc], ['chr13', 48367561, 'RB1', rb1]] as const).filter(([, , , n]) => n > 0)
  .map(([chrom, pos, gene, n]) => `${[chrom, pos, '.', 'C', 'T', '.', 'PASS', named ? said[gene] : '.', 'GT:AD:DP', `0/1:${4000 - n},${n}:4000`].join('\t')}\n`).join('');
const manifest = ([specimen, day]: Draw): string => `sample,role,patient_id,specimen_id,collected_on,assay,panel,input_hge\nplasma,patient,P1,${specimen},${day},panel,APC;RB1;KRAS,4000\n`;
const breast = 'patient_id,nosology\nP1,breast_hrpos_her2neg\n';
const palbociclib = 'patient_id,regimen,agents,therapy_class,started_on,stopped_on\nP1,palbociclib + letrozole,palbociclib;letrozole,cdk46;endocrine,2025-11-06,\n';

let system: TestSystem;
let n = 0;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

async function site(): Promise<{ take: (name: string, content: string, manifest?: string) => Promise<string[]>; series: () => Promise<unknown[]>; alerts: () => Promise<string[]> }> {
  const token = await system.token(`renamed-${++n}`, 'clinician');
  const page = () => patientByRef(system, token, 'P1');
  return {
    take: async (name, content, m) => {
      const report = await importAndWait(system, token, { name, content, ...(m === undefined ? {} : { manifest: m }) });
      expect(report.state).toBe('evaluated');
      return report.problems.map((p) => p.code);
    },
    series: async () => (await page()).evaluation!.series.map((s) => [s.gene, s.variant, s.points.map((p) => p.vaf)]),
    alerts: async () => (await page()).alerts.map((a) => [a.kind, a.grade, a.gene, a.variant, ...a.members.map((m) => m.variant), a.transitions.map((t) => [t.state, t.reason].filter((x) => x !== null).join(' ')).join(', ')].filter((x) => x !== null && x !== '').join(' ')).sort(),
  };
}

it('by its place on the genome', async () => {
  const { take, series, alerts } = await site();
  await take('p.csv', breast);
  await take('t.csv', palbociclib);
  for (const d of draws) expect(await take(`${d[0]}.vcf`, vcf(d, false), manifest(d))).toEqual([]);
  const before = await alerts();
  expect(before).toEqual([expect.stringMatching(/^burden_rising rising NC_000005.10:g.112839942C>T open$/), expect.stringContaining('coverage_gap')]);

  // The last draw once more, annotated: it is not another person's, and not another variant.
  expect(await take('S5-named.vcf', vcf(draws[4], true), manifest(draws[4]))).toEqual([]);
  const one = [['APC', 'p.R1450*', [0.05, 0.0475, 0.065, 0.105, 0.225]], ['RB1', 'p.R320*', [0, 0, 0.003, 0.01, 0.03]]];
  expect(await series()).toEqual(one);
  const after = await alerts();
  expect(after).toEqual([
    'burden_rising rising p.R1450* open, open evidence revised by newer data', expect.stringContaining('coverage_gap'),
    'resistance_detected watch RB1 p.R320* p.R320* open', 'resistance_emerging confirmed RB1 p.R320* p.R320* open', 'resistance_emerging rising RB1 p.R320* p.R320* open', 'therapy_conflict confirmed RB1 p.R320* p.R320* open',
  ]);

  // And all of them: nothing new is said.
  for (const d of draws) expect(await take(`${d[0]}-again.vcf`, `${vcf(d, true)}\n`, manifest(d))).toEqual([]);
  expect(await series()).toEqual(one);
  expect(await alerts()).toEqual(after);
});

it('with other counts it is a conflict, told with both results and where it stands; with a higher version it is a correction', async () => {
  const token = await system.token('renamed-conflict', 'clinician');
  const draw = draws[4];
  const other = ['S5', '2026-05-07', 700, 120] as const;
  const send = (content: string) => importAndWait(system, token, { name: 'S5.vcf', content, manifest: manifest(draw) });
  expect((await send(vcf(draw, false))).state).toBe('evaluated');
  const refused = await send(vcf(other, true));
  expect([refused.state, refused.counts.accepted, refused.problems.map((p) => [p.code, p.severity, p.line])]).toEqual(['failed', 0, [['conflicting_result', 'error', 5]]]);
  expect(refused.problems[0]!.message).toBe('APC p.R1450* in specimen S5 by panel is the change that is stored as NC_000005.10:g.112839942C>T with a different result (900 of 4000, here 700 of 4000); a correction needs a higher result_version');
  const corrected = await importAndWait(system, token, { name: 'c.csv', content: 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,chrom,pos,ref,alt,genome_build,result_version\nP1,S5,2026-05-07,panel,APC,p.R1450*,700,4000,chr5,112839942,C,T,GRCh38,2\n' });
  expect(corrected.state).toBe('evaluated');
  expect((await patientByRef(system, token, 'P1')).evaluation!.series.filter((s) => s.gene === 'APC').map((s) => s.points.map((p) => p.vaf))).toEqual([[0.175]]);
});

it('by its coding change: the alert of the old name is retracted with its reason, the new ones open once', async () => {
  const { take, series, alerts } = await site();
  await take('p.csv', breast);
  await take('t.csv', palbociclib);
  const rows = (variant: string): string => `patient_id,specimen_id,collected_on,assay,gene,variant,hgvs_c,mutant_count,total_count\n${draws.map(([s, day, count]) => `P1,${s},${day},panel,RB1,${variant},ENST00000267163.6:c.958C>T,${count},4000\n`).join('')}`;
  await take('coding.csv', rows('c.958C>T'));
  expect(await alerts()).toEqual(['burden_rising rising c.958C>T open']);
  expect(await take('protein.csv', rows('p.R320*'))).toEqual([]);
  expect(await series()).toEqual([['RB1', 'p.R320*', [0.05, 0.0475, 0.065, 0.105, 0.225]]]);
  expect(await alerts()).toEqual([
    'burden_rising rising c.958C>T open, retracted the corrected data no longer support it', 'not_informative open', 'resistance_detected watch RB1 p.R320* p.R320* open', 'resistance_emerging rising RB1 p.R320* p.R320* open',
  ]);
});
