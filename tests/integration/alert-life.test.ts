/** Alerts follow the data: corrected data retract with a reason, an answer closes the question, nothing vanishes. */
import type { PatientPage, WireAlert } from '@clonewatch/contracts';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';
import { today } from '@clonewatch/runtime';
import { getJson, importAndWait, patientByRef, send, startSystem, type TestSystem } from '@clonewatch/testing';

const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,background,result_version';
const file = (...rows: string[]): string => `${header}\n${rows.join('\n')}\n`;
const lines = 'patient_id,regimen,agents,therapy_class,started_on,stopped_on\nP1,cetuximab,cetuximab,anti_egfr,2025-11-06,\n';
const plan = 'patient_id,nosology,draw_interval_days\nP1,mcrc_ras_braf_wt,28\n';

describe('alerts', () => {
  let system: TestSystem;
  let token: string;
  beforeAll(async () => {
    system = await startSystem();
    token = await system.token('main', 'clinician');
    for (const [name, content] of [
      ['plan.csv', plan], ['lines.csv', lines],
      ['series.csv', file('P1,S1,2026-01-15,panel,KRAS,p.G12D,0,4100,0.00003,1', 'P1,S1,2026-01-15,panel,APC,p.R1450*,300,4100,0.00003,1',
        'P1,S2,2026-02-12,panel,KRAS,p.G12D,9,3600,0.00003,1', 'P1,S2,2026-02-12,panel,APC,p.R1450*,280,3600,0.00003,1')],
    ] as const) expect(await importAndWait(system, token, { name, content })).toMatchObject({ state: 'evaluated', problems: [] });
  });
  afterAll(() => system.stop());

  const alerts = async (kind: string): Promise<WireAlert[]> => (await patientByRef(system, token, 'P1')).alerts.filter((a) => a.kind === kind);

  it('a first detection is open, graded watch, for review', async () => {
    expect(await alerts('resistance_detected')).toMatchObject([{ state: 'open', grade: 'watch', severity: 'review', gene: 'KRAS', variant: 'p.G12D', fired_on: '2026-02-12' }]);
  });

  it('a result corrected by a higher version retracts it, with a reason; both stay readable', async () => {
    const corrected = file('P1,S2,2026-02-12,panel,KRAS,p.G12D,0,3600,0.00003,2');
    expect(await importAndWait(system, token, { name: 'corrected.csv', content: corrected })).toMatchObject({ state: 'evaluated' });
    const [alert] = await alerts('resistance_detected');
    expect(alert).toMatchObject({ state: 'retracted', transitions: [{ state: 'open' }, { state: 'retracted', reason: expect.stringMatching(/no longer support/) as string }] });
    const { measurements } = JSON.parse(await system.dump('main')) as { measurements: { gene: string; specimen_ref: string; current: boolean; mutant_count: number }[] };
    expect(measurements.filter((m) => m.gene === 'KRAS' && m.specimen_ref === 'S2').map((m) => [m.mutant_count, m.current]).sort()).toEqual([[0, true], [9, false]]);
  });

  it('the same key with another result and no higher version is refused, located', async () => {
    const report = await importAndWait(system, token, { name: 'conflict.csv', content: file('P1,S2,2026-02-12,panel,KRAS,p.G12D,5,3600,0.00003,2') });
    expect(report).toMatchObject({ state: 'failed', counts: { accepted: 0 }, problems: [{ code: 'conflicting_result', line: 2, field: 'result_version' }] });
  });

  it('a draw that came late was overdue, and is not any more', async () => {
    const late = file('P1,S3,2026-05-07,panel,KRAS,p.G12D,0,3600,0.00003,1', 'P1,S3,2026-05-07,panel,APC,p.R1450*,280,3600,0.00003,1');
    expect(await importAndWait(system, token, { name: 'late.csv', content: late })).toMatchObject({ state: 'evaluated' });
    // 12 Feb + 1.25 × 28 days = 19 Mar: the first overdue day.
    expect(await alerts('draw_overdue')).toMatchObject([{ state: 'closed', fired_on: '2026-03-19', specimen_id: null, transitions: [{ state: 'open' }, { state: 'closed', reason: 'drawn: 2026-05-07 (S3)' }] },
      // As of today the next one is overdue too.
      { state: 'open', fired_on: '2026-06-11', transitions: [{ state: 'open' }] }]);
  });

  it('what fired on a result corrected later did fire: known then, retracted now', async () => {
    const reported = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,result_version,reported_on\n';
    const first = `${reported}P7,S1,2026-01-05,panel,KRAS,p.G12D,0,4000,1,2026-01-08\nP7,S2,2026-02-02,panel,KRAS,p.G12D,40,4000,1,2026-02-05\n`;
    const second = `${reported}P7,S2,2026-02-02,panel,KRAS,p.G12D,0,4000,2,2026-03-05\n`;
    for (const [name, content] of [['p7-plan.csv', plan.replace('P1', 'P7')], ['first.csv', first], ['second.csv', second]] as const) {
      expect(await importAndWait(system, token, { name, content })).toMatchObject({ state: 'evaluated', problems: [] });
    }
    const now = await patientByRef(system, token, 'P7');
    expect(now.alerts.filter((a) => a.kind === 'resistance_detected')).toMatchObject([{ state: 'retracted', known_on: '2026-02-05', transitions: [{ state: 'open' }, { state: 'retracted' }] }]);
    expect(now.evaluation!.series[0]!.points.map((p) => p.status)).toEqual(['not_detected', 'not_detected']);
    const then = await getJson<PatientPage>(system.url, token, `/patients/${now.id}?as_of=2026-02-10`);
    expect(then.evaluation!.series[0]!.points.map((p) => p.status)).toEqual(['not_detected', 'detected']);
    expect(then.evaluation!.alerts.filter((a) => a.kind === 'resistance_detected')).toMatchObject([{ state: 'open', known_on: '2026-02-05' }]);
    const results = async (asOf: string): Promise<unknown[]> => (await getJson<{ items: Record<string, unknown>[] }>(system.url, token, `/patients/${now.id}/series?as_of=${asOf}`)).items
      .map((i) => [i.specimen_id, i.result_version, i.mutant_count, i.status]);
    expect(await results('2026-02-04')).toEqual([['S1', 1, 0, 'not_detected']]);
    expect(await results('2026-03-04')).toEqual([['S1', 1, 0, 'not_detected'], ['S2', 1, 40, 'detected']]);
    expect(await results('2026-03-05')).toEqual([['S1', 1, 0, 'not_detected'], ['S2', 2, 0, 'not_detected']]);
  });

  it('the timeline holds what happened in order of the days, on request what was known of it on one', async () => {
    const { id } = await patientByRef(system, token, 'P1');
    const events = async (more = ''): Promise<unknown[]> => (await getJson<{ items: Record<string, unknown>[]; next: null }>(system.url, token, `/patients/${id}/timeline${more}`)).items
      .filter((i) => i.event !== 'alert' || i.kind === 'draw_overdue').map((i) => [i.dated_on, i.event, i.specimen_id ?? i.regimen ?? i.state]);
    expect(await events()).toEqual([
      ['2025-11-06', 'treatment_started', 'cetuximab'], ['2026-01-15', 'draw', 'S1'], ['2026-02-12', 'draw', 'S2'], ['2026-03-19', 'alert', 'closed'], ['2026-05-07', 'draw', 'S3'],
      ['2026-06-11', 'alert', 'open'],
    ]);
    expect(await events('?as_of=2026-03-19')).toEqual([['2025-11-06', 'treatment_started', 'cetuximab'], ['2026-01-15', 'draw', 'S1'], ['2026-02-12', 'draw', 'S2'], ['2026-03-19', 'alert', 'open']]);
    expect((await send(system.url, token, 'GET', `/patients/${id}/timeline?as_of=soon`)).status).toBe(400);
  });

  it('as_of shows what was known on a day, and refuses what is no day', async () => {
    const { id } = await patientByRef(system, token, 'P1');
    const then = await getJson<PatientPage>(system.url, token, `/patients/${id}?as_of=2026-03-18`);
    expect(then.evaluation).toMatchObject({ as_of: '2026-03-18', draws: [{ specimen_id: 'S1' }, { specimen_id: 'S2' }] });
    expect(then.alerts.map((a) => a.kind)).not.toContain('draw_overdue');
    const wrong = await fetch(`${system.url}/api/v1/patients/${id}?as_of=18.03.2026`, { headers: { authorization: `Bearer ${token}` } });
    expect(wrong.status).toBe(400);
    expect(wrong.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await wrong.json()).toMatchObject({ code: 'bad_as_of' });
  });

  it('replayed, an alert is in the state it had: closed by data of a later day it is still open, taken up today it was not yesterday', async () => {
    const { id } = await patientByRef(system, token, 'P1');
    const overdue = async (asOf: string): Promise<[string, string, string | null, number][]> => (await getJson<PatientPage>(system.url, token, `/patients/${id}?as_of=${asOf}`)).alerts
      .filter((a) => a.kind === 'draw_overdue').map((a) => [a.fired_on!, a.state, a.owner, a.transitions.length] as [string, string, string | null, number]).sort();
    expect(await overdue('2026-03-18')).toEqual([]);
    expect(await overdue('2026-05-06')).toEqual([['2026-03-19', 'open', null, 1]]);
    expect(await overdue('2026-05-07')).toEqual([['2026-03-19', 'closed', null, 2]]);
    const open = (await alerts('draw_overdue')).find((a) => a.state === 'open')!;
    expect((await send(system.url, token, 'POST', `/alerts/${open.id}/transitions`, { to: 'in_review', reason: 'called the ward', owner: 'anna' })).status).toBe(200);
    const day = (ago: number): string => dateOfDay(dayOfDate(today()) - ago);
    expect(await overdue(day(1))).toEqual([['2026-03-19', 'closed', null, 2], ['2026-06-11', 'open', null, 1]]);
    expect(await overdue(day(0))).toEqual([['2026-03-19', 'closed', null, 2], ['2026-06-11', 'in_review', 'anna', 2]]);
  });
});
