import { describe, expect, it } from '@jest/globals';
import { evaluatePatient } from '@clonewatch/guidance';
import { Random, simulatePatients } from '@clonewatch/simulate';
import type { AlertFinding, PatientRecord } from '@clonewatch/domain';
import { recordOf } from './simulated.js';

const cohort = [...simulatePatients(6, 42, 'monthly'), ...simulatePatients(4, 7, 'demo'), ...simulatePatients(4, 5, 'standard')].map(recordOf);

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const r = new Random(seed, 0);
  return items.map((x) => [r.uniform(), x] as const).sort((a, b) => a[0] - b[0]).map((p) => p[1]);
}

/** Every day on which anything is drawn, known, started, stopped or assessed, and the day before. */
function days(r: PatientRecord): number[] {
  const all = [...r.measurements.flatMap((m) => [m.day, m.knownDay]), ...r.treatments.flatMap((t) => [t.startDay, t.stopDay ?? t.startDay])];
  return [...new Set(all.flatMap((d) => [d, d - 1]))].sort((a, b) => a - b);
}

/** Each patient as a whole is judged once. */
const judged = new Map(cohort.map((r) => [r, evaluatePatient(r, null)]));
const replayPatient = (r: PatientRecord): readonly AlertFinding[] => judged.get(r)!.alerts;

describe('evaluation and replay', () => {
  it('agree on every day: what had fired by a day is replay cut at that day', () => {
    for (const r of cohort) {
      const all = replayPatient(r);
      const last = Math.max(...days(r));
      for (const d of shuffled(days(r).filter((x) => x <= last), 1).slice(0, 6)) {
        expect(evaluatePatient(r, { day: d }).alerts).toEqual(all.filter((a) => a.knownDay <= d));
      }
    }
  });

  it('know only the past: cutting off later data changes nothing that had fired', () => {
    for (const r of cohort.slice(0, 10)) {
      const all = replayPatient(r);
      const mid = days(r)[Math.floor(days(r).length / 2)]!;
      const cut: PatientRecord = {
        ...r, measurements: r.measurements.filter((m) => m.knownDay <= mid), specimens: r.specimens.filter((s) => s.day <= mid), assessments: r.assessments.filter((a) => a.day <= mid),
        treatments: r.treatments.filter((t) => t.startDay <= mid).map((t) => (t.stopDay !== null && t.stopDay > mid ? { ...t, stopDay: null, bestResponse: null, stopReason: null } : t)),
      };
      expect(evaluatePatient(cut, { day: mid }).alerts).toEqual(all.filter((a) => a.knownDay <= mid));
    }
  });
});

describe('output', () => {
  it('is plain JSON with finite numbers, and episodes are unique', () => {
    for (const r of cohort) {
      const e = judged.get(r)!;
      expect(JSON.parse(JSON.stringify(e))).toEqual(e);
      const names = e.alerts.map((a: AlertFinding) => a.episode);
      expect(new Set(names).size).toBe(names.length);
      expect(e.alerts.map((a) => a.text).join(' ') + e.sentence + e.draws.map((x) => x.reason).join(' ')).not.toMatch(/negative|wild.?type|\bsafe\b|will respond|NaN|undefined/i);
    }
  });
});
