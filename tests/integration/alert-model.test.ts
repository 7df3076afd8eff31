/**
 * G16: the life of alerts against a small reference model: people, draws and a clock that also steps back, in any order. The real store, engine and tick
 * on one side; on the other, in `Reference`, what the rules of an alert's life say.
 */
import fc from 'fast-check';
import type { WireAlert } from '@clonewatch/contracts';
import { dateOfDay, dayOfDate, type AlertState } from '@clonewatch/domain';
import { openServiceSession } from '@clonewatch/trust';
import { RecordRefused, noteAlert, runWaitingJobs, tick, transitionAlert, type Writer } from '@clonewatch/workflows';
import { getJson, postImport, seriesHeader, startSystem, type TestSystem } from '@clonewatch/testing';

const first = dayOfDate('2020-01-06');
const grace = 35; // of 28 days
const longest = 90;

interface Known { state: AlertState; until: number | null; untilDraw: boolean }
/** The reference: one alert of presence, and one for each draw that nobody followed in time. */
interface Reference { clock: number; lastDraw: number; presence: Known; overdue: Map<number, Known> }
interface Real { ref: string; patient: string; clock: number; draws: number; histories: Map<string, string[]> }

let system: TestSystem;
let token: string;
let writer: Writer;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  token = await system.token('main', 'clinician');
  writer = { token, siteIds: [await system.siteId('main')], idempotencyKey: null };
}, 120_000);
afterAll(() => system.stop());

const fresh = (): Known => ({ state: 'open', until: null, untilDraw: false });
const session = (siteId: string): Promise<string> => openServiceSession(system.store, siteId);

async function importDraw(real: Real, day: number): Promise<void> {
  real.draws += 1;
  const row = (gene: string, variant: string, k: number): string => `${real.ref},S${real.draws},${dateOfDay(day)},panel,${gene},${variant},${k},4000,0.00003`;
  await postImport(system.url, token, { name: `${real.ref}-${real.draws}.csv`, content: `${seriesHeader}\n${row('KRAS', 'p.G12D', 40)}\n${row('TP53', 'p.R175H', 200)}\n` });
  await runWaitingJobs(system.store, () => dateOfDay(real.clock));
}

async function bringToDay(real: Real): Promise<void> {
  await tick(system.store, session, dateOfDay(real.clock), new Date());
  await runWaitingJobs(system.store, () => dateOfDay(real.clock));
}

const alertsOf = async (real: Real): Promise<WireAlert[]> => (await getJson<{ items: WireAlert[] }>(system.url, token, `/patients/${real.patient}/alerts`)).items;
const firedAfter = (a: WireAlert): number => dayOfDate(a.evidence.last_draw_on as string);

/** All alerts are as the reference says, and no history has lost or changed a step. */
async function agree(model: Reference, real: Real): Promise<void> {
  const alerts = await alertsOf(real);
  const overdue = alerts.filter((a) => a.kind === 'draw_overdue');
  expect(Object.fromEntries(overdue.map((a) => [firedAfter(a) - first, a.state]))).toEqual(Object.fromEntries([...model.overdue].map(([d, k]) => [d - first, k.state])));
  expect(alerts.find((a) => a.kind === 'resistance_at_baseline')).toMatchObject({
    state: model.presence.state, snoozed_until: model.presence.until === null ? null : dateOfDay(model.presence.until), snoozed_until_draw: model.presence.untilDraw,
  });
  for (const a of alerts) {
    const steps = a.transitions.map((t) => JSON.stringify([t.state, t.at, t.reason, t.comment, t.actor]));
    const before = real.histories.get(a.id) ?? [];
    expect(steps.slice(0, before.length)).toEqual(before);
    expect([a.version, a.transitions.at(-1)!.state]).toEqual([steps.length, a.state]);
    real.histories.set(a.id, steps);
  }
}

const put = (k: Known, state: AlertState, until: number | null = null, untilDraw = false): void => void Object.assign(k, { state, until, untilDraw });

/** What the passing of time does at a tick. */
function pass(model: Reference): void {
  for (const k of [model.presence, ...model.overdue.values()]) if (k.state === 'snoozed' && k.until! <= model.clock) put(k, 'open');
  if (model.clock >= model.lastDraw + grace && !model.overdue.has(model.lastDraw)) model.overdue.set(model.lastDraw, fresh());
}

