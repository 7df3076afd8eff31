/** G02: sending the same file again changes nothing, one by one and twenty at once. */
import { eventually, getJson, importAndWait, postImport, startSystem, type TestSystem } from '@clonewatch/testing';
import type { ImportReport } from '@clonewatch/contracts';

const series = `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count
P1,S1,2026-01-15,panel,KRAS,p.G12D,0,4100
P1,S2,2026-02-12,panel,KRAS,G12D,8,3600
`;

describe('G02 the same file again', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  it('answers 200 and the same import, and leaves the same dump', async () => {
    const token = await system.token('once', 'clinician');
    const first = await importAndWait(system, token, { name: 'series.csv', content: series });
    expect(first).toMatchObject({ state: 'evaluated', counts: { rows: 2, specimens: 2, patients: 1, accepted: 2, rejected: 0 } });
    const before = await system.dump('once');
    const again = await postImport(system.url, token, { name: 'series.csv', content: series });
    expect(again.status).toBe(200);
    expect(again.body.id).toBe(first.id);
    expect(await system.dump('once')).toBe(before);
  });

  it('twenty posts at once make one import', async () => {
    const token = await system.token('many', 'clinician');
    const answers = await Promise.all(Array.from({ length: 20 }, () => postImport(system.url, token, { name: 'series.csv', content: series })));
    expect(new Set(answers.map((a) => a.body.id)).size).toBe(1);
    expect(answers.map((a) => a.status).sort()).toEqual([...Array<number>(19).fill(200), 202]);
    await eventually(() => getJson<ImportReport>(system.url, token, `/imports/${answers[0]!.body.id}`), (r) => r.state === 'evaluated');
    expect(await system.dump('many')).toBe(await system.dump('once'));
  });

  it('a file refused may be sent again, corrected rows beside equal ones are taken', async () => {
    const token = await system.token('fix', 'clinician');
    await importAndWait(system, token, { name: 'series.csv', content: series });
    const wrong = `${series}P1,S3,2026-03-12,panel,KRAS,p.G12D,9,8\n`;
    expect((await importAndWait(system, token, { name: 'more.csv', content: wrong })).state).toBe('failed');
    expect((await importAndWait(system, token, { name: 'more.csv', content: wrong })).state).toBe('failed');
    const right = `${series}P1,S3,2026-03-12,panel,KRAS,p.G12D,9,3800\n`;
    expect(await importAndWait(system, token, { name: 'more.csv', content: right })).toMatchObject({ state: 'evaluated', counts: { accepted: 3 } });
    const { measurements } = JSON.parse(await system.dump('fix')) as { measurements: unknown[] };
    expect(measurements).toHaveLength(3);
  });
});
