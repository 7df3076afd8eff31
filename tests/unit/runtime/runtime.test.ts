/** The environment, the log, fault points and the service key. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, envHelp, EnvError, FaultError, faultPoint, faultPointsPassed, overrideEnv, readEnv, reasonOf, resetFaultPoints, serviceKey, SpokenError, startRepeating, version, checkoutRoot } from '@clonewatch/runtime';

describe('readEnv', () => {
  it('says how large a file may be, and takes it from the command line first', () => {
    expect(readEnv({})).toMatchObject({ maxFileMib: 64, maxRows: 2_000_000 });
    expect(readEnv({ CLONEWATCH_MAX_FILE_MIB: '512', CLONEWATCH_MAX_ROWS: '5000000' })).toMatchObject({ maxFileMib: 512, maxRows: 5_000_000 });
    expect(() => readEnv({ CLONEWATCH_MAX_ROWS: '0' })).toThrow(/CLONEWATCH_MAX_ROWS/);
    const before = process.env.CLONEWATCH_MAX_ROWS;
    overrideEnv({ CLONEWATCH_MAX_FILE_MIB: undefined, CLONEWATCH_MAX_ROWS: 7 });
    expect(readEnv()).toMatchObject({ maxFileMib: 64, maxRows: 7 });
    if (before === undefined) delete process.env.CLONEWATCH_MAX_ROWS;
    else process.env.CLONEWATCH_MAX_ROWS = before;
  });

  it('has a default for whatever a first start needs', () => {
    expect(readEnv({})).toMatchObject({ port: 3000, host: '127.0.0.1', demo: true, dataDir: undefined, databaseUrl: undefined, pgPort: 0, logLevel: 'info' });
  });
  it('counts an empty value as unset', () => {
    expect(readEnv({ DATABASE_URL: '', PORT: ' ' })).toMatchObject({ databaseUrl: undefined, port: 3000 });
  });
  it('names every wrong variable, what it should be, and never the value', () => {
    const read = () => readEnv({ PORT: 'abc', CLONEWATCH_DEMO: 'maybe', DATABASE_URL: 'mysql://u:hunter2@h/d', FAULT_AT: 'x' });
    expect(read).toThrow(EnvError);
    for (const part of [/PORT: /, /CLONEWATCH_DEMO: .*on.*off/, /DATABASE_URL: .*postgres:/, /FAULT_AT: .*NAME#N/]) expect(read).toThrow(part);
    expect(read).not.toThrow(/hunter2/);
  });
  it('explains every variable it reads', () => {
    expect(envHelp().split('\n').every((line) => /^ {2}[A-Z_]+ +\S/.test(line))).toBe(true);
  });
});

describe('logger', () => {
  const lines: string[] = [];
  const log = createLogger({ stream: { write: (line) => lines.push(line) } });
  const last = (): string => lines.at(-1) ?? '';
  it('redacts secrets and patient data, also one level down', () => {
    log.info({ password: 'p1', req: { body: 'p2', authorization: 'p3' }, patient_id: 'p4', rows: ['p5'], import: 7 }, 'x');
    expect(last()).not.toMatch(/p[1-5]/);
    expect(last()).toMatch(/"import":7/);
  });
  it('reduces a database error to its code and constraint', () => {
    const driver = Object.assign(new Error('duplicate key: Jane Doe'), { code: '23505', severity: 'ERROR', detail: 'Jane Doe', constraint: 'pk', table: 't' });
    log.error({ err: Object.assign(new Error('duplicate key: Jane Doe'), { driverError: driver, parameters: ['Jane Doe'], query: 'insert Jane Doe' }) });
    expect(last()).not.toMatch(/Jane/);
    expect(last()).toMatch(/"message":"database error 23505".*"constraint":"pk"/);
  });
});

describe('reasonOf', () => {
  it('says what an error of ours says, and of any other its kind and place, never what it quotes', () => {
    expect(reasonOf(new SpokenError('patient 7 is not there'))).toBe('patient 7 is not there');
    expect(reasonOf(Object.assign(new Error('duplicate key: Jane Doe'), { code: '23505', severity: 'ERROR', constraint: 'pk' }))).toBe('database error 23505, constraint pk');
    const quoting = (() => {
      try {
        return JSON.parse('Jane Doe') as Error;
      } catch (error) {
        return error as Error;
      }
    })();
    expect(quoting.message).toMatch(/Jane/);
    expect(reasonOf(quoting)).toMatch(/^SyntaxError in (.+, )?[\w.-]+ line \d+$|^SyntaxError$/);
    expect(reasonOf(Object.assign(new RangeError('Jane'), { code: 'ERR_OUT_OF_RANGE' }))).toMatch(/^RangeError ERR_OUT_OF_RANGE in .*runtime\.test\.ts line \d+$/);
    expect(reasonOf('Jane')).toBe('an unknown error');
  });
});

describe('faultPoint', () => {
  const set = (at: string | undefined, log?: string): void => {
    for (const [name, value] of [['FAULT_AT', at], ['FAULT_LOG', log]] as const) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    resetFaultPoints();
  };
  afterEach(() => set(undefined));
  it('does nothing but count when no fault is asked for', () => {
    set(undefined);
    faultPoint('a');
    faultPoint('a');
    expect(faultPointsPassed().byName.get('a')).toBe(2);
  });
  it('throws at the n-th passage of its name and at no other', () => {
    set('b#2:throw');
    expect(() => ['a', 'a', 'b', 'a'].forEach((name) => faultPoint(name))).not.toThrow();
    expect(() => faultPoint('b')).toThrow(FaultError);
    expect(() => faultPoint('b')).not.toThrow();
  });
  it('counts any point for *', () => {
    set('*#3:throw');
    expect(() => ['a', 'b'].forEach((name) => faultPoint(name))).not.toThrow();
    expect(() => faultPoint('c')).toThrow(/c, passage 1/);
  });
  it('counts the passages of one id for name@id', () => {
    set('b@7#2:throw');
    expect(() => ['7', '8', '8'].forEach((id) => faultPoint('b', id))).not.toThrow();
    expect(() => faultPoint('b', '7')).toThrow(FaultError);
  });
  it('writes each passage to FAULT_LOG', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'faults-')), 'log');
    set(undefined, file);
    ['a', 'b', 'a'].forEach((name) => faultPoint(name));
    expect(readFileSync(file, 'utf8')).toBe('a\nb\na\n');
  });
});

describe('serviceKey', () => {
  it('depends on the password alone, so a new port or host keeps sessions', () => {
    const key = serviceKey('postgres://app:s%2Fx@127.0.0.1:5000/d');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(serviceKey('postgres://app:s%2Fx@db:5432/other')).toBe(key);
    expect(serviceKey('postgres://app:other@127.0.0.1:5000/d')).not.toBe(key);
  });
  it('falls back to the whole URL without a password', () => {
    expect(serviceKey('postgres://a@h/d')).not.toBe(serviceKey('postgres://b@h/d'));
  });
});

it('knows its version and checkout', () => {
  expect(version).toBe((JSON.parse(readFileSync(join(checkoutRoot, 'package.json'), 'utf8')) as { version: string }).version);
});

describe('startRepeating', () => {
  it('never runs two rounds at once, goes on after a failure, and closes when none runs', async () => {
    let [running, most, rounds] = [0, 0, 0];
    const repeating = startRepeating('test', 1, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      rounds += 1;
      if (rounds === 1) throw new Error('the first round fails');
    });
    while (rounds < 3) await new Promise((resolve) => setTimeout(resolve, 2));
    await repeating.close();
    const ended = rounds;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect({ most, running, later: rounds - ended }).toEqual({ most: 1, running: 0, later: 0 });
  });
});
