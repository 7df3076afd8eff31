/** Entered, corrected and retracted by hand: the record, the evaluation and the history follow, and later files do not undo it. */
import type { PatientPage, WireAlert } from '@clonewatch/contracts';
import { emergingRows, emergingTreatments, eventually, importAndWait, patientByRef, send, seriesFile, startSystem, type Reply, type TestSystem } from '@clonewatch/testing';

describe('entries by hand', () => {
  let system: TestSystem;
  let token: string;
  let id: string;
  beforeAll(async () => {
    system = await startSystem();
    token = await system.token('main', 'clinician');
    for (const [name, content] of [['treatments.csv', emergingTreatments], ['series.csv', seriesFile(emergingRows)]] as const) {
      expect(await importAndWait(system, token, { name, content })).toMatchObject({ state: 'evaluated' });
    }
    id = (await patientByRef(system, token, 'P1')).id;
  });
  afterAll(() => system.stop());

  const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply<T>> => send<T>(system.url, token, method, path, body, headers);
  const page = (): Promise<PatientPage> => eventually(() => patientByRef(system, token, 'P1'), (p) => p.evaluation_state === 'current');
  const line = async (): Promise<PatientPage['treatments'][number]> => (await page()).treatments[0]!;
  const alert = async (kind: string): Promise<WireAlert | undefined> => (await page()).alerts.find((a) => a.kind === kind);

  it('a stop date entered by hand ends the line; the version it replaces must be the one that was seen', async () => {
    const before = await line();
    expect(before).toMatchObject({ version: 1, by_hand: false, stop: null });
    const said = { regimen: before.regimen, agents: before.agents, therapy_class: before.therapy_class, started_on: '2025-11-06', stopped_on: '2026-04-20', stop_reason: 'progression', reason: 'imaging showed progression' };
    expect(await call('PUT', `/patients/${id}/treatments/${before.id}`, said)).toMatchObject({ status: 428, body: { code: 'version_needed' } });
    expect(await call('PUT', `/patients/${id}/treatments/${before.id}`, said, { 'if-match': '"7"' })).toMatchObject({ status: 412, body: { code: 'version_conflict' } });
    expect(await call('PUT', `/patients/${id}/treatments/${before.id}`, { ...said, stopped_on: '2025-01-01' }, { 'if-match': '"1"' }))
      .toMatchObject({ status: 422, body: { code: 'invalid_entry', problems: [{ code: 'stop_before_start', field: 'stopped_on', value: '2025-01-01' }] } });
    const [first, second] = await Promise.all([1, 2].map(() => call('PUT', `/patients/${id}/treatments/${before.id}`, said, { 'if-match': '"1"' })));
    expect([first!.status, second!.status].sort()).toEqual([200, 412]);
    expect(await line()).toMatchObject({ id: before.id, version: 2, by_hand: true, stopped_on: '2026-04-20', stop_reason: 'progression' });
    expect((await page()).line).toMatchObject({ ongoing: false });
  });

  it('the same statement of an older file does not bring the wrong date back; a new statement counts, with a warning', async () => {
    const again = `${emergingTreatments}P1,bevacizumab + FOLFOX,bevacizumab;oxaliplatin,vegf;chemotherapy,2026-04-27,\n`;
    expect(await importAndWait(system, token, { name: 'again.csv', content: again })).toMatchObject({ state: 'evaluated', problems: [] });
    expect((await page()).treatments.map((t) => [t.started_on, t.stopped_on, t.version])).toEqual([['2025-11-06', '2026-04-20', 2], ['2026-04-27', undefined, 1]]);
    const news = emergingTreatments.replace('2025-11-06,', '2025-11-06,2026-04-18');
    expect(await importAndWait(system, token, { name: 'news.csv', content: news })).toMatchObject({ state: 'evaluated', problems: [{ severity: 'warning', code: 'overrides_correction', line: 2 }] });
    expect(await line()).toMatchObject({ version: 3, by_hand: false, stopped_on: '2026-04-18' });
    const { body } = await call<{ items: unknown[] }>('GET', `/patients/${id}/treatments/${(await line()).id}/versions`);
    expect(body.items).toMatchObject([
      { version: 3, state: 'current', by_hand: false }, { version: 2, state: 'superseded', by_hand: true, reason: 'imaging showed progression', values: { stopped_on: '2026-04-20' } },
      { version: 1, state: 'superseded', by_hand: false, reason: null },
    ]);
  });

  it('a regimen or a start typed wrong is corrected within the same line, and retracted for good', async () => {
    const wrong = (await page()).treatments[1]!;
    const right = { regimen: 'FOLFIRI', agents: ['irinotecan'], therapy_class: 'chemotherapy', started_on: '2026-04-28', reason: 'wrong regimen' };
    expect(await call('PUT', `/patients/${id}/treatments/${wrong.id}`, right, { 'if-match': `"${wrong.version}"` })).toMatchObject({ status: 200, etag: '"2"', body: { id: wrong.id, regimen: 'FOLFIRI', started_on: '2026-04-28' } });
    expect(await call('POST', `/patients/${id}/treatments`, right)).toMatchObject({ status: 409, body: { code: 'already_there' } });
    expect(await call('POST', `/patients/${id}/treatments/${wrong.id}/retract`, { reason: 'never given' }, { 'if-match': '"2"' })).toMatchObject({ status: 200 });
    expect((await page()).treatments).toHaveLength(1);
    expect(await importAndWait(system, token, { name: 'third.csv', content: `${emergingTreatments.replace('2025-11-06,', '2025-11-06,2026-04-18')}P1,bevacizumab + FOLFOX,bevacizumab;oxaliplatin,vegf;chemotherapy,2026-04-27,\n` })).toMatchObject({ state: 'evaluated' });
    expect((await page()).treatments).toHaveLength(1);
    expect(await call('PUT', `/patients/${id}/treatments/${wrong.id}`, right, { 'if-match': '"3"' })).toMatchObject({ status: 409, body: { code: 'retracted' } });
  });

  it('a result corrected by hand retracts the alert that rested on it, with the reason; retracting the result takes its point away', async () => {
    expect(await alert('resistance_emerging')).toMatchObject({ state: 'open' });
    const { body } = await call<{ items: { id: string; gene: string; specimen_id: string; mutant_count: number; result_version: number }[] }>('GET', `/patients/${id}/measurements`);
    const of = (specimen: string): { id: string } => body.items.find((m) => m.gene === 'KRAS' && m.specimen_id === specimen)!;
    expect(await call('PUT', `/patients/${id}/measurements/${of('S4').id}`, { gene: 'NRAS', mutant_count: 0, total_count: 3800, reason: 'x' }, { 'if-match': '"1"' })).toMatchObject({ status: 422, body: { code: 'key_fixed' } });
    const corrected = await call<{ id: string }>('PUT', `/patients/${id}/measurements/${of('S4').id}`, { mutant_count: 0, total_count: 3800, background: 0.00003, reason: 'wells swapped' }, { 'if-match': '"1"' });
    expect(corrected).toMatchObject({ status: 200, etag: '"2"', body: { mutant_count: 0, specimen_id: 'S4', result_version: 2 } });
    expect(await call('PUT', `/patients/${id}/measurements/${of('S4').id}`, { mutant_count: 1, total_count: 3800, reason: 'late' }, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    expect(await call('POST', `/patients/${id}/measurements/${of('S5').id}/retract`, { reason: 'other patient’s tube' }, { 'if-match': '"1"' })).toMatchObject({ status: 200 });
    const emerging = await eventually(() => alert('resistance_emerging'), (a) => a?.state === 'retracted');
    expect(emerging!.transitions.at(-1)!.reason).toMatch(/no longer support it \((measurement corrected: wells swapped|measurement retracted: other patient’s tube)\)/);
    const kras = (await page()).evaluation!.series.find((s) => s.gene === 'KRAS')!;
    expect(kras.points.map((p) => p.specimen_id)).toEqual(['S1', 'S2', 'S3', 'S4']);
    // The laboratory's cumulative file comes again: neither the correction nor the retraction is undone.
    expect(await importAndWait(system, token, { name: 'cumulative.csv', content: seriesFile([...emergingRows, 'P1,S6,2026-06-04,panel,TP53,p.R175H,150,3600,0.00003']) })).toMatchObject({ state: 'evaluated', problems: [] });
    const after = (await page()).evaluation!.series.find((s) => s.gene === 'KRAS')!;
    expect(after.points.filter((p) => p.status !== 'not_covered').map((p) => [p.specimen_id, p.mutant_count])).toEqual([['S1', 0], ['S2', 0], ['S3', 0], ['S4', 0]]);
  });

  it('a single digital-PCR result, an assessment and a tissue result entered by hand are there at once, and evaluated', async () => {
    const dpcr = { specimen_id: 'S7', collected_on: '2026-07-02', assay: 'dPCR KRAS', gene: 'KRAS', variant: 'G12D', count_unit: 'partitions', mutant_count: 14, total_count: 19_000, wildtype_count: 3100, reason: 'from the letter' };
    const made = await call<{ id: string; variant: string }>('POST', `/patients/${id}/measurements`, dpcr);
    expect(made).toMatchObject({ status: 201, etag: '"1"', body: { variant: 'G12D', mutant_count: 14, gene: 'KRAS' } });
    expect(await call('POST', `/patients/${id}/measurements`, dpcr)).toMatchObject({ status: 409, body: { code: 'already_there' } });
    expect(await call('POST', `/patients/${id}/measurements`, { ...dpcr, specimen_id: 'S8', mutant_count: 20_000 })).toMatchObject({ status: 422, body: { problems: [{ field: 'mutant_count' }] } });
    expect(await call('POST', `/patients/${id}/measurements`, { ...dpcr, specimen_id: 'S7', assay: 'other', collected_on: '2026-07-09' })).toMatchObject({ status: 422, body: { code: 'specimen_date_conflict' } });
    expect(await call('POST', `/patients/${id}/assessments`, { assessed_on: '2026-07-03', kind: 'imaging', result: 'PD', reason: 'CT report' })).toMatchObject({ status: 201, body: { kind: 'imaging', result: 'PD', version: 1, by_hand: true } });
    expect(await call('POST', `/patients/${id}/assessments`, { assessed_on: '2026-07-03', kind: 'cea', result: 'high', unit: 'ng/mL', reason: 'lab' })).toMatchObject({ status: 422, body: { problems: [{ code: 'bad_number', field: 'result' }] } });
    expect(await call('POST', `/patients/${id}/assessments`, { assessed_on: '2026-07-04', kind: 'tissue', gene: 'KRAS', variant: 'p.G12D', result: 'positive', reason: 'biopsy' })).toMatchObject({ status: 201 });
    expect(await call('POST', `/patients/${id}/assessments`, { assessed_day: 3, kind: 'imaging', result: 'PD', reason: 'CT' })).toMatchObject({ status: 422, body: { code: 'mixed_time_basis' } });
    const now = await page();
    expect(now.evaluation!.series.find((s) => s.gene === 'KRAS')!.points.at(-1)).toMatchObject({ specimen_id: 'S7', assay: 'dPCR KRAS', status: 'detected', mutant_count: 14 });
    expect(now.assessments.map((a) => a.kind)).toEqual(['imaging', 'tissue']);
    expect(now.acts.slice(0, 3).map((a) => a.kind)).toEqual(['assessment_entered', 'assessment_entered', 'measurement_entered']);
  });

  it('a result entered on the wrong day is retracted and entered anew under the same name', async () => {
    const [wrong] = (await call<{ items: { id: string; specimen_id: string }[] }>('GET', `/patients/${id}/measurements`)).body.items.filter((m) => m.specimen_id === 'S7');
    expect(await call('POST', `/patients/${id}/measurements/${wrong!.id}/retract`, { reason: 'wrong day' }, { 'if-match': '"1"' })).toMatchObject({ status: 200 });
    expect(await call('POST', `/patients/${id}/measurements`, { specimen_id: 'S7', collected_on: '2026-07-01', assay: 'dPCR KRAS', gene: 'KRAS', variant: 'G12D', count_unit: 'partitions', mutant_count: 14, total_count: 19_000, wildtype_count: 3100, reason: 'right day' }))
      .toMatchObject({ status: 201, body: { collected_on: '2026-07-01' } });
  });

  it('the draw plan is versioned and says when a draw is due and overdue', async () => {
    const { body: plan, etag } = await call<{ version: number }>('GET', `/patients/${id}/plan`);
    expect(etag).toBe(`"${plan.version}"`);
    const put = (body: object, version: number): Promise<Reply> => call('PUT', `/patients/${id}/plan`, body, { 'if-match': `"${version}"` });
    expect(await put({ next_draw_on: '2026-02-30', reason: 'x' }, plan.version)).toMatchObject({ status: 422, body: { code: 'bad_date', problems: [{ field: 'next_draw_on' }] } });
    const first = await put({ draw_interval_days: 28, next_draw_on: '2026-07-20', next_cycle_on: '2026-07-22', reason: 'plan agreed' }, plan.version);
    expect(first).toMatchObject({ status: 200, body: { draw_interval_days: 28, next_draw_on: '2026-07-20', next_cycle_on: '2026-07-22' } });
    expect(await put({ draw_interval_days: 14, reason: 'late' }, plan.version)).toMatchObject({ status: 412 });
    expect(await page()).toMatchObject({ next_draw_on: '2026-07-20', draw_interval_days: 28 });
    // Arranged for 20 Jul; a quarter of 28 days is the grace: the first overdue day is 27 Jul. The clock stands well after it.
    const dayOf = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / 86_400_000);
    const today = (await page()).today;
    expect((await page()).draw_overdue_days).toBe(dayOf(today) - dayOf('2026-07-27') + 1);
    const cleared = await put({ next_draw_on: null, reason: 'open again' }, (first.body as { version: number }).version);
    expect(cleared.body).not.toHaveProperty('next_draw_on');
    expect(await page()).toMatchObject({ next_draw_on: '2026-07-29', draw_interval_days: 28 });
  });

  it('the same request sent twice with one Idempotency-Key acts once; the key is bound to the request', async () => {
    const body = { assessed_on: '2026-08-01', kind: 'cea', result: '12.5', unit: 'ng/mL', reason: 'lab' };
    const key = { 'idempotency-key': 'one-and-the-same' };
    const answers = await Promise.all([1, 2, 3].map(() => call<{ id: string }>('POST', `/patients/${id}/assessments`, body, key)));
    expect(new Set(answers.map((a) => `${a.status} ${a.body.id}`)).size).toBe(1);
    expect((await page()).assessments.filter((a) => a.kind === 'cea')).toHaveLength(1);
    expect(await call('POST', `/patients/${id}/assessments`, { ...body, result: '13' }, key)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('a researcher may read and not write', async () => {
    const reader = await system.token('main', 'researcher');
    expect(await send(system.url, reader, 'GET', `/patients/${id}/treatments`)).toMatchObject({ status: 200 });
    expect(await send(system.url, reader, 'POST', `/patients/${id}/assessments`, { assessed_on: '2026-08-02', kind: 'cea', result: '1', reason: 'x' })).toMatchObject({ status: 403 });
  });

  it('blood that was drawn is noted: its result is pending, late after three weeks, and there when the specimen of that day comes', async () => {
    const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const pending = async (): Promise<unknown> => (await page()).glance!.pending;
    expect(await pending()).toEqual([]);
    expect(await call('POST', `/patients/${id}/assessments`, { assessed_on: day(30), kind: 'blood_drawn', result: 'taken', reason: 'seen in clinic' })).toMatchObject({ status: 201 });
    expect(await pending()).toEqual([{ specimen_id: '', collected_on: day(30) }]);
    expect(await alert('result_late')).toMatchObject({ state: 'open', fired_on: day(9) });
    const then = (ago: number): Promise<Reply<PatientPage>> => call<PatientPage>('GET', `/patients/${id}?as_of=${day(ago)}`);
    expect((await then(29)).body.glance!.pending).toEqual([{ specimen_id: '', collected_on: day(30) }]);
    expect((await then(31)).body.glance!.pending).toEqual([]);
    await importAndWait(system, token, { name: 'late.csv', content: seriesFile([`P1,S30,${day(29)},panel,KRAS,p.G12D,30,4000,0.00003`, `P1,S30,${day(29)},panel,TP53,p.R175H,200,4000,0.00003`]) });
    expect(await pending()).toEqual([]);
    expect(await alert('result_late')).toMatchObject({ state: expect.stringMatching(/^(closed|retracted)$/) as string });
  });
});
