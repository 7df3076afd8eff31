/** From a posted draw of ten variants to its alert on the event stream. Floor: a round trip to the api that does nothing. */
import type { ServerEvent } from '@clonewatch/contracts';
import { eventually, getJson, postImport, type TestSystem } from '@clonewatch/testing';
import { header, importFile, print, spreadOf, variants, withSystem } from './support.js';

const posts = 40;
const earlierDraws = 8;
const monthDay = (draw: number): string => `2025-${String(1 + draw).padStart(2, '0')}-15`;

/** Nothing but background in the draws before; in the last one KRAS p.G12D is there. */
const rowsOf = (patient: number, draw: number, found: boolean): string =>
  variants.map((v, i) => `P${patient},S${draw},${monthDay(draw)},panel,${v},${i === 5 ? 200 : found && i === 0 ? 60 : 0},4000\n`).join('');

export async function benchLatency(): Promise<void> {
  await withSystem({}, async (system) => {
    const token = await system.token('main', 'clinician');
    const history = Array.from({ length: posts }, (_, p) => Array.from({ length: earlierDraws }, (_, d) => rowsOf(p, d, false)).join('')).join('');
    await importFile(system, token, `${header}\n${history}`, 'evaluated');
    const lines = Array.from({ length: posts }, (_, p) => `P${p},cetuximab + FOLFIRI,cetuximab;irinotecan,anti_egfr;chemotherapy,2025-01-10\n`).join('');
    await importFile(system, token, `patient_id,regimen,agents,therapy_class,started_on\n${lines}`, 'evaluated');
    const ids = await patientIds(system, token);
    const stream = await listen(system, token);
    const trips: number[] = [];
    const floor: number[] = [];
    const sent: number[] = [];
    const stored: number[] = [];
    const waited: number[] = [];
    for (let p = 0; p < posts; p++) {
      floor.push(await tripTo(`${system.url}/api/health`));
      trips.push(await tripTo(`${system.url}/api/v1/patients?patient_id=P${p}`, token));
      const start = performance.now();
      const { body, status } = await postImport(system.url, token, { name: 'series.csv', content: `${header}\n${rowsOf(p, earlierDraws, true)}` });
      if (status !== 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
      sent.push(performance.now() - start);
      waited.push((await stream.next((e) => e.kind === 'alert' && e.patient === ids.get(`P${p}`))) - start);
      stored.push((await stream.next((e) => e.kind === 'import' && e.id === body.id && e.state === 'stored')) - start);
    }
    await stream.close();
    print(`latency: ${posts} draws of ten variants, one after another, each patient with ${earlierDraws} draws before`, [
      ['round trip, /api/health', `${spreadOf(floor)}   (floor)`], ['round trip, one patient found', spreadOf(trips)], ['posted → answered 202', spreadOf(sent)],
      ['posted → rows durable, told on the stream', spreadOf(stored)], ['posted → alert on the stream', `${spreadOf(waited)}   (aim: p95 below 1500 ms)`],
    ]);
  });
}

async function patientIds(system: TestSystem, token: string): Promise<Map<string, string>> {
  const { items } = await eventually(() => getJson<{ items: { id: string; patient_id: string }[] }>(system.url, token, '/patients?limit=100'), (a) => a.items.length >= posts);
  return new Map(items.map((i) => [i.patient_id, i.id]));
}

async function tripTo(url: string, token?: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(url, token ? { headers: { authorization: `Bearer ${token}` } } : {});
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return performance.now() - start;
}

interface Heard { readonly at: number; readonly event: ServerEvent }

/** The event stream as a client reads it; `next` waits for an event, also one already heard, and says when it came. */
async function listen(system: TestSystem, token: string): Promise<{ next(wanted: (e: ServerEvent) => boolean): Promise<number>; close(): Promise<void> }> {
  const abort = new AbortController();
  const response = await fetch(`${system.url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal });
  const heard: Heard[] = [];
  let wake = (): void => undefined;
  const reading = (async () => {
    let text = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
      const at = performance.now();
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data) heard.push({ at, event: JSON.parse(data) as ServerEvent });
      }
      wake();
    }
  })().catch(() => undefined);
  const next = async (wanted: (e: ServerEvent) => boolean): Promise<number> => {
    const end = performance.now() + 60_000;
    for (;;) {
      const found = heard.find((h) => wanted(h.event));
      if (found) return found.at;
      if (performance.now() > end) throw new Error('no such event within a minute');
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 1000).unref();
      });
    }
  };
  return { next, close: async () => { abort.abort(); await reading; } };
}
