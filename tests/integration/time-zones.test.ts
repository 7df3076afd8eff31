/** G12: a draw's date is the same string in and out, wherever server and worker stand; also on days that a zone skipped. */
import { startProgram, eventually, getJson, patientByRef, postImport, startDatabase, stopProgram, type TestDatabase } from '@clonewatch/testing';
import type { ImportReport } from '@clonewatch/contracts';
import { createApiToken, ensureSite } from '@clonewatch/trust';
import { openStore, type Store } from '@clonewatch/workflows';
import { freePort } from '../../apps/cli/src/network.js';

// A leap day, both ends of summer time, and the day Samoa left out.
const days = ['2011-12-30', '2024-02-29', '2026-03-08', '2026-03-29', '2026-10-25', '2026-12-31'];
const series = `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\n${days.map((d, i) => `P1,S${i},${d},panel,KRAS,p.G12D,${i},4000`).join('\n')}\n`;

describe('G12 dates never move', () => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await startDatabase();
    store = await openStore(database.appUrl, 'time zones', 2);
  });
  afterAll(async () => {
    await store.close();
    await database.stop();
  });

  it.each(['Pacific/Apia', 'America/Los_Angeles', 'Asia/Kathmandu'])('in %s', async (zone) => {
    const site = zone.toLowerCase().replace(/[^a-z]/g, '-');
    const token = await createApiToken(store, (await ensureSite(store, site, site)).id, 'clinician');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { DATABASE_URL: database.appUrl, PORT: String(port), TZ: zone };
    const programs = [startProgram('api', env), startProgram('worker', env)];
    try {
      await eventually(() => fetch(`${url}/api/health`).then((r) => r.ok, () => false), (ok) => ok);
      const { body } = await postImport(url, token, { name: 'series.csv', content: series });
      await eventually(() => getJson<ImportReport>(url, token, `/imports/${body.id}`), (r) => r.state === 'evaluated');
      const page = await patientByRef({ url }, token, 'P1');
      expect(page.evaluation!.series[0]!.points.map((p) => p.collected_on)).toEqual(days);
      const csv = await (await fetch(`${url}/api/v1/exports/series`, { headers: { authorization: `Bearer ${token}` } })).text();
      expect(csv.trim().split('\n').slice(1).map((l) => l.split(',')[2])).toEqual(days);
    } finally {
      await Promise.all(programs.map((p) => stopProgram(p)));
    }
  });
});
