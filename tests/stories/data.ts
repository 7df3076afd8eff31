/** The patients of the stories: records of the field, read by the engine as the worker reads them. */
import { dayOfDate, type PatientRecord } from '@clonewatch/domain';
import { toWireAlert, toWireEvaluation, type PatientPage } from '@clonewatch/contracts';
import { evaluatePatient } from '@clonewatch/guidance';
import { glancePart } from '../../libs/workflows/src/reads/patients.js';
import { confirmedCase, goldenCase, line, measure, patient } from '../unit/guidance/records.js';
import { alert, page } from '../unit/ui/page.js';

const today = '2026-06-12';
const severities = { act: 0, review: 1, note: 2 } as const;

export function pageOf(id: string, record: PatientRecord): PatientPage {
  const e = evaluatePatient({ ...record, patientId: id }, null);
  const evaluation = toWireEvaluation(e);
  const alerts = e.alerts.filter((a) => !e.retracted.includes(a.episode)).map((a, i) => alert(`${id}-${i}`, { ...toWireAlert(e.timeline, id, a), patient: id }));
  const last = evaluation.draws.at(-1) ?? null;
  const lead = [...alerts].sort((a, b) => severities[a.severity] - severities[b.severity])[0];
  const given = page({
    id, patient_id: id, today, evaluation, alerts, assessments: [], open_alerts: alerts.length, next_draw_on: last === null ? null : '2026-07-02', data_hash: 'ab12'.repeat(16),
    last_draw: last && { collected_on: last.collected_on!, day: last.day, informative: last.informative, reason: last.reason },
    highest_alert: lead ? { id: lead.id, kind: lead.kind, grade: lead.grade, severity: lead.severity, state: 'open', gene: lead.gene, variant: lead.variant, text: lead.text } : null,
    sparkline: evaluation.series.filter((s) => s.role === 'truncal' || s.role === 'resistance').map((s) => ({ role: s.role, label: `${s.gene} ${s.variant}`, points: s.points.map(({ day, status, vaf, upper95 }) => ({ day, status, vaf, upper95 })) })),
  });
  return { ...given, glance: glancePart(e, dayOfDate(today), { treatments: given.treatments, alerts, assessments: given.assessments, plan: given.plan, pending: [], nosology: given.nosology }) };
}

const onlyDraws = (...ids: readonly string[]): PatientRecord => patient(goldenCase.measurements.filter((m) => ids.includes(m.specimenId)), goldenCase.treatments);
/** As the worker leaves a patient whose first evaluation did not complete. */
export const notComputed = (p: PatientPage): PatientPage => ({ ...p, evaluation: null, glance: null, evaluation_state: 'failed', alerts: [], highest_alert: null, open_alerts: 0, sparkline: [], last_draw: null, data_hash: null, evaluation_id: null, evaluated_at: null, failure: { at: '2026-06-12T06:14:00.000Z', reason: 'the database did not answer within 30 s', job: 'j1' } });

/** Two years of a wide panel: more readings than are drawn as elements or as paths, of every kind. */
function manyReadings(): PatientRecord {
  const variants = ['TP53 p.R175H', 'APC p.R1450*', 'KRAS p.G12D', 'KRAS p.G13D', 'NRAS p.Q61K', 'BRAF p.V600E', 'EGFR p.S492R', 'EGFR p.G465R', 'MAP2K1 p.K57N', 'PIK3CA p.E545K', 'DNMT3A p.R882H', 'KRAS p.Q61H', 'KRAS p.G12V', 'NRAS p.G12D', 'KRAS p.A146T', 'EGFR p.K467T', 'PIK3CA p.H1047R', 'TET2 p.R1216*', 'SMAD4 p.R361H', 'FBXW7 p.R465C'].map((v) => v.split(' ') as [string, string]);
  const first = dayOfDate('2024-10-24');
  const draws = Array.from({ length: 42 }, (_, d) => variants.map(([gene, variant], v) => {
    const [specimen, at] = [`S${String(d + 1).padStart(2, '0')}`, first + 14 * d];
    if ((d * 5 + v * 3) % 29 === 0) return measure(specimen, at, gene, variant, null, null, { reportedStatus: v % 2 === 0 ? 'not_covered' : 'failed_qc' });
    const expected = v < 2 ? 24 + 18 * Math.sin(d / 6) : 0.6 * Math.max(0, d - 3 * v / 2) ** (1 + v / 60);
    return measure(specimen, at, gene, variant, Math.floor(expected), 3400 + ((d * 97 + v * 31) % 700), d > 28 ? { assay: 'NGS 2' } : {});
  })).flat();
  return patient(draws, [line(first - 14, first + 280), line(first + 400, null)]);
}

export const storyData = {
  pages: {
    ordinary: pageOf('HCL-0147', confirmedCase), oneDraw: pageOf('HCL-0151', onlyDraws('S4')), twoDraws: pageOf('HCL-0152', onlyDraws('S4', 'S5')), manyReadings: pageOf('HCL-0156', manyReadings()),
    notInformative: pageOf('HCL-0153', patient(['2026-03-12', '2026-04-09', '2026-05-07'].flatMap((d, i) => [measure(`S${i + 1}`, dayOfDate(d), 'KRAS', 'p.G12D', 0, 3900), measure(`S${i + 1}`, dayOfDate(d), 'TP53', 'p.R175H', 0, 3900)]), [line(dayOfDate('2025-11-06'), null)])),
    failed: notComputed(pageOf('HCL-0154', goldenCase)), empty: pageOf('HCL-0155', patient([], [line(dayOfDate('2025-11-06'), null)])),
  },
};
