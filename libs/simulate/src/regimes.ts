/** Named settings of the simulation. Held-out ones show how the methods degrade (science §7). */
export interface Regime {
  readonly name: string;
  /** Log-sd of the shedding that all tumour variants of a draw share, and of each variant's own. */
  readonly sheddingSd: number;
  readonly ownSd: number;
  /** Days between draws; null: 2, 4, 6, 8 or 12 weeks by patient. */
  readonly intervalDays: number | null;
  readonly truncal: boolean;
  readonly nonShedders: number;
  readonly missed: number;
  readonly assaySwitch: number;
  /** Share of patients without any resistant clone. */
  readonly cloneFree: number;
  readonly followUpDays: number;
}

const standard: Regime = {
  name: 'standard', sheddingSd: 0.35, ownSd: 0.2, intervalDays: null, truncal: true, nonShedders: 0.17, missed: 0.1, assaySwitch: 0.4, cloneFree: 0.3, followUpDays: 900,
};

export const regimes = {
  standard,
  monthly: { ...standard, name: 'monthly', intervalDays: 28 },
  quarterly: { ...standard, name: 'quarterly', intervalDays: 84 },
  noisy_shedding: { ...standard, name: 'noisy_shedding', sheddingSd: 0.8 },
  no_truncal: { ...standard, name: 'no_truncal', truncal: false },
  clone_free: { ...standard, name: 'clone_free', cloneFree: 1 },
  demo: { ...standard, name: 'demo', intervalDays: 28, nonShedders: 0, missed: 0.04, assaySwitch: 0.15 },
} as const satisfies Record<string, Regime>;

export type RegimeName = keyof typeof regimes;

export function regimeOf(name: string): Regime {
  const found = (regimes as Readonly<Record<string, Regime>>)[name];
  if (!found) throw new RangeError(`unknown regime "${name}"; known: ${Object.keys(regimes).join(', ')}`);
  return found;
}