class Step implements fc.AsyncCommand<Reference, Real> {
  constructor(private readonly days: number) {}
  check = (): boolean => true;
  async run(model: Reference, real: Real): Promise<void> {
    model.clock = real.clock += this.days;
    await bringToDay(real);
    pass(model);
    await agree(model, real);
  }
  toString = (): string => `clock ${this.days >= 0 ? '+' : ''}${this.days} d`;
}

/** To the very day on which the first snooze ends, or the day before it. */
class SnoozeEnd implements fc.AsyncCommand<Reference, Real> {
  constructor(private readonly before: 0 | 1) {}
  private end(model: Readonly<Reference>): number {
    return Math.min(...[model.presence, ...model.overdue.values()].map((k) => (k.state === 'snoozed' ? k.until! : Infinity))) - this.before;
  }
  check = (model: Readonly<Reference>): boolean => this.end(model) !== Infinity && this.end(model) > model.clock;
  async run(model: Reference, real: Real): Promise<void> {
    await new Step(this.end(model) - model.clock).run(model, real);
  }
  toString = (): string => (this.before === 0 ? 'clock to the end of a snooze' : 'clock to the day before');
}

/** A tick that comes again, and an evaluation nobody needed, change nothing. */
class Again implements fc.AsyncCommand<Reference, Real> {
  check = (): boolean => true;
  async run(model: Reference, real: Real): Promise<void> {
    await bringToDay(real);
    await system.store.inSession(await session(writer.siteIds[0]!), (scope) => scope.query(
      `insert into ops.outbox (site_id, job, payload) values ($1, 'patient.evaluate', jsonb_build_object('patient_id', $2::text, 'import_id', null))`, [writer.siteIds[0], real.patient]));
    await bringToDay(real);
    pass(model);
    await agree(model, real);
  }
  toString = (): string => 'tick and evaluation again';
}

/** The clock is set back to before a draw became overdue, and the record is evaluated then: what has fired has fired. */
class BackBeforeOverdue implements fc.AsyncCommand<Reference, Real> {
  check = (model: Readonly<Reference>): boolean => model.overdue.has(model.lastDraw) && model.clock >= model.lastDraw + grace;
  async run(model: Reference, real: Real): Promise<void> {
    await new Step(model.lastDraw + grace - 1 - model.clock).run(model, real);
    await new Again().run(model, real);
  }
  toString = (): string => 'clock back before the overdue day, evaluated there';
}

class Draw implements fc.AsyncCommand<Reference, Real> {
  constructor(private readonly after: number) {}
  check = (model: Readonly<Reference>): boolean => model.lastDraw + this.after <= model.clock;
  async run(model: Reference, real: Real): Promise<void> {
    const [was, day] = [model.lastDraw, model.lastDraw + this.after];
    await importDraw(real, day);
    model.lastDraw = day;
    const missed = model.overdue.get(was);
    // It was drawn in time after all: the alert had no ground. Drawn late: it is settled, by the data.
    if (this.after <= grace) { if (missed) put(missed, 'retracted'); } else if (missed) put(missed, 'closed'); else model.overdue.set(was, { ...fresh(), state: 'closed' });
    if (model.presence.state === 'snoozed' && model.presence.untilDraw) put(model.presence, 'open');
    // An evaluation sees the day too; snoozes are the tick's.
    if (model.clock >= day + grace) model.overdue.set(day, fresh());
    await agree(model, real);
  }
  toString = (): string => `draw ${this.after} d after the last`;
}

type Move = 'acknowledged' | 'in_review' | 'snoozed' | 'closed';
const from: Readonly<Record<Move, readonly AlertState[]>> = {
  acknowledged: ['open', 'snoozed'], in_review: ['open', 'acknowledged', 'snoozed'], snoozed: ['open', 'acknowledged', 'in_review', 'snoozed'], closed: ['open', 'acknowledged', 'in_review', 'snoozed'],
};

