/** How large a file may be is said by who runs the programs: larger than usual is taken, smaller refused, and the answer names the limit. */
import { importAndWait, postImport, startSystem } from '@clonewatch/testing';

const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\n';
const rows = (n: number): string => header + Array.from({ length: n }, (_, i) => `P1,S${i},2026-01-15,a,KRAS,p.G12D,1,4000\n`).join('');
const MiB = 1024 * 1024;

it('more bytes than usual, fewer lines', async () => {
  const system = await startSystem({ env: { CLONEWATCH_MAX_FILE_MIB: '65', CLONEWATCH_MAX_ROWS: '50' } });
  try {
    const token = await system.token('main', 'clinician');
    // Nothing that could be read: what is looked at is whether the bytes are taken.
    const sent = async (mib: number): Promise<unknown> => ((r) => [r.status, (r.body as unknown as { code: string }).code, (r.body as unknown as { detail: string }).detail.slice(0, 34)])(await postImport(system.url, token, { name: 'noise.csv', content: 'noise\n'.repeat((mib * MiB) / 6) }));
    expect(await sent(64.5)).toEqual([422, 'unrecognised_format', expect.any(String)]);
    expect(await sent(65.5)).toEqual([413, 'file_too_large', 'A file may have 65 MiB at most.']);
    expect(await importAndWait(system, token, { name: 'short.csv', content: rows(45) })).toMatchObject({ state: 'evaluated', counts: { accepted: 45 } });
    expect(await importAndWait(system, token, { name: 'long.csv', content: rows(60) })).toMatchObject({ state: 'failed', problems: [{ code: 'too_many_rows', message: expect.stringContaining('more than 50 lines') }] });
  } finally {
    await system.stop();
  }
});
