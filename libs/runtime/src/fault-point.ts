/**
 * Fault points: named places where a test may end the process. Without FAULT_AT they count and do nothing else.
 * `FAULT_AT=name#n[:throw|:kill]` fails at the n-th passage of that name, `*#n` at the n-th passage of any, `name@id#n` at the
 * n-th of that name with that id; SIGKILL by default, because that is what a power cut looks like.
 */
import { appendFileSync } from 'node:fs';
import { faultSettings } from './env.js';
import { SpokenError } from './logger.js';

/** Thrown by `FAULT_AT=…:throw`. */
export class FaultError extends SpokenError {
  override readonly name = 'FaultError';
}

interface Plan { readonly name: string; readonly passage: number; readonly how: 'throw' | 'kill' }

const passed = new Map<string, number>();
let total = 0;
let planText: string | undefined;
let plan: Plan | null = null;

/** Mark a place that a crash must be survived at; `id`: of what is worked on there. */
export function faultPoint(name: string, id?: string): void {
  total += 1;
  const count = pass(name);
  const { at, log } = faultSettings();
  if (log) appendFileSync(log, `${name}\n`);
  if (!at) return;
  if (at !== planText) {
    plan = parse(at);
    planText = at;
  }
  if (!plan || (plan.name === '*' ? total : plan.name === name ? count : plan.name === `${name}@${id}` ? pass(plan.name) : -1) !== plan.passage) return;
  if (plan.how === 'throw') throw new FaultError(`fault at ${name}, passage ${count}`);
  process.kill(process.pid, 'SIGKILL');
}

function pass(name: string): number {
  const count = (passed.get(name) ?? 0) + 1;
  passed.set(name, count);
  return count;
}

/** How often each fault point was passed in this process, and all together. */
export function faultPointsPassed(): { readonly total: number; readonly byName: ReadonlyMap<string, number> } {
  return { total, byName: new Map(passed) };
}

/** Count from zero again (tests). */
export function resetFaultPoints(): void {
  passed.clear();
  total = 0;
  planText = undefined;
  plan = null;
}

function parse(text: string): Plan {
  const match = /^(.+)#(\d+)(?::(throw|kill))?$/.exec(text);
  if (!match) throw new Error(`FAULT_AT: expected NAME#N, NAME#N:throw or NAME#N:kill`);
  return { name: match[1]!, passage: Number(match[2]), how: (match[3] as 'throw' | 'kill' | undefined) ?? 'kill' };
}
