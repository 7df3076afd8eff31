/**
 * Published criteria of anti-EGFR rechallenge trials, as data for one evaluator. `mark` says how well a criterion is known: `seen` in a public
 * source, `recalled` or `unsure` = not verified. What a trial did not state, or we do not know, is left out and never assumed.
 */
import { daysPerMonth, trialParts, type TrialLeft } from '@clonewatch/domain';
import type { EvidenceMark } from './criteria.data.js';

export type AlleleSet = 'RAS_ext' | 'BRAF V600' | 'EGFR_ECD';

export type TrialCriterion = { readonly mark: EvidenceMark } & (
  | { readonly kind: 'tissue'; readonly ras: 'extended' | 'exon2' | null; readonly braf: boolean }
  /** `maxVaf` 0: not detected. */
  | { readonly kind: 'plasma'; readonly alleles: readonly AlleleSet[]; readonly maxVaf: number; readonly windowDays: number | null; readonly assay: string | null }
  /** Of whole genes in plasma, as gate G9 reads them. */
  | { readonly kind: 'amplifications'; readonly genes: readonly string[] }
  /** From anti-EGFR in the first line, asked without a definition: a response is one by any, progression by none; stable disease is left open. */
  | { readonly kind: 'benefit' }
  | { readonly kind: 'prior_response'; readonly accepted: readonly ('CR' | 'PR' | 'SD')[]; readonly stableMonths: number | null }
  | { readonly kind: 'prior_benefit_months'; readonly months: number }
  | { readonly kind: 'free_interval'; readonly months: number }
  | { readonly kind: 'line_between' }
  | { readonly kind: 'progression_on_anti_egfr'; readonly withinDays: number | null }
  | { readonly kind: 'line'; readonly from: number }
  | { readonly kind: 'ecog'; readonly max: number }
  | { readonly kind: 'refractory'; readonly drugs: readonly (readonly string[])[] });

export interface TrialSet { readonly id: string; readonly name: string; readonly registry: string | null; readonly regimen: string; readonly source: string; readonly criteria: readonly TrialCriterion[]; readonly note: string; /** Stated by the trial and evaluated by no gate, with the reason. */ readonly left: readonly TrialLeft[] }

const tissue = (ras: 'extended' | 'exon2' | null, braf: boolean, mark: EvidenceMark = 'seen'): TrialCriterion => ({ kind: 'tissue', ras, braf, mark });
const response = (accepted: readonly ('CR' | 'PR' | 'SD')[], stableMonths: number | null = null, mark: EvidenceMark = 'seen'): TrialCriterion => ({ kind: 'prior_response', accepted, stableMonths, mark });
const free = (months: number, mark: EvidenceMark = 'seen'): TrialCriterion => ({ kind: 'free_interval', months, mark });
/** A free interval that its source gives in days or weeks: as months, exactly, so that the day itself counts. */
const freeDays = (days: number, mark: EvidenceMark): TrialCriterion => free(days / daysPerMonth, mark);
const plasma = (alleles: readonly AlleleSet[], assay: string | null, more: { maxVaf?: number; windowDays?: number; mark?: EvidenceMark } = {}): TrialCriterion =>
  ({ kind: 'plasma', alleles, assay, maxVaf: more.maxVaf ?? 0, windowDays: more.windowDays ?? null, mark: more.mark ?? 'seen' });
const between: TrialCriterion = { kind: 'line_between', mark: 'seen' };
const line = (from: number): TrialCriterion => ({ kind: 'line', from, mark: 'seen' });
const ecog = (max: number): TrialCriterion => ({ kind: 'ecog', max, mark: 'seen' });

const out = (what: TrialLeft['what'], why: TrialLeft['why']): TrialLeft => ({ what, why });
/** Read after the trial: no condition of entry. */
const after = (what: TrialLeft['what']): TrialLeft => out(what, 'afterwards');
/** Stated and shown, not compared: any assay that read the alleles counts, and any drugs of the classes. */
const not = (what: TrialLeft['what']): TrialLeft => out(what, 'not_compared');

/** What most trials ask; of a set that has neither a gate nor a word for it, our source does not say. */
const usual = trialParts.slice(0, 7);

