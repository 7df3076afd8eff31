/** A patient who meets every default gate of rechallenge in one sample, to be spoiled one thing at a time. */
import type { Assessment, GateState, Measurement, PatientProfile, PatientRecord, RechallengeResult, TreatmentLine } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { day, line, measure, patient } from './records.js';

/** One change a codon of RAS_ext, BRAF V600 and the EGFR ectodomain, and one row a further mechanism. */
export const asked: readonly (readonly [string, string])[] = [
  ...['KRAS', 'NRAS'].flatMap((g) => ['p.G12D', 'p.G13D', 'p.A59T', 'p.Q61H', 'p.K117N', 'p.A146T'].map((v) => [g, v] as const)), ['BRAF', 'p.V600E'],
  ...['p.V441D', 'p.R451C', 'p.S464L', 'p.G465R', 'p.K467T', 'p.K489E', 'p.I491K', 'p.S492R'].map((v) => ['EGFR', v] as const),
  ['MAP2K1', 'p.K57N'], ['ERBB2', 'amplification'], ['MET', 'amplification'], ['RET', 'fusion:CCDC6'], ['PIK3CA', 'p.H1047R'], ['PTEN', 'loss'], ['AKT1', 'p.E17K'], ['NF1', 'loss'],
];

export const today = day('2026-06-01');

export interface Change {
  /** Days from the draw to the evaluation. */
  age?: number;
  /** Molecules at every asked position, and of the truncal variant. */
  depth?: number;
  truncal?: { gene?: string; variant?: string; k?: number; n?: number; wbc?: number | null } | null;
  /** Counts of one asked variant in the sample; null: not covered. */
  counts?: Readonly<Record<string, number | null>>;
  edit?: (m: Measurement) => Measurement | null;
  more?: readonly Measurement[];
  profile?: Partial<PatientProfile>;
  lines?: readonly TreatmentLine[];
  assessments?: readonly Assessment[];
}

export const assessment = (at: number, kind: string, result: string, gene = '', variant = ''): Assessment => ({ day: at, kind, gene, variant, result, unit: '' });

export const usualLines = (freeDays = 200): TreatmentLine[] => [
  line(today - freeDays - 300, today - freeDays, { bestResponse: 'PR', stopReason: 'progression' }),
  line(today - freeDays + 14, today - 30, { regimen: 'FOLFOX + bevacizumab', agents: ['bevacizumab', 'oxaliplatin', 'fluorouracil'], therapyClasses: ['vegf', 'chemotherapy'], bestResponse: 'SD', stopReason: 'progression' }),
];

export function candidate(c: Change = {}): PatientRecord {
  const at = today - (c.age ?? 7);
  const n = c.depth ?? 3500;
  const own: Measurement[] = asked.map(([gene, variant]) => {
    const k = c.counts?.[`${gene} ${variant}`];
    return k === null ? measure('S1', at, gene, variant, null, null, { reportedStatus: 'not_covered' }) : measure('S1', at, gene, variant, k ?? 0, n);
  });
  const t = c.truncal;
  if (t !== null) own.push(measure('S1', at, t?.gene ?? 'APC', t?.variant ?? 'p.R1450*', t?.k ?? 105, t?.n ?? n, { wbcVafFraction: t?.wbc === undefined ? 0 : t.wbc }));
  const rows = [...own.flatMap((m) => (c.edit ? (c.edit(m) ?? []) : m)), ...(c.more ?? [])];
  return patient(rows, c.lines ?? usualLines(), { tissueRas: 'ras_ext_wt', tissueBraf: 'wt', ...c.profile }, { assessments: c.assessments ?? [] });
}

export function readiness(c: Change = {}, asOf = today): RechallengeResult {
  return evaluatePatient(candidate(c), { day: asOf }).rechallenge!;
}

export const stateOf = (r: RechallengeResult, id: string): GateState => r.gates.find((g) => g.id === id)!.state;
export const datumOf = (r: RechallengeResult, id: string): string => r.gates.find((g) => g.id === id)!.datum;
