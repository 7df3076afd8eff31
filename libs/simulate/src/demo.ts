/** The demonstration cohort: stories dealt by hand, counts drawn by seed, so that a work list shows every state a reader must learn. */
import { renderPatient, type SimulatedPatient } from './patient.js';
import { dealPlan, regimens, type ClonePlan, type LinePlan, type PatientPlan } from './plan.js';
import { Random } from './random.js';
import { plainRegimes } from './regimes.js';

const month = 30.4375;

type Story = (r: Random) => { readonly plan: Partial<PatientPlan>; readonly span: number; readonly daysSinceLastDraw?: number; readonly draws?: number; readonly every?: number };

const apc = { gene: 'APC', variant: 'p.R1450*' };
const tp53 = { gene: 'TP53', variant: 'p.R175H' };
const clone = (gene: string, variant: string, startFraction: number, doublingDays: number, halfLifeMonths = 3.7, onsetDay = 0): ClonePlan =>
  ({ gene, variant, startFraction, onsetDay, doublingDays, halfLifeDays: halfLifeMonths * month });

const first = (stopDay: number | null): LinePlan => ({ ...regimens.first, startDay: 0, stopDay, bestResponse: 'PR', stopReason: 'progression' });
const between = (startDay: number, stopDay: number | null): LinePlan => ({ ...regimens.between, startDay, stopDay, bestResponse: 'SD', stopReason: 'progression' });
const again = (startDay: number): LinePlan => ({ ...regimens.again, startDay, stopDay: null, bestResponse: '', stopReason: '' });

/** Growing resistance on cetuximab. */
const rising = (c: readonly ClonePlan[], span: number, extra: Partial<PatientPlan> = {}): Story => (r) =>
  ({ span, plan: { clones: c, lines: [first(null)], baselineVaf: r.between(0.08, 0.25), floor: r.between(0.05, 0.15), ...extra } });
/** Off cetuximab after progression: the clone decays while another line runs. */
const decaying = (c: readonly ClonePlan[], stop: number, span: number, extra: Partial<PatientPlan> = {}): Story => (r) =>
  ({ span, plan: { clones: c, lines: [first(stop), between(stop + 14, null)], baselineVaf: r.between(0.1, 0.25), floor: r.between(0.1, 0.25), regrowthDays: 140, ...extra } });
/** On cetuximab with no resistant clone. */
const quiet = (span: number, extra: Partial<PatientPlan> = {}): Story => (r) =>
  ({ span, plan: { clones: [], lines: [first(null)], baselineVaf: r.between(0.05, 0.2), floor: r.between(0.1, 0.3), ...extra } });

const stories: readonly Story[] = [
  rising([clone('KRAS', 'p.G12D', 7e-4, 22)], 224),
  decaying([clone('KRAS', 'p.Q61H', 3e-3, 30)], 196, 448),
  decaying([clone('KRAS', 'p.G12V', 4e-4, 30, 1.1)], 168, 500),
  quiet(252, { baselineVaf: 0.0002, floor: 0.2 }),
  quiet(280, { decoys: [{ gene: 'DNMT3A', variant: 'p.R882H', vaf: 0.012, driftPerMonth: 0.01 }], wbcSequenced: true }),
  (r) => ({ ...quiet(200)(r), daysSinceLastDraw: 52 }),
  (r) => ({ ...quiet(0)(r), draws: 1 }),
  rising([clone('NRAS', 'p.Q61K', 2e-4, 26)], 252, { dayNumbers: true }),
  rising([clone('KRAS', 'p.G13D', 2e-4, 24), clone('EGFR', 'p.G465R', 3e-4, 30, 4.7, 80)], 280),
  (r) => ({ span: 560, plan: { clones: [clone('KRAS', 'p.G12D', 1.5e-3, 28, 2)], lines: [first(180), between(196, 400), again(414)], baselineVaf: r.between(0.12, 0.25), floor: 0.15, regrowthDays: 120 } }),
  quiet(308, { decoys: [{ gene: 'KRAS', variant: 'p.G12A', vaf: 0.006, driftPerMonth: 0 }], wbcSequenced: true }),
  rising([clone('BRAF', 'p.V600E', 1e-4, 24)], 252, { truncal: [tp53] }),
  quiet(336), quiet(168, { floor: 0.08 }),
  decaying([clone('EGFR', 'p.S492R', 2e-3, 32, 4.7)], 224, 420),
  rising([clone('KRAS', 'p.Q61H', 1e-5, 30)], 196),
  (r) => ({ ...rising([clone('KRAS', 'p.G12V', 3e-4, 26)], 224)(r), daysSinceLastDraw: 3 }),
  quiet(224, { truncal: [], baselineVaf: 0.1 }),
  (r) => ({ span: 476, plan: { clones: [clone('NRAS', 'p.G12D', 1e-3, 28, 1.2)], lines: [first(160), between(174, 430), again(440)], baselineVaf: r.between(0.12, 0.25), floor: 0.15, regrowthDays: 150 } }),
  rising([clone('MAP2K1', 'p.K57N', 2e-4, 28)], 308, { decoys: [{ gene: 'TET2', variant: 'p.Q1466*', vaf: 0.02, driftPerMonth: 0.02 }] }),
  decaying([clone('KRAS', 'p.G12D', 1e-3, 26, 14)], 196, 420),
  quiet(140), (r) => ({ ...quiet(112)(r), every: 56 }), quiet(364, { decoys: [{ gene: 'ASXL1', variant: 'p.G646fs*12', vaf: 0.03, driftPerMonth: 0 }] }),
];

/** Draws every four weeks with a few days of scatter, ending exactly `span` days after the first line's start. */
function schedule(r: Random, span: number, every: number): readonly number[] {
  const out: number[] = [];
  for (let day = span; day > -every / 2; day -= every) out.unshift(day === span ? day : day + r.integer(-3, 3));
  return out;
}

/** Patients of the demonstration; beyond the written stories the first ones repeat with other counts. */
export function* demoPatients(n: number, seed: number, lastDay: number): Generator<SimulatedPatient> {
  for (let i = 0; i < n; i += 1) {
    const r = new Random(seed, i);
    const story = stories[i % stories.length]!(r);
    const dealt = dealPlan(r, plainRegimes.demo);
    const every = story.every ?? 28;
    const all = schedule(r, story.span, every);
    const drawDays = story.draws === undefined ? all.filter((d, k) => k === 0 || d === story.span || !r.chance(plainRegimes.demo.missed)) : all.slice(-story.draws);
    const clones = story.plan.clones ?? [];
    const plan: PatientPlan = {
      ...dealt, truncal: [apc, tp53], decoys: [], wbcSequenced: false, sheddingSd: 0.25, ownSd: 0.15, intervalDays: every, drawDays,
      absent: clones.some((c) => c.variant === 'p.G12D' && c.gene === 'KRAS') ? [] : [{ gene: 'KRAS', variant: 'p.G12D' }],
      failedDraws: new Set([...dealt.failedDraws].filter((k) => k > 0 && k < drawDays.length - 1)),
      assays: dealt.assays.map((a) => ({ ...a, notCovered: [] })), switchAt: dealt.switchAt !== null && dealt.switchAt < drawDays.length ? dealt.switchAt : null,
      ...story.plan,
    };
    const since = story.daysSinceLastDraw ?? 2 + (i * 5) % 17;
    yield renderPatient(r, `DEMO-${String(i + 1).padStart(3, '0')}`, plan, lastDay - since - story.span);
  }
}
