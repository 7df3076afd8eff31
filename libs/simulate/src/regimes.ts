/**
 * Named settings of the simulation: the populations of the model card (population/settings.ts), and the plain cohorts of the first release, whose bytes
 * stay what they were. Held-out ones show how the methods degrade (science §7).
 */
import { populations } from './population/settings.js';

export interface Regime {
  readonly name: string;
  /** One line for the user: what is particular about it. */
  readonly says: string;
  /** Log-sd of the shedding that all tumour variants of a draw share, and of each variant's own. */
  readonly sheddingSd: number;
  readonly ownSd: number;
  /** Days between draws; null: 2, 4, 6, 8 or 12 weeks by patient. */
  readonly intervalDays: number | null;
  readonly truncal: boolean;
  readonly nonShedders: number;
  readonly missed: number;
  readonly assaySwitch: number;
  /** Share of patients with variants of clonal haematopoiesis in the plasma. */
  readonly chip: number;
  /** Share of patients without any resistant clone. */
  readonly cloneFree: number;
  readonly followUpDays: number;
}

const standard: Regime = {
  name: 'standard', says: 'plain cohort: draws every 2 to 12 weeks by patient; 17 % shed next to nothing, 30 % have no resistant clone, 40 % change assay', sheddingSd: 0.35, ownSd: 0.2,
  intervalDays: null, truncal: true, nonShedders: 0.17, missed: 0.1, assaySwitch: 0.4, chip: 0.3, cloneFree: 0.3, followUpDays: 900,
};

/** The standard regime but for what is given. */
function regime<N extends string>(name: N, says: string, differs: Partial<Regime>): Regime & { readonly name: N } {
  return { ...standard, ...differs, name, says };
}

export const plainRegimes = {
  standard,
  fortnightly: regime('fortnightly', 'plain cohort: a draw every 2 weeks', { intervalDays: 14 }),
  monthly: regime('monthly', 'plain cohort: a draw every 4 weeks', { intervalDays: 28 }),
  bimonthly: regime('bimonthly', 'plain cohort: a draw every 8 weeks', { intervalDays: 56 }),
  quarterly: regime('quarterly', 'held out: a draw every 12 weeks only', { intervalDays: 84 }),
  noisy_shedding: regime('noisy_shedding', 'held out: shedding differs by a factor of 2.2 from draw to draw (log-sd 0.8)', { sheddingSd: 0.8 }),
  no_truncal: regime('no_truncal', 'held out: no truncal variant is tracked, so no share of the tumour is known', { truncal: false }),
  non_shedders: regime('non_shedders', 'every tumour sheds next to nothing (truncal VAF below 0.1 %): a negative means little', { nonShedders: 1 }),
  assay_switch: regime('assay_switch', 'every patient followed over more than three draws changes assay on the way', { assaySwitch: 1 }),
  chip: regime('chip', 'every patient has variants of clonal haematopoiesis in the plasma', { chip: 1 }),
  clone_free: regime('clone_free', 'no resistant clone at all: every alert of one is false', { cloneFree: 1 }),
  demo: regime('demo', 'small cohort with stories dealt by hand, for demonstrations', { intervalDays: 28, nonShedders: 0, missed: 0.04, assaySwitch: 0.15 }),
} as const satisfies Record<string, Regime>;

/** Every regime there is, the model card's last. */
export const regimes = { ...plainRegimes, ...populations } as const;

export type RegimeName = keyof typeof regimes;

/** @throws RangeError for a name that is none, naming all. */
export function regimeOf(name: string): { readonly name: string; readonly says: string } {
  const found = Object.hasOwn(regimes, name) ? regimes[name as RegimeName] : undefined;
  if (!found) throw new RangeError(`unknown regime "${name}"; known: ${Object.keys(regimes).join(', ')}`);
  return found;
}
