/** What went to the wrong place comes out again: imports withdrawn and reinstated, specimens moved, records merged and split; each undone, none forgotten. */
import type { ImportReport, PatientPage, WireAct } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, eventually, getJson, importAndWait, patientByRef, send, seriesFile, seriesHeader, startSystem, type Reply, type TestSystem } from '@clonewatch/testing';

describe('taking back', () => {
  let system: TestSystem;
  let token: string;
  beforeAll(async () => {
    system = await startSystem();
    token = await system.token('main', 'clinician');
  });
  afterAll(() => system.stop());

  const call = <T = Record<string, string>>(method: string, path: string, body?: unknown): Promise<Reply<T>> => send<T>(system.url, token, method, path, body);
  const load = (name: string, content: string): Promise<ImportReport> => importAndWait(system, token, { name, content });
  const page = (ref: string): Promise<PatientPage> => eventually(() => patientByRef(system, token, ref), (p) => p.evaluation_state === 'current');
  const found = async (ref: string): Promise<number> => (await getJson<{ items: unknown[] }>(system.url, token, `/patients?patient_id=${ref}`)).items.length;
  const named = (ref: string): string => seriesFile(emergingRows.map((r) => r.replace('P1,', `${ref},`)));
  const settled = (): Promise<unknown> => eventually(() => system.dump('main'), (d) => (JSON.parse(d) as { waiting: unknown[] }).waiting.length === 0);

  it('a withdrawn import leaves the current view, its alerts are retracted with its reason, and undoing brings all back', async () => {
    await load('w-treatments.csv', emergingTreatments.replace('P1', 'W1'));
    const report = await load('w.csv', named('W1'));
    const before = await page('W1');
    expect(before.alerts.find((a) => a.kind === 'resistance_emerging')).toMatchObject({ state: 'open' });
    expect(await call('POST', `/imports/${report.id}/withdraw`, { reason: '' })).toMatchObject({ status: 400 });
    const { status, body } = await call('POST', `/imports/${report.id}/withdraw`, { reason: 'wrong patient' });
    expect(status).toBe(200);
    expect(await getJson<ImportReport>(system.url, token, `/imports/${report.id}`)).toMatchObject({ state: 'withdrawn', withdrawn: { act: body.act, reason: 'wrong patient' } });
    await settled();
    const after = await page('W1');
    expect(after.evaluation!.series).toEqual([]);
    expect(after.treatments).toHaveLength(1);
    expect(after.alerts.map((a) => a.id).sort()).toEqual(before.alerts.map((a) => a.id).sort());
    expect(after.alerts.filter((a) => a.state !== 'retracted')).toEqual([]);
    expect(after.alerts.find((a) => a.kind === 'resistance_emerging')!.transitions.at(-1)!.reason).toMatch(/\(import withdrawn: wrong patient\)/);
    expect(await call('POST', `/imports/${report.id}/withdraw`, { reason: 'again' })).toMatchObject({ status: 409, body: { code: 'already_withdrawn' } });
    const undone = await call('POST', `/acts/${body.act}/undo`, { reason: 'it was right' });
    expect(undone.status).toBe(200);
    await eventually(() => getJson<ImportReport>(system.url, token, `/imports/${undone.body.import}`), (r) => r.state === 'evaluated');
    const again = await page('W1');
    expect(again.evaluation!.series).toEqual(before.evaluation!.series);
    expect(again.alerts.find((a) => a.kind === 'resistance_emerging')).toMatchObject({ state: 'open' });
    expect(await call('POST', `/acts/${body.act}/undo`, { reason: 'twice' })).toMatchObject({ status: 409 });
  });

  it('what a withdrawn correction had superseded counts again; what another file said as well stays', async () => {
    const versioned = (rows: string): string => `${seriesHeader},result_version\n${rows}`;
    await load('v1.csv', versioned('V1,S1,2026-01-15,panel,KRAS,p.G12D,9,4100,0.00003,1\nV1,S1,2026-01-15,panel,TP53,p.R175H,210,4100,0.00003,1\n'));
    const second = await load('v2.csv', versioned('V1,S1,2026-01-15,panel,KRAS,p.G12D,0,4100,0.00003,2\nV1,S1,2026-01-15,panel,TP53,p.R175H,210,4100,0.00003,1\nV1,S2,2026-02-12,panel,TP53,p.R175H,180,3600,0.00003,1\n'));
    const kras = async (): Promise<unknown> => (await page('V1')).evaluation!.series.find((s) => s.gene === 'KRAS')!.points.map((p) => p.mutant_count);
    expect(await kras()).toEqual([0]);
    await call('POST', `/imports/${second.id}/withdraw`, { reason: 'for another patient' });
    await settled();
    expect(await kras()).toEqual([9]);
    const v1 = await page('V1');
    const series = await getJson<{ items: { gene: string; specimen_id: string; mutant_count: number }[] }>(system.url, token, `/patients/${v1.id}/series`);
    expect(series.items.map((i) => [i.specimen_id, i.gene, i.mutant_count])).toEqual([['S1', 'KRAS', 9], ['S1', 'TP53', 210]]);
    // The row both files carried is still there, and now the first file is taken back too: the second, reinstated, carries it alone.
    const first = (await page('V1')).imports.find((i) => i.file_name === 'v1.csv')!;
    const { acts } = await page('V1');
    await call('POST', `/acts/${acts.find((a) => a.kind === 'import_withdrawn')!.id}/undo`, { reason: 'right after all' });
    await settled();
    await call('POST', `/imports/${first.id}/withdraw`, { reason: 'superseded entirely' });
    await settled();
    const left = await page('V1');
    expect(left.evaluation!.series.map((s) => [s.gene, s.points.filter((p) => p.status !== 'not_covered').map((p) => p.mutant_count)])).toEqual([['KRAS', [0]], ['TP53', [210, 180]]]);
  });

  it('a patient whom nothing is left of is not listed, and is there again with the next file, of whatever kind of time', async () => {
    const report = await load('gone.csv', named('G1'));
    expect(await found('G1')).toBe(1);
    await call('POST', `/imports/${report.id}/withdraw`, { reason: 'no patient of ours' });
    await settled();
    expect(await found('G1')).toBe(0);
    const days = 'patient_id,specimen_id,collected_day,anchor,assay,gene,variant,mutant_count,total_count\nG1,S1,0,first dose,panel,KRAS,p.G12D,0,4000\n';
    expect(await load('days.csv', days)).toMatchObject({ state: 'evaluated', problems: [] });
    expect(await page('G1')).toMatchObject({ timeline: { kind: 'days', anchor: 'first dose' } });
  });

  it('a specimen moved to another patient takes its results along, later files follow it, and it can go back', async () => {
    await load('m.csv', named('M1'));
    await load('m2.csv', `${seriesHeader}\nM2,T1,2026-01-20,panel,TP53,p.R175H,100,4000,0.00003\n`);
    const [from, to] = [await page('M1'), await page('M2')];
    const specimens = async (id: string): Promise<{ id: string; specimen_id: string; imported_as: string | null }[]> => (await getJson<{ items: { id: string; specimen_id: string; imported_as: string | null }[] }>(system.url, token, `/patients/${id}/specimens`)).items;
    const s5 = (await specimens(from.id)).find((s) => s.specimen_id === 'S5')!;
    const moved = await call('POST', `/specimens/${s5.id}/move`, { to_patient: to.id, reason: 'labels swapped' });
    expect(moved.status).toBe(200);
    await settled();
    expect((await page('M1')).evaluation!.draws.map((d) => d.specimen_id)).toEqual(['S1', 'S2', 'S3', 'S4']);
    expect((await page('M2')).evaluation!.draws.map((d) => d.specimen_id)).toEqual(['T1', 'S5']);
    expect((await page('M1')).alerts.find((a) => a.kind === 'resistance_emerging')).toBeUndefined();
    expect((await specimens(to.id)).find((s) => s.specimen_id === 'S5')).toMatchObject({ imported_as: 'M1' });
    expect(await call('POST', `/specimens/${s5.id}/move`, { to_patient: to.id, reason: 'x' })).toMatchObject({ status: 409, body: { code: 'same_patient' } });
    const more = await load('m-more.csv', `${seriesHeader}\nM1,S5,2026-05-07,panel,APC,p.R1450*,150,3800,0.00003\nM1,S6,2026-06-04,panel,APC,p.R1450*,140,3700,0.00003\n`);
    expect(more).toMatchObject({ state: 'evaluated', problems: [], counts: { patients: 2 } });
    expect((await page('M2')).evaluation!.series.map((s) => s.gene).sort()).toEqual(['APC', 'KRAS', 'TP53']);
    expect(await load('m2-clash.csv', `${seriesHeader}\nM2,S5,2026-06-11,panel,TP53,p.R175H,100,4000,0.00003\n`)).toMatchObject({ state: 'failed', problems: [{ code: 'specimen_id_taken', line: 2, value: 'S5' }] });
    const csv = await (await fetch(`${system.url}/api/v1/exports/series?patient=${to.id}`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(csv.split('\n').filter((l) => l.includes(',S5,')).every((l) => l.startsWith('M2,'))).toBe(true);
    expect(await call('POST', `/acts/${moved.body.act}/undo`, { reason: 'labels were right' })).toMatchObject({ status: 200 });
    await settled();
    expect((await page('M1')).evaluation!.draws.map((d) => d.specimen_id)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6']);
    expect((await page('M2')).evaluation!.draws.map((d) => d.specimen_id)).toEqual(['T1']);
  });

  it('two records of one patient are read as one, alerts of the one retracted; split gives back exactly what was', async () => {
    await load('a-treatments.csv', emergingTreatments.replace('P1', 'A1'));
    const rows = (ref: string, from: number, to: number): string => seriesFile(emergingRows.filter((r) => { const n = Number(/,S(\d),/.exec(r)![1]); return n >= from && n <= to; }).map((r) => r.replace('P1,', `${ref},`)));
    await load('a.csv', rows('A1', 1, 3));
    await load('b.csv', rows('B1', 4, 5));
    const [a, b] = [await page('A1'), await page('B1')];
    expect(a.alerts.some((x) => x.kind === 'resistance_emerging')).toBe(false);
    const merged = await call('POST', `/patients/${b.id}/merge`, { into: a.id, reason: 'one person, two numbers' });
    expect(merged.status).toBe(200);
    await settled();
    const one = await page('A1');
    expect(one.evaluation!.draws.map((d) => d.specimen_id)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5']);
    expect(one.alerts.find((x) => x.kind === 'resistance_emerging')).toMatchObject({ state: 'open' });
    expect(one).toMatchObject({ merged: [{ id: b.id, patient_id: 'B1' }], merged_into: null });
    expect((await getJson<{ items: { id: string }[] }>(system.url, token, '/patients?patient_id=B1')).items).toMatchObject([{ id: a.id }]);
    const old = await getJson<PatientPage>(system.url, token, `/patients/${b.id}`);
    expect(old).toMatchObject({ merged_into: { id: a.id, patient_id: 'A1' } });
    expect(old.alerts.every((x) => x.state === 'retracted' && /merged/.test(x.transitions.at(-1)!.reason!))).toBe(true);
    // A file under the old number goes on being this patient's; a name both use is refused.
    expect(await load('b-more.csv', `${seriesHeader}\nB1,S6,2026-06-04,panel,KRAS,p.G12D,44,3700,0.00003\n`)).toMatchObject({ state: 'evaluated', problems: [] });
    expect((await page('A1')).evaluation!.draws).toHaveLength(6);
    expect(await load('b-clash.csv', `${seriesHeader}\nB1,S1,2026-06-11,panel,KRAS,p.G12D,44,3700,0.00003\n`)).toMatchObject({ state: 'failed', problems: [{ code: 'specimen_id_taken' }] });
    expect(await call('POST', `/patients/${a.id}/merge`, { into: b.id, reason: 'x' })).toMatchObject({ status: 409 });
    expect(await call('POST', `/patients/${b.id}/assessments`, { assessed_on: '2026-06-05', kind: 'cea', result: '4', reason: 'x' })).toMatchObject({ status: 409, body: { code: 'record_merged' } });
    const split = await call('POST', `/patients/${b.id}/split`, { reason: 'two persons after all' });
    expect(split.status).toBe(200);
    await settled();
    expect((await page('A1')).evaluation!.series).toEqual(a.evaluation!.series);
    expect((await page('A1')).alerts.find((x) => x.kind === 'resistance_emerging')).toMatchObject({ state: 'retracted' });
    expect((await page('B1')).evaluation!.draws.map((d) => d.specimen_id)).toEqual(['S4', 'S5', 'S6']);
    // … and together again by undoing the split.
    expect(await call('POST', `/acts/${split.body.act}/undo`, { reason: 'one person' })).toMatchObject({ status: 200 });
    await settled();
    expect((await page('A1')).evaluation!.draws).toHaveLength(6);
    const { items } = await getJson<{ items: WireAct[] }>(system.url, token, `/patients/${a.id}/acts`);
    expect(items.map((x) => [x.kind, x.undone])).toEqual([['patients_merged', false], ['patients_split', true], ['patients_merged', true]]);
  });

  it('records with the same specimen names, or another kind of time, are not merged', async () => {
    await load('c.csv', named('C1'));
    await load('d.csv', named('D1'));
    const [c, d, days] = [await page('C1'), await page('D1'), await page('G1')];
    expect(await call('POST', `/patients/${d.id}/merge`, { into: c.id, reason: 'x' })).toMatchObject({ status: 409, body: { code: 'specimen_id_taken' } });
    expect(await call('POST', `/patients/${days.id}/merge`, { into: c.id, reason: 'x' })).toMatchObject({ status: 409, body: { code: 'other_time_basis' } });
    expect(await call('POST', `/patients/${c.id}/merge`, { into: c.id, reason: 'x' })).toMatchObject({ status: 409, body: { code: 'same_patient' } });
  });
});
