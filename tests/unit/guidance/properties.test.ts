import { describe, expect, it } from '@jest/globals';
import { evaluatePatient } from '@clonewatch/guidance';
import { Random, simulatePatients } from '@clonewatch/simulate';
import type { AlertFinding, PatientRecord } from '@clonewatch/domain';
import { goldenCase, measure, patient, replayPatient } from './records.js';
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

describe('evaluation and replay', () => {
  it('agree on every day: what had fired by a day is replay cut at that day', () => {
    for (const r of cohort) {
      const all = replayPatient(r);
      const last = Math.max(...days(r));
      for (const d of shuffled(days(r).filter((x) => x <= last), 1).slice(0, 6)) {
        expect(evaluatePatient(r, { day: d }).alerts).toEqual(all.filter((a) => a.knownDay <= d));
      }
      expect(evaluatePatient(r, null).alerts).toEqual(all);
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

describe('invariance', () => {
  it('the order of rows does not change a byte', () => {
    for (const [i, r] of cohort.slice(0, 12).entries()) {
      const other = { ...r, measurements: shuffled(r.measurements, i), treatments: shuffled(r.treatments, i + 1), specimens: shuffled(r.specimens, i + 2), assessments: shuffled(r.assessments, i + 3) };
      expect(JSON.stringify(evaluatePatient(other, null))).toBe(JSON.stringify(evaluatePatient(r, null)));
    }
  });

  it('repeated rows do nothing', () => {
    for (const r of cohort.slice(0, 8)) {
      const twice = { ...r, measurements: [...r.measurements, ...r.measurements.map((m) => ({ ...m }))], specimens: [...r.specimens, ...r.specimens] };
      expect(evaluatePatient(twice, null)).toEqual(evaluatePatient(r, null));
    }
  });

  it('a haematopoietic variant beside the others changes no other alert', () => {
    for (const r of [...cohort.slice(0, 10), goldenCase]) {
      const seen = new Map(r.measurements.map((m) => [m.specimenId, m]));
      const chip = [...seen.values()].map((m, i) => measure(m.specimenId, m.day, 'DNMT3A', 'p.R736C', 40 + i * 30, 3000, { knownDay: m.knownDay, assay: m.assay, assayVersion: m.assayVersion }));
      expect(replayPatient({ ...r, measurements: [...r.measurements, ...chip] }).map((a) => a.episode)).toEqual(replayPatient(r).map((a) => a.episode));
    }
  });

  it('output is plain JSON with finite numbers, and episodes are unique', () => {
    for (const r of cohort) {
      const e = evaluatePatient(r, null);
      expect(JSON.parse(JSON.stringify(e))).toEqual(e);
      const names = e.alerts.map((a: AlertFinding) => a.episode);
      expect(new Set(names).size).toBe(names.length);
      expect(e.alerts.map((a) => a.text).join(' ') + e.sentence + e.draws.map((x) => x.reason).join(' ')).not.toMatch(/negative|wild.?type|\bsafe\b|will respond|NaN|undefined/i);
    }
  });
});

describe('cost', () => {
  it('30 draws of 10 variants stay affordable', () => {
    const ms = Array.from({ length: 30 }, (_, i) => Array.from({ length: 10 }, (__, j) =>
      measure(`S${String(i).padStart(2, '0')}`, i * 28, j === 0 ? 'APC' : 'KRAS', j === 0 ? 'p.R1450*' : `p.G12${'ACDRSVEFH'[j - 1]!}`, j === 0 ? 90 : Math.round(i > j ? 1.4 ** (i - j) : 0) % 3000, 3800))).flat();
    const r = patient(ms, [{ regimen: 'cetuximab', agents: ['cetuximab'], therapyClasses: ['anti_egfr'], startDay: -10, stopDay: null, bestResponse: null, stopReason: null }]);
    evaluatePatient(r, null);
    const t = performance.now();
    evaluatePatient(r, null);
    const took = performance.now() - t;
    process.stdout.write(`evaluatePatient, 30 draws × 10 variants: ${took.toFixed(0)} ms\n`);
    expect(took).toBeLessThan(5000);
  });
});
