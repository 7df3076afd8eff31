/** The patients of the stories: records of the field, read by the engine as the worker reads them. */
import { dayOfDate, type PatientRecord } from '@clonewatch/domain';
import { toWireAlert, toWireEvaluation, type PatientPage } from '@clonewatch/contracts';
import { evaluatePatient } from '@clonewatch/guidance';
import { glancePart } from '../../libs/workflows/src/reads/patients.js';
import { confirmedCase, goldenCase, line, measure, patient } from '../unit/guidance/records.js';
import { alert, page } from '../unit/ui/page.js';

const today = '2026-06-12';
const severities = { act: 0, review: 1, note: 2 } as const;

function pageOf(id: string, record: PatientRecord): PatientPage {
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
  return { ...given, glance: glancePart(e, dayOfDate(today), { treatments: given.treatments, alerts, assessments: given.assessments, plan: given.plan, pending: [] }) };
}

const onlyDraws = (...ids: readonly string[]): PatientRecord => patient(goldenCase.measurements.filter((m) => ids.includes(m.specimenId)), goldenCase.treatments);
/** As the worker leaves a patient whose first evaluation did not complete. */
const notComputed = (p: PatientPage): PatientPage => ({ ...p, evaluation: null, glance: null, evaluation_state: 'failed', alerts: [], highest_alert: null, open_alerts: 0, sparkline: [], last_draw: null, data_hash: null, evaluation_id: null, evaluated_at: null, failure: { at: '2026-06-12T06:14:00.000Z', reason: 'the database did not answer within 30 s', job: 'j1' } });

export const storyData = {
  pages: {
    ordinary: pageOf('HCL-0147', confirmedCase), oneDraw: pageOf('HCL-0151', onlyDraws('S4')), twoDraws: pageOf('HCL-0152', onlyDraws('S4', 'S5')),
    notInformative: pageOf('HCL-0153', patient(['2026-03-12', '2026-04-09', '2026-05-07'].flatMap((d, i) => [measure(`S${i + 1}`, dayOfDate(d), 'KRAS', 'p.G12D', 0, 3900), measure(`S${i + 1}`, dayOfDate(d), 'TP53', 'p.R175H', 0, 3900)]), [line(dayOfDate('2025-11-06'), null)])),
    failed: notComputed(pageOf('HCL-0154', goldenCase)), empty: pageOf('HCL-0155', patient([], [line(dayOfDate('2025-11-06'), null)])),
  },
};