/** Everything of a set that no gate evaluates, what is stated first. */
export function leftOf(set: TrialSet): readonly TrialLeft[] {
  const known = new Set<string>([...set.criteria.map((c) => c.kind), ...set.left.map((l) => l.what)]);
  return [...set.left, ...usual.filter((what) => !known.has(what)).map((what) => out(what, 'not_stated'))];
}

export const trialSets: readonly TrialSet[] = [
  { id: 'CRICKET', name: 'CRICKET', registry: 'NCT02296203', regimen: 'cetuximab + irinotecan', source: 'Cremolini 2019, doi:10.1001/jamaoncol.2018.5080', note: 'Single arm, 28 patients. Plasma read afterwards only (ddPCR and deep sequencing). Earlier regimen: first-line irinotecan + cetuximab; between: oxaliplatin + bevacizumab.',
    left: [after('plasma'), out('free_interval', 'not_stated'), not('earlier_regimen'), not('between_regimen')], criteria: [tissue('extended', true), response(['CR', 'PR']), { kind: 'prior_benefit_months', months: 6, mark: 'seen' }, { kind: 'progression_on_anti_egfr', withinDays: 28, mark: 'seen' }, between, line(3)] },
  { id: 'CAVE', name: 'CAVE', registry: 'NCT04561336', regimen: 'cetuximab + avelumab', source: 'Martinelli 2021, doi:10.1001/jamaoncol.2021.2915', note: 'Single arm, 77 patients. Plasma read afterwards only (assay unsure).',
    left: [after('plasma')], criteria: [tissue('extended', false), response(['CR', 'PR']), free(4, 'unsure'), between, line(3)] },
  { id: 'CHRONOS', name: 'CHRONOS', registry: 'NCT03227926', regimen: 'panitumumab', source: 'Sartore-Bianchi 2022, doi:10.1038/s41591-022-01886-0', note: 'Interventional by plasma, 27 treated. An early version of the protocol may have used a fall of the RAS load by half (unsure); published: no mutation.',
    left: [out('free_interval', 'not_stated'), not('assay')], criteria: [tissue('extended', false), plasma(['RAS_ext', 'BRAF V600', 'EGFR_ECD'], 'ddPCR'), response(['CR', 'PR']), between, line(3), ecog(2)] },
  { id: 'E_RECHALLENGE', name: 'E-Rechallenge', registry: 'UMIN000016439', regimen: 'cetuximab + irinotecan', source: 'recalled from abstracts', note: 'About 34 patients; no selection by plasma. Every detail unsure.',
    left: [out('plasma', 'none_asked')], criteria: [tissue('extended', false, 'unsure'), response(['CR', 'PR', 'SD'], 6, 'unsure'), freeDays(16 * 7, 'unsure')] },
  { id: 'JACCRO_CC08_09AR', name: 'JACCRO CC-08/09AR', registry: null, regimen: 'irinotecan + cetuximab or panitumumab', source: 'Sunakawa 2020, JCO Precis Oncol 4:898', note: 'Two single-arm trials, about 34 and 25 patients (unsure). Plasma read afterwards in about 16 (OncoBEAM).',
    left: [after('plasma')], criteria: [tissue('exon2', false, 'unsure'), response(['CR', 'PR', 'SD'], null, 'unsure')] },
  { id: 'PURSUIT', name: 'PURSUIT (REMARRY)', registry: null, regimen: 'panitumumab + irinotecan', source: 'Nakajima 2021, doi:10.1186/s12885-021-08395-2', note: 'Single arm, about 50 patients (unsure). Prospective by plasma: each RAS variant at most 0.1 % within 28 days.',
    left: [not('assay')], criteria: [tissue('extended', true), plasma(['RAS_ext'], 'OncoBEAM', { maxVaf: 0.001, windowDays: 28 }), response(['CR', 'PR']), { kind: 'progression_on_anti_egfr', withinDays: null, mark: 'seen' }, free(4),
      { kind: 'refractory', drugs: [['fluorouracil', 'capecitabine', '5-fu', 's-1', 'tegafur', 'trifluridine'], ['oxaliplatin'], ['irinotecan']], mark: 'seen' }] },
  { id: 'VELO', name: 'VELO', registry: 'NCT05468892', regimen: 'trifluridine-tipiracil ± panitumumab', source: 'Napolitano 2023, doi:10.1001/jamaoncol.2023.0655', note: 'Randomised phase II, 62 patients; registry number recalled. Plasma read afterwards: KRAS, NRAS, BRAF V600E, EGFR, ERBB2, MAP2K1, PIK3CA.',
    left: [after('plasma'), after('hyperselection'), not('between_regimen')], criteria: [tissue('extended', false), response(['CR', 'PR']), free(4), between, line(3)] },
  { id: 'PARERE', name: 'PARERE', registry: 'NCT04787341', regimen: 'panitumumab → regorafenib or the reverse', source: 'Ciracì 2025, Ann Oncol', note: 'Randomised sequence, 213 patients; registry number unsure. Prospective by plasma.',
    left: [], criteria: [tissue('extended', true), plasma(['RAS_ext', 'BRAF V600'], null), response(['CR', 'PR', 'SD'], 6), between, free(4, 'unsure')] },
  { id: 'A_REPEAT', name: 'A-REPEAT', registry: null, regimen: 'not known to us', source: 'recalled', note: 'Registry number unsure (NCT03311750; NCT04509635 is another trial). Details unsure.', left: [out('prior_response', 'unsure'), out('free_interval', 'unsure')], criteria: [plasma(['RAS_ext'], null, { mark: 'unsure' })] },
  { id: 'FIRE4_R2', name: 'FIRE-4, second randomisation', registry: 'NCT02934529', regimen: 'irinotecan-based + cetuximab, third line', source: 'FIRE-4 design', note: 'Randomised. Between: FOLFOX + bevacizumab. Plasma before the third line unsure.',
    left: [not('between_regimen')], criteria: [tissue('extended', false), response(['CR', 'PR', 'SD'], 6), between, plasma(['RAS_ext'], null, { mark: 'unsure' })] },
  { id: 'CAVE2', name: 'CAVE-2', registry: 'NCT05291156', regimen: 'cetuximab ± avelumab', source: 'CAVE-2 GOIM design', note: 'Randomised phase II; registry number unsure. Extended selection by ten genes analysed afterwards.',
    left: [after('hyperselection'), not('assay')], criteria: [plasma(['RAS_ext', 'BRAF V600'], 'FoundationOne Liquid CDx'), response(['CR', 'PR']), free(4), between, line(3), ecog(1)] },
  { id: 'CAPRI2', name: 'CAPRI-2', registry: 'NCT05312398', regimen: 'cetuximab + chemotherapy, by line', source: 'ESMO Open 2025;10:104511', note: 'Single arm, plasma before each line; registry number unsure. Continuation beyond progression allowed: no classic rechallenge.',
    left: [out('free_interval', 'none_asked'), not('assay')], criteria: [plasma(['RAS_ext', 'BRAF V600'], 'FoundationOne Liquid CDx')] },
  { id: 'PULSE', name: 'PULSE', registry: 'NCT03992456', regimen: 'panitumumab or trifluridine-tipiracil or regorafenib', source: 'PULSE design, TPS143 2021', note: 'Randomised phase II. Assay, ERBB2 and MET amplification as exclusions unsure.',
    left: [not('assay')], criteria: [tissue('extended', true), plasma(['RAS_ext', 'BRAF V600', 'EGFR_ECD'], 'Guardant360', { mark: 'unsure' }), { kind: 'amplifications', genes: ['ERBB2', 'MET'], mark: 'unsure' }, freeDays(90, 'unsure')] },
  { id: 'CITRIC', name: 'CITRIC', registry: null, regimen: 'cetuximab + irinotecan', source: 'CITRIC design', note: 'Randomised phase II against a choice without anti-EGFR. Benefit from the first-line anti-EGFR asked for without a definition.',
    left: [not('assay')], criteria: [plasma(['RAS_ext', 'BRAF V600', 'EGFR_ECD'], 'Oncomine'), { kind: 'benefit', mark: 'seen' }, line(3)] },
  { id: 'BEYOND', name: 'BEYOND (GEMCAD 17-01)', registry: null, regimen: 'FOLFIRI + panitumumab, second line', source: 'Aparicio 2022, doi:10.1007/s12094-022-02868-x', note: 'Randomised phase II, 31 patients, closed early. Directly beyond progression: no free interval.', left: [out('free_interval', 'none_asked'), out('line_between', 'none_asked')], criteria: [plasma(['RAS_ext'], null), line(2)] },
];
