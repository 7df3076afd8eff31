/** A patient page as the API gives it, for the component tests. */
import type { PatientPage, WireAlert } from '@clonewatch/contracts';

const iso = ['2026-03-12', '2026-04-09', '2026-05-07'];
const days = [20524, 20552, 20580];
const blank = {
  assay: 'NGS', assay_version: '1', count_unit: 'molecules' as const, wildtype_count: null, mutant_molecules: null, total_molecules: null, interval_assumed: false, p_value: null,
  lod95: 0.0012, lod_stated: null, input_hge: 3800, copies_per_ml: null, wbc_vaf: null,
};

export function alert(id: string, more: Partial<WireAlert> = {}): WireAlert {
  return {
    id, patient: 'p1', patient_id: 'HCL-0147', site: 'main', created_at: '2026-05-08T09:00:00Z', gene: 'KRAS', variant: 'p.G12D', members: [], clone: null, kind: 'resistance_emerging',
    grade: 'rising', severity: 'act', phase: 'on', state: 'open', fired_on: '2026-05-07', known_on: '2026-05-07', score: 14.7, threshold: 5.4, specimen_id: 'S5', evidence: {},
    text: 'KRAS p.G12D RISING in plasma. 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800) → 7 May 2026 0.55 % (0.34–0.84; 21/3,800).', version: 1, owner: null, snoozed_until: null, outcome: null,
    snoozed_until_draw: false, due: null, outcome_on: null,
    transitions: [{ state: 'open', at: '2026-05-08T09:00:00Z', reason: null, actor: 'service', owner: null, until: null, outcome: null, until_draw: false, due: null, outcome_on: null, comment: null }], ...more,
  };
}

export const glance: NonNullable<PatientPage['glance']> = {
  reading: { kind: 'clonal_replacement', text: 'Clonal replacement: truncal falls while KRAS p.G12D rises' },
  shares: [{ clone: 'C1', label: 'KRAS p.G12D', role: 'resistance', share: { median: 0.24, low: 0.15, high: 0.36 }, upper: null, reason: null }, { clone: null, label: 'NRAS p.Q61K', role: 'resistance', share: null, upper: 0.011, reason: null }],
  anti_egfr: { state: 'off', months: 4.2 }, missed: { vaf: 0.0012, share: 0.06, label: 'NRAS p.Q61K', unread: ['EGFR p.S492R'], reason: null },
  trust: [{ id: 'repeat', state: 'open', text: 'KRAS p.G12D in one draw only: not repeated' }, { id: 'assay', state: 'warning', text: 'assay changed' }], pending: [{ specimen_id: 'S9', collected_on: '2026-05-18' }],
  next_cycle_in_days: 6, conflict: 'On cetuximab against confirmed KRAS p.G12D; no decision recorded', test: { kind: 'repeat', text: 'Repeat draw', why: 'KRAS p.G12D rests on one draw' },
};

export function page(more: Partial<PatientPage> = {}): PatientPage {
  return {
    id: 'p1', patient_id: 'HCL-0147', site: 'main', demo: false, nosology: 'mcrc_ras_braf_wt', timeline: { kind: 'calendar', anchor: null },
    line: { number: 1, regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan'], ongoing: true, start: 20398, stop: null },
    last_draw: { collected_on: '2026-05-07', day: 20580, informative: 'limited', reason: 'Only TP53 shows tumour DNA' },
    sparkline: [{ role: 'resistance', label: 'KRAS p.G12D', points: [{ day: 20524, status: 'not_detected', vaf: 0, upper95: 0.0008 }, { day: 20580, status: 'detected', vaf: 0.0055, upper95: null }] }],
    highest_alert: { id: 'a1', kind: 'resistance_emerging', grade: 'rising', severity: 'act', state: 'open', gene: 'KRAS', variant: 'p.G12D', text: 'rising' },
    open_alerts: 1, next_draw_on: '2026-06-04', draw_overdue_days: null, result_late: false, months_since_anti_egfr: 0, evaluation_state: 'current', team: null,
    sex: 'female', birth_year: 1961, sidedness: 'left', metastatic_sites: null, tissue_ras: 'ras_ext_wt', tissue_braf: 'wt', msi: 'mss', draw_interval_days: 28, today: '2026-05-19', as_of: null, since: null, evaluation_id: 'e1', data_hash: '00ff', glance,
    evaluation: {
      patient_id: 'HCL-0147', as_of: '2026-05-19', informative: { status: 'limited', reason: 'Only TP53 shows tumour DNA' },
      draws: iso.map((d, i) => ({ specimen_id: `S${i + 3}`, collected_on: d, day: days[i]!, informative: 'informative', reason: 'Truncal called', truncal_vaf: 0.02, total_molecules: 3800, input_hge: 3800 })),
      series: [{
        gene: 'KRAS', variant: 'p.G12D', role: 'resistance', role_reason: 'catalogue', clone: null, trend: 'rising', growth_per_day: null, doubling_days: null, half_life_days: null,
        half_life_relative_days: null, share_of_tumour: null, p_rising: null, rise: null, decay: null, last: null,
        points: [
          { ...blank, specimen_id: 'S3', collected_on: iso[0]!, day: days[0]!, status: 'not_detected', vaf: 0, low: null, high: null, upper95: 0.000768, mutant_count: 0, total_count: 3900 },
          { ...blank, specimen_id: 'S4', collected_on: iso[1]!, day: days[1]!, status: 'detected', vaf: 8 / 3800, low: 0.00091, high: 0.0041, upper95: null, mutant_count: 8, total_count: 3800 },
          { ...blank, specimen_id: 'S5', collected_on: iso[2]!, day: days[2]!, status: 'not_covered', vaf: null, low: null, high: null, upper95: null, mutant_count: null, total_count: null, lod95: null },
        ],
      }],
      clones: [], leading_clone: null, alerts: [], rechallenge: null, sentence: 'KRAS p.G12D rising: 7 May 2026 0.55 %; on cetuximab wk 26.', model_version: 'k1', rules_version: 'r1',
    },
    treatments: [{ id: 't1', version: 1, by_hand: false, regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan'], therapy_class: ['anti_egfr'], started_on: '2025-11-06', start: 20398, stop: null, best_response: null, stop_reason: null }],
    assessments: [{ id: 'x', version: 1, by_hand: false, assessed_on: '2026-04-09', day: 20552, kind: 'tissue', gene: 'KRAS', variant: 'p.G12D', result: 'negative', unit: '' }],
    alerts: [alert('a1')], imports: [], merged_into: null, merged: [], plan: { patient: 'p1', version: 1, draw_interval_days: 28 }, acts: [], ...more,
  };
}
