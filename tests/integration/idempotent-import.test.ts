/** G02: sending the same file again changes nothing, one by one and twenty at once. */
import pg from 'pg';
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

  it('a VCF that an older version stored, with the panel on every call, says nothing new', async () => {
    const token = await system.token('older', 'clinician');
    const vcf = (alt: number): string => `##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tplasma\nchr12\t25245350\t.\tC\tT\t.\tPASS\t.\tGT:AD:DP\t0/1:${1000 - alt},${alt}:1000\n`;
    const manifest = (more: string): string => `sample,role,patient_id,specimen_id,collected_on,assay,panel\nplasma,patient,P1,S1,2026-01-15,panel,KRAS;NRAS\n${more}`;
    expect(await importAndWait(system, token, { name: 'a.vcf', content: vcf(40), manifest: manifest('') })).toMatchObject({ state: 'evaluated', problems: [] });
    const owner = new pg.Client({ connectionString: system.database.ownerUrl });
    await owner.connect();
    await owner.query('alter table clinical.measurement disable trigger user, no force row level security');
    const { rowCount } = await owner.query(`update clinical.measurement set panel = '{KRAS,NRAS}', supplied = supplied || '{"panel": "KRAS;NRAS", "gene": "KRAS", "mutant_count": "40", "total_count": "1000"}', row_hash = sha256(row_hash) where site_id = $1 and variant <> ''`, [await system.siteId('older')]);
    await owner.query('alter table clinical.measurement enable trigger user, force row level security');
    await owner.end();
    expect(rowCount).toBe(1);
    const measured = async (): Promise<unknown> => (JSON.parse(await system.dump('older')) as { measurements: unknown[] }).measurements;
    const before = await measured();
    // The same file beside a manifest that says one thing more of another sample: not the same import.
    const again = (n: number): string => manifest(`other,patient,P${n},S1,2026-01-15,panel,KRAS;NRAS\n`);
    expect(await importAndWait(system, token, { name: 'a.vcf', content: vcf(40), manifest: again(2) })).toMatchObject({ state: 'evaluated', problems: [] });
    expect(await measured()).toEqual(before);
    expect(before).toHaveLength(2);
    expect((await importAndWait(system, token, { name: 'a.vcf', content: vcf(41), manifest: again(3) })).problems.map((p) => p.code)).toEqual(['conflicting_result']);
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
