/** G10: a job that may end its process runs alone in it, and nobody is starved by that. */
import { Gate, queuePolicy, runJob, type JobWork } from '@clonewatch/jobs';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that says when it begins and ends, and ends when told. */
function stage(): { log: string[]; piece: (name: string) => () => Promise<void>; end: (name: string) => Promise<void> } {
  const log: string[] = [];
  const open = new Map<string, () => void>();
  return {
    log,
    piece: (name) => async () => {
      log.push(`${name} begins`);
      await new Promise<void>((resolve) => open.set(name, resolve));
      log.push(`${name} ends`);
    },
    end: async (name) => {
      open.get(name)!();
      await turn();
    },
  };
}

describe('Gate', () => {
  it('lets shared work run together, exclusive work alone, and keeps the order of coming', async () => {
    const gate = new Gate();
    const { log, piece, end } = stage();
    const all = [gate.shared(piece('a')), gate.shared(piece('b')), gate.exclusive(piece('C')), gate.shared(piece('d'))];
    await turn();
    expect(log).toEqual(['a begins', 'b begins']);
    await end('b');
    await end('a');
    expect(log.slice(2)).toEqual(['b ends', 'a ends', 'C begins']);
    await end('C');
    expect(log.slice(5)).toEqual(['C ends', 'd begins']);
    await end('d');
    await Promise.all(all);
  });

  it('goes on after work that fails', async () => {
    const gate = new Gate();
    await expect(gate.exclusive(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.shared(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});

describe('runJob', () => {
  /** A job that was started `starts` times before; answers what became of it. */
  async function run(starts: number): Promise<string[]> {
    const gate = new Gate();
    const { log, piece, end } = stage();
    const work: JobWork = {
      begin: (_, __, below) => Promise.resolve(below !== null && starts >= below ? null : ++starts),
      handlers: { 'import.store': piece('job'), 'patient.evaluate': piece('job'), 'site.back_test': piece('job') },
      giveUp: (_, __, ___, reason) => Promise.resolve(void log.push(`given up: ${reason.slice(0, 16)}`)),
    };
    const other = gate.shared(piece('other'));
    const job = runJob(work, queuePolicy, gate, 'import.store', 'id', 'site');
    await turn();
    if (log.includes('job begins')) await end('job');
    await end('other');
    if (!log.includes('job ends') && log.includes('job begins')) await end('job');
    await Promise.all([other, job]);
    return log;
  }

  it('G10 runs a job beside others at first, alone once it was started often, and not at all once too often', async () => {
    expect(await run(0)).toEqual(['other begins', 'job begins', 'job ends', 'other ends']);
    expect(await run(queuePolicy.suspectStarts)).toEqual(['other begins', 'other ends', 'job begins', 'job ends']);
    expect(await run(queuePolicy.maxStarts)).toEqual(['other begins', 'other ends', 'given up: started 20 times']);
  });
});
