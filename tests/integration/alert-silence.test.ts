/** What an alert does where data are missing or belong to somebody else: it is not resolved by silence, and where it is held back that is said. */
import type { PatientSummary, WireAlert } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, getJson, importAndWait, patientByRef, seriesFile, seriesHeader, startSystem, type TestSystem } from '@clonewatch/testing';

let system: TestSystem;
let token: string;
beforeAll(async () => {
  system = await startSystem();
  token = await system.token('main', 'clinician');
  for (const ref of ['GAP', 'SWAP', 'SAME']) await bring(`${ref}-t.csv`, emergingTreatments.replace('\nP1,', `\n${ref},`));
}, 120_000);
afterAll(() => system.stop());

async function bring(name: string, content: string): Promise<void> {
  expect(await importAndWait(system, token, { name, content })).toMatchObject({ state: 'evaluated', problems: [] });
}
const alertsOf = async (ref: string): Promise<WireAlert[]> => (await patientByRef(system, token, ref)).alerts;
const clone = (a: WireAlert): boolean => a.gene === 'KRAS';
const told = (a: WireAlert): string => `${a.kind} ${a.grade} ${a.state}: ${a.transitions.map((t) => t.state).join(', ')}`;

it('neither a draw that was not covered, nor one that failed, nor one without tumour DNA, nor time resolves it: two informative draws do', async () => {
  // TP53 alone may be of blood cells: a draw that shows only that is not informative enough to answer.
  const named = (rows: readonly string[]): string[] => rows.map((r) => r.replace('P1,', 'GAP,').replace('TP53,p.R175H', 'APC,p.R1450*'));
  await bring('rise.csv', seriesFile(named(emergingRows)));
  const before = (await alertsOf('GAP')).filter(clone);
  expect(before.map((a) => `${a.kind} ${a.grade}`)).toEqual(expect.arrayContaining(['resistance_detected watch', 'resistance_emerging rising']));
  const row = (specimen: string, day: string, gene: string, cells: string): string => `GAP,${specimen},${day},panel,${gene},${cells}`;
  await bring('gaps.csv', `${seriesHeader},status\n${[
    row('S6', '2026-06-04', 'KRAS', 'p.G12D,,,,not_covered'), row('S6', '2026-06-04', 'APC', 'p.R1450*,180,3800,0.00003,'),
    row('S7', '2026-06-18', 'KRAS', 'p.G12D,,,,failed_qc'), row('S7', '2026-06-18', 'APC', 'p.R1450*,,,,failed_qc'),
    row('S8', '2026-07-02', 'KRAS', 'p.G12D,0,3800,0.00003,'), row('S8', '2026-07-02', 'APC', 'p.R1450*,0,3800,0.00003,'),
    row('S9', '2026-07-16', 'KRAS', 'p.G12D,0,3800,0.00003,'), row('S9', '2026-07-16', 'APC', 'p.R1450*,0,3800,0.00003,'),
  ].join('\n')}\n`);
  const page = await patientByRef(system, token, 'GAP');
  expect(page.evaluation!.draws.slice(-2).map((d) => d.informative)).toEqual(['not_informative', 'not_informative']);
  const after = page.alerts.filter((a) => before.some((b) => b.id === a.id));
  expect(after.map(told)).toEqual(before.map(told));
  expect(after.every((a) => a.state === 'open')).toBe(true);
  expect(page.alerts.filter((a) => a.kind === 'resistance_below_bound')).toEqual([]);
  // The same counts beside tumour DNA answer it.
  await bring('answer.csv', seriesFile([['S10', '2026-07-30'], ['S11', '2026-08-13']].flatMap(([s, day]) => [`GAP,${s},${day},panel,KRAS,p.G12D,0,3800,0.00003`, `GAP,${s},${day},panel,APC,p.R1450*,190,3800,0.00003`])));
  const closed = (await alertsOf('GAP')).filter((a) => before.some((b) => b.id === a.id));
  expect(closed.map((a) => [a.state, a.outcome, a.transitions.at(-1)!.actor])).toEqual(closed.map(() => ['closed', null, 'service']));
  expect(closed[0]!.transitions.at(-1)!.reason).toBe('below the bound of two informative draws, the second of 2026-08-13');
});

it('a draw that does not fit the patient holds back the alerts of its clones and says so, in the alert and before everything else on the page; the same clone beside the known tumour is told', async () => {
  const draws = (ref: string, apc: readonly number[]): string => seriesFile(apc.flatMap((k, i) => {
    const at = `${ref},S${i + 1},2026-0${i + 1}-15,panel`;
    return [`${at},APC,p.R1450*,${k},4000,0.00003`, `${at},KRAS,p.G12D,${i === 3 ? 60 : 0},4000,0.00003`];
  }));
  await bring('swap.csv', draws('SWAP', [120, 100, 110, 0]));
  await bring('same.csv', draws('SAME', [120, 100, 110, 115]));
  const of4 = async (ref: string): Promise<WireAlert[]> => (await alertsOf(ref)).filter((a) => a.specimen_id === 'S4');
  const swapped = await of4('SWAP');
  expect(swapped.filter(clone)).toEqual([]);
  expect(swapped.filter((a) => a.kind === 'sample_suspect')).toMatchObject([{ state: 'open', severity: 'review', text: expect.stringContaining('Alerts of clones from this draw are held back.') as string }]);
  expect((await of4('SAME')).filter(clone).map((a) => a.kind)).toContain('resistance_detected');
  expect((await of4('SAME')).map((a) => a.kind)).not.toContain('sample_suspect');
  const { glance } = await patientByRef(system, token, 'SWAP');
  expect(glance!.test).toMatchObject({ kind: 'repeat', why: 'the sample may not be this patient’s, or not of this date' });
  const { items } = await getJson<{ items: PatientSummary[] }>(system.url, token, '/patients?patient_id=SWAP');
  expect(items[0]!.highest_alert).toMatchObject({ kind: 'sample_suspect' });
});
