/** Drugs given, one by one, into lines of treatment: what began on one day is one regimen; a long pause ends it. */
import { dayOfDate, type TherapyClass } from '@clonewatch/domain';
import { classesOf } from './agents.js';
import type { HealthTreatment } from './record.js';

/** Days without a dose after which the next dose begins a new line, as is usual where lines are derived from records of doses. */
const pause = 90;

export interface Line {
  readonly line: number;
  readonly regimen: string;
  readonly agents: readonly string[];
  readonly therapyClasses: readonly TherapyClass[];
  readonly started: string;
  readonly stopped: string | null;
  readonly reason: HealthTreatment['reason'];
}
interface Course { agents: readonly string[]; what: string; line: number; started: string; last: string; stopped: string | null; reason: HealthTreatment['reason'] }

const days = (a: string, b: string): number => dayOfDate(b) - dayOfDate(a);

/** Lines of one patient. `latest`: the last day the document tells of. */
export function linesOf(treatments: readonly HealthTreatment[], latest: string): Line[] {
  const courses: Course[] = [];
  const open = new Map<string, Course>();
  for (const t of [...treatments].sort((a, b) => (a.started.date! < b.started.date! ? -1 : a.started.date! > b.started.date! ? 1 : a.line - b.line))) {
    const started = t.started.date!;
    const key = t.agents.length === 0 ? t.what : [...t.agents].sort().join('+');
    const before = open.get(key);
    if (t.once && before !== undefined && days(before.last, started) <= pause) {
      before.last = started;
      continue;
    }
    if (before !== undefined) before.stopped ??= before.last;
    const course: Course = { agents: t.agents, what: t.what, line: t.line, started, last: t.stopped?.date ?? started, stopped: t.stopped?.date ?? null, reason: t.reason };
    courses.push(course);
    if (t.once) open.set(key, course);
  }
  for (const course of open.values()) if (course.stopped === null && days(course.last, latest) > pause) course.stopped = course.last;
  const groups = new Map<string, Course[]>();
  for (const c of courses) {
    const key = `${c.started} ${c.stopped ?? ''} ${c.agents.length === 0 ? c.what : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), c]);
  }
  return [...groups.values()].map((group) => {
    const agents = [...new Set(group.flatMap((c) => c.agents))].sort();
    const classes = classesOf(agents);
    const [first] = group;
    return {
      line: first!.line, regimen: agents.length === 0 ? first!.what.slice(0, 200) : agents.join(' + ').slice(0, 200), agents, therapyClasses: classes.length === 0 ? (['other'] as const) : classes,
      started: first!.started, stopped: first!.stopped, reason: group.map((c) => c.reason).find((r) => r !== null) ?? null,
    };
  });
}
