/** What a laboratory says once about an assay, because its files never say it. */

/** A mutant target and the wild type it is read against: names in the file, or dyes. */
export interface AssayDuplex {
  readonly mutantTarget: string;
  readonly wildtypeTarget: string;
  readonly gene: string;
  readonly variant: string;
}

export const vafUnits = ['fraction', 'percent'] as const;
export type VafUnit = (typeof vafUnits)[number];

/** Of dates such as 03/04/2026: which comes first. */
export const dateOrders = ['day_first', 'month_first'] as const;
export type DateOrder = (typeof dateOrders)[number];

export interface AssayProfile {
  readonly assay: string;
  readonly assayVersion: string;
  readonly duplexes: readonly AssayDuplex[];
  /** Genes or codons; a known variant inside it that a file does not list is not detected, any other not covered. Null: not known. */
  readonly panel: readonly string[] | null;
  readonly genomeBuild: string;
  readonly partitionNl: number | null;
  /** Expected false-positive fraction. */
  readonly backgroundFraction: number | null;
  /** Limit of blank and of detection, fractions as the laboratory validated them. */
  readonly lobFraction: number | null;
  readonly lodFraction: number | null;
  readonly plasmaMl: number | null;
  /** Volume in which the DNA of the plasma was eluted, µL. */
  readonly elutionUl: number | null;
  /** Of a column of fractions that does not say its unit itself. Null: such a column is refused. */
  readonly vafUnit: VafUnit | null;
}