class Person implements fc.AsyncCommand<Reference, Real> {
  constructor(private readonly of: 'presence' | 'overdue', private readonly to: Move, private readonly end: number | 'next_draw' | null) {}
  check = (model: Readonly<Reference>): boolean => this.of === 'presence' || model.overdue.size > 0;
  async run(model: Reference, real: Real): Promise<void> {
    const [day, known] = this.of === 'presence' ? [null, model.presence] as const : [...model.overdue].at(-1)!;
    const alert = (await alertsOf(real)).find((a) => (day === null ? a.kind === 'resistance_at_baseline' : a.kind === 'draw_overdue' && firedAfter(a) === day))!;
    const until = this.end === null || this.end === 'next_draw' ? this.end : dateOfDay(model.clock + this.end);
    const done = await transitionAlert(system.store, writer, { id: alert.id, entry: { to: this.to, reason: 'seen', until, outcome: 'false alarm' }, version: null, today: dateOfDay(model.clock) })
      .then(() => true, (e: unknown) => { if (e instanceof RecordRefused) return false; throw e; });
    const ends = this.to !== 'snoozed' || this.end === 'next_draw' || (this.end !== null && this.end > 0 && this.end <= longest);
    const may = from[this.to].includes(known.state) && ends;
    expect({ may: done, step: this.toString() }).toEqual({ may, step: this.toString() });
    if (may && this.to === 'snoozed') put(known, 'snoozed', model.clock + (this.end === 'next_draw' ? longest : this.end as number), this.end === 'next_draw');
    else if (may) put(known, this.to);
    await agree(model, real);
  }
  toString = (): string => `${this.of} → ${this.to}${this.to === 'snoozed' ? ` (${this.end})` : ''}`;
}

class Comment implements fc.AsyncCommand<Reference, Real> {
  check = (): boolean => true;
  async run(model: Reference, real: Real): Promise<void> {
    const alert = (await alertsOf(real)).find((a) => a.kind === 'resistance_at_baseline')!;
    const after = await noteAlert(system.store, writer, { id: alert.id, entry: { comment: 'asked the laboratory', due: '2020-03-01' }, version: alert.version });
    expect(after).toMatchObject({ state: alert.state, due: '2020-03-01', version: alert.version + 1 });
    await agree(model, real);
  }
  toString = (): string => 'comment';
}

let run = 0;
async function begin(): Promise<{ model: Reference; real: Real }> {
  const ref = `M${++run}`;
  const files = [['p.csv', `patient_id,nosology,draw_interval_days\n${ref},mcrc_ras_braf_wt,28\n`], ['t.csv', `patient_id,regimen,agents,therapy_class,started_on\n${ref},cetuximab,cetuximab,anti_egfr,${dateOfDay(first)}\n`]] as const;
  for (const [name, content] of files) await postImport(system.url, token, { name: `${ref}-${name}`, content });
  const real: Real = { ref, patient: '', clock: first, draws: 0, histories: new Map() };
  await importDraw(real, first);
  real.patient = (await getJson<{ items: { id: string }[] }>(system.url, token, `/patients?patient_id=${ref}`)).items[0]!.id;
  return { model: { clock: first, lastDraw: first, presence: fresh(), overdue: new Map() }, real };
}

it('G16 alerts live as the reference says, whatever people, draws and clocks do', async () => {
  // Time goes on more than it steps back, or nothing would become due.
  const steps = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 60 }) }, { weight: 1, arbitrary: fc.integer({ min: -40, max: -1 }) }).map((n) => new Step(n));
  const ends = fc.constantFrom(0 as const, 0 as const, 1 as const).map((n) => new SnoozeEnd(n));
  const draws = fc.constantFrom(7, 28, 35, 36, 60).map((n) => new Draw(n));
  // An alert that is closed stays so: closing too often leaves nothing to look at.
  const moves = fc.oneof({ weight: 2, arbitrary: fc.constant<Move>('acknowledged') }, { weight: 1, arbitrary: fc.constant<Move>('in_review') }, { weight: 6, arbitrary: fc.constant<Move>('snoozed') }, { weight: 1, arbitrary: fc.constant<Move>('closed') });
  const people = fc.tuple(fc.constantFrom('presence' as const, 'presence' as const, 'overdue' as const), moves, fc.constantFrom(null, 0, 1, 20, longest, longest + 1, 'next_draw' as const, 'next_draw' as const, 'next_draw' as const))
    .map(([of, to, end]) => new Person(of, to, end));
  const commands = fc.commands([steps, steps, ends, draws, draws, draws, people, people, people, fc.constant(new BackBeforeOverdue()), fc.constant(new Again()), fc.constant(new Comment())], { maxCommands: 30, size: 'max' });
  await fc.assert(fc.asyncProperty(commands, async (cmds) => fc.asyncModelRun(begin, cmds)), { numRuns: process.env.CLONEWATCH_TEST_LONG ? 40 : 6, seed: 20261, endOnFailure: true });
}, 900_000);
