/** G13: the four states, and what follows from each, stay apart through file, store, engine and wire; none becomes 0. */
import { getJson, importAndWait, patientByRef, startSystem, type TestSystem } from '@clonewatch/testing';

const series = `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,status
P1,S1,2026-01-15,panel,KRAS,p.G12D,12,4100,
P1,S2,2026-02-12,panel,KRAS,p.G12D,0,3600,
P1,S3,2026-03-12,panel,KRAS,p.G12D,,,not_covered
P1,S4,2026-04-09,panel,KRAS,p.G12D,,,failed_qc
`;
const empty = `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,panel,reader_note
P1,S5,2026-05-07,panel,,,,3900,KRAS;NRAS,"=looked, twice"
P1,S6,2026-06-04,panel,,,,3900,BRAF,
`;

describe('G13 four states', () => {
  let system: TestSystem;
  let token: string;
  beforeAll(async () => {
    system = await startSystem();
    token = await system.token('main', 'clinician');
    for (const [name, content] of [['series.csv', series], ['empty.csv', empty]] as const) {
      expect(await importAndWait(system, token, { name, content })).toMatchObject({ state: 'evaluated', problems: [] });
    }
  });
  afterAll(() => system.stop());

  it('each draw keeps its own state and has no number it should not have', async () => {
    const { evaluation } = await patientByRef(system, token, 'P1');
    const points = evaluation!.series.find((s) => s.gene === 'KRAS')!.points;
    expect(points.map((p) => [p.specimen_id, p.status])).toEqual([
      ['S1', 'detected'], ['S2', 'not_detected'], ['S3', 'not_covered'], ['S4', 'failed_qc'], ['S5', 'not_detected'], ['S6', 'not_covered'],
    ]);
    // One-sided 95 % bound of 0 in n: 1 − 0.05^(1/n).
    expect(points[1]!.upper95).toBeCloseTo(1 - 0.05 ** (1 / 3600), 8);
    expect(points[4]!.upper95).toBeCloseTo(1 - 0.05 ** (1 / 3900), 8);
    for (const p of [points[2]!, points[3]!, points[5]!]) expect(p).toMatchObject({ vaf: null, low: null, high: null, upper95: null });
  });

  it('the series of the API are the exchange rows, numbers as numbers and empty as null', async () => {
    const { id } = await patientByRef(system, token, 'P1');
    const { items } = await getJson<{ items: Record<string, unknown>[] }>(system.url, token, `/patients/${id}/series`);
    expect(items).toHaveLength(6);
    expect(items[0]).toMatchObject({ patient_id: 'P1', site: 'main', specimen_id: 'S1', collected_on: '2026-01-15', gene: 'KRAS', variant: 'p.G12D', mutant_count: 12, total_count: 4100, vaf: 12 / 4100, status: 'detected' });
    expect(items[2]).toMatchObject({ specimen_id: 'S3', status: 'not_covered', mutant_count: null, vaf: null, vaf_low: null });
  });

  it('pages through the list without skipping, and refuses a cursor it did not give', async () => {
    const many = `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\n${Array.from({ length: 7 }, (_, i) => `Q${i},S1,2026-01-15,panel,KRAS,p.G12D,0,4000`).join('\n')}\n`;
    const paging = await system.token('paging', 'clinician');
    await importAndWait(system, paging, { name: 'many.csv', content: many });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { patient_id: string }[]; next: string | null } = await getJson(system.url, paging, `/patients?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map((p) => p.patient_id));
      cursor = page.next;
    } while (cursor);
    expect(seen).toEqual(['Q0', 'Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6']);
    for (const bad of ['LTU', 'zzz', '%00']) {
      const answer = await fetch(`${system.url}/api/v1/patients?cursor=${bad}`, { headers: { authorization: `Bearer ${paging}` } });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'bad_cursor']);
    }
  });

  it('the export echoes what was supplied, unknown columns too, and goes in elsewhere to come out the same', async () => {
    const get = async (url: string, t: string): Promise<string> => (await fetch(`${url}/api/v1/exports/series?format=csv`, { headers: { authorization: `Bearer ${t}` } })).text();
    const first = await get(system.url, token);
    expect(first.split('\n')[0]!.split(',').at(-1)).toBe('reader_note');
    // A number stands only where something was read, and none of the others is 0.
    const names = first.split('\n')[0]!.split(',');
    const cell = (row: string, name: string): string => row.split(',')[names.indexOf(name)]!;
    expect(first.trimEnd().split('\n').slice(1, 5).map((row) => ['specimen_id', 'status', 'mutant_count', 'vaf', 'vaf_low'].map((n) => cell(row, n)))).toEqual([
      ['S1', 'detected', '12', expect.stringMatching(/^0\.0029/), expect.stringMatching(/^0\.00/)], ['S2', 'not_detected', '0', '0', expect.any(String)], ['S3', 'not_covered', '', '', ''], ['S4', 'failed_qc', '', '', ''],
    ]);
    const elsewhere = await system.token('elsewhere', 'clinician');
    expect(await importAndWait(system, elsewhere, { name: 'export.csv', content: first })).toMatchObject({ state: 'evaluated', problems: [] });
    expect(await get(system.url, elsewhere)).toBe(first);
    // Back into the same site it says nothing new.
    expect(await importAndWait(system, token, { name: 'export.csv', content: first })).toMatchObject({ state: 'evaluated', problems: [] });
    expect(await get(system.url, token)).toBe(first);
  });
});
