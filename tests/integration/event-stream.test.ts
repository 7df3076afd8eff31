/** The event stream, broken off again and again, resumes by Last-Event-ID: each event once, in order, none lost. */
import { importAndWait, startSystem, type TestSystem } from '@clonewatch/testing';
import { openServiceSession } from '@clonewatch/trust';

interface Seen { id: string; kind: string; data: string }

describe('event stream', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());

  /** Read until `enough` says so, or `cut` is given; then the connection is cut, wherever it is. */
  async function listen(token: string, last: string | null, enough: (seen: readonly Seen[], began: string | null) => boolean, cut?: AbortSignal): Promise<{ seen: Seen[]; last: string | null }> {
    const stop = new AbortController();
    const given = (): void => stop.abort();
    cut?.addEventListener('abort', given);
    if (cut?.aborted) given();
    const seen: Seen[] = [];
    let began: string | null = null;
    let text = '';
    try {
      const response = await fetch(`${system.url}/api/v1/events`, { headers: { authorization: `Bearer ${token}`, ...(last ? { 'last-event-id': last } : {}) }, signal: stop.signal });
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += Buffer.from(chunk).toString('utf8');
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        for (const block of blocks) {
          const field = (name: string): string | undefined => block.split('\n').find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
          const [id, kind, data] = [field('id'), field('event'), field('data')];
          if (id && !data) began = id;
          if (id && kind && data) seen.push({ id, kind, data });
          if (enough(seen, began)) return { seen, last: seen.at(-1)?.id ?? began ?? last };
        }
      }
    } catch (error) {
      if (!cut?.aborted) throw error;
    } finally {
      cut?.removeEventListener('abort', given);
      stop.abort();
    }
    return { seen, last: seen.at(-1)?.id ?? began ?? last };
  }

  const stored = async (site: string): Promise<{ kind: string; id: string | null; state: string | null }[]> => {
    const token = await openServiceSession(system.store, await system.siteId(site));
    return system.store.inSession(token, (s) => s.query(`select kind, payload ->> 'id' as id, payload ->> 'state' as state from ops.event order by seq`), { readOnly: true });
  };
  const file = (n: number): string => `patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\n${[1, 2, 3].map((p) => `E${n}-${p},S1,2026-01-15,panel,KRAS,p.G12D,${n},4100`).join('\n')}\n`;

  it('a connection lost before the first event resumes where it began', async () => {
    const token = await system.token('early', 'clinician');
    const { last } = await listen(token, null, (_, began) => began !== null);
    await importAndWait(system, token, { name: 'early.csv', content: file(0) });
    const all = await stored('early');
    const { seen } = await listen(token, last, (s) => s.length === all.length);
    expect(seen.map((e) => JSON.parse(e.data) as { id: string }).map((e) => e.id)).toEqual(all.map((e) => e.id ?? ''));
  });

  it('cut after every few events while several clients write at once: the same events as stored, each once, in order', async () => {
    const token = await system.token('busy', 'clinician');
    // While they write, how many are still to come is not known: the last connection of that time is cut when they have ended.
    const ended = new AbortController();
    const writing = Promise.all([1, 2, 3, 4, 5, 6].map((n) => importAndWait(system, token, { name: `busy-${n}.csv`, content: file(n) }))).then(() => ended.abort());
    const got: Seen[] = [];
    let last: string | null = Buffer.from('{}').toString('base64url');
    for (let cut = 1; ; cut++) {
      const want = 1 + (cut % 4);
      const { aborted: done } = ended.signal;
      const total = done ? (await stored('busy')).length : Infinity;
      if (got.length >= total) break;
      const part: { seen: Seen[]; last: string | null } = await listen(token, last, (s) => s.length >= Math.min(want, total - got.length), done ? undefined : ended.signal);
      got.push(...part.seen);
      last = part.last;
    }
    await writing;
    expect(got.map((e) => `${e.kind} ${JSON.stringify((({ id, state }: { id: string; state: string | null }) => [id, state])(JSON.parse(e.data) as never))}`))
      .toEqual((await stored('busy')).map((e) => `${e.kind} ${JSON.stringify([e.id ?? '', e.state])}`));
  });
});
