/** Numbers the clinical rules use, as data: each with its source. Fractions, days, log-likelihood units. */
export const rules = {
  /** Call of a truncal variant at or above this VAF proves tumour DNA in the draw (science §4.7). */
  informativeVaf: 0.002,
  /** Reported tumour fraction that proves it on its own (science §4.7: PPA/NPV 98/97 % at ≥ 1 %). */
  informativeTumourFraction: 0.01,
  /** Plasma ÷ WBC VAF between which a variant is haematopoietic (science §4.6 rule 1). */
  wbcRatio: { low: 0.5, high: 2 },
  /** Both compartments inside one of these: inherited (science §4.6). */
  germline: { low: 0.4, high: 0.6, homozygous: 0.9 },
  /** Genes that never raise an alert (science §4.6 rule 4). */
  neverAlertGenes: ['DNMT3A', 'TET2', 'ASXL1', 'JAK2', 'PPM1D'],
  /** Listed as haematopoietic decoys, yet drivers of solid tumours: only a WBC result makes them haematopoietic. */
  ambiguousGenes: ['KRAS', 'NRAS', 'BRAF', 'TP53'],
  /** Without tumour evidence and WBC a call in one of these stays of unresolved origin (science §4.6 rule 3). */
  originGenes: ['KRAS', 'NRAS', 'BRAF'],
  /**
   * P(blood cells) of a called variant before its course is looked at [proposal]: in a gene that drives tumours too (KRAS of blood cells in 3 of 236 patients after
   * chemotherapy, PMID 33737000, against resistant clones in about half), and in another gene of clonal haematopoiesis.
   */
  bloodPrior: { driver: 0.1, haematopoietic: 0.8 },
  /** From and up to which P(blood cells) a course is said to speak; from `likely` on the origin is open even in a draw with tumour DNA [proposal, design seed]. */
  bloodCourse: { likely: 0.5, unlikely: 0.05 },
  /** Usually clonal from the start (science §2.3, §6d): truncal trackers when seen at the first draw or at a high share. */
  trackerGenes: ['APC', 'TP53', 'SMAD4', 'CTNNB1', 'VHL', 'TERT', 'PBRM1'],
  /** Share of the largest tumour variant from which a tracker seen later still counts as truncal. */
  trackerShare: 0.25,
  /**
   * Budget of false rises, alerts per 100 patient-years [proposal]; rise-budget.data.ts has the threshold that spends it, counted
   * before draws with several newcomers were believed less (kinetics-9): what is spent now is less than the budget.
   */
  falseRises: { budget: 1 },
  /**
   * First detections have a budget of their own: false ones per 100 patient-years [proposal], spent over the variants tracked and the draws of a
   * year (so many where the record plans none). `strange`: P(another sample's DNA) above which one draw does not do, just above that of any draw. Two calls among three draws that
   * are not above `strangePair` do. `clean`: P(no clone) of the variant's own track above which they do not: a
   * few molecules twice among many clean draws are rather chance than a clone.
   */
  falseDetections: { budget: 5, drawsPerYear: 10, strange: 0.012, strangePair: 0.25, clean: 0.5 },
  /**
   * A draw does not fit its patient [proposal]: so many variants (or one, with a truncal variant lost) called that this many draws before did not call,
   * each this unlikely as background; or so many called (`several`) that are together this likely another sample's (`strange`); a truncal variant is lost when, fallen to this share, it would still give so many molecules and gives none.
   */
  suspect: { newcomers: 2, drawsBefore: 2, alpha: 2e-3, several: 3, strange: 0.5, fall: 0.2, molecules: 8 },
  /** An episode ends after this many draws below half the threshold (science §6b.8), or below the bound. */
  closingDraws: 2,
  /** Informative draws without a variant before it is said to be below the bound. */
  belowBoundDraws: 2,
  /** Draws off the drug before persistence may be said. */
  persistingDraws: 3,
  /** Clearance is projected to this VAF (PURSUIT policy cut-off; science §2.1). */
  clearanceVaf: 0.001,
  /**
   * Usual half-life of a resistant clone off the drug, months, unless the site's policy says otherwise: RAS 3.7, EGFR ectodomain 4.7, else 4.4
   * (Parseghian 2019, doi:10.1093/annonc/mdy509, of the relative VAF; citation not verified, and the literature disagrees: 3.4 and 6.9 are quoted too).
   */
  halfLifeMonths: { ras: 3.7, egfr: 4.7, other: 4.4 },
  /** A second exposure after at least this gap is a rechallenge, a shorter one a continuation [proposal]. */
  rechallengeGapDays: 28,
  /** The first draw of a line is its baseline when taken within this many days of the start [proposal]. */
  baselineDays: 28,
  /** A draw is overdue after this multiple of the planned interval (contracts §3). */
  overdueFactor: 1.25,
  /** A draw's first result is late after this many days [proposal: panels state 7 to 14]. */
  resultDays: 21,
  /** A first detection not tested again is overdue after this many days, or after the planned interval with its grace where that is shorter [proposal]. */
  confirmationDays: 70,
  /** At progression a draw is asked for: overdue after this many days without one (the plasma window of PURSUIT, doi:10.1186/s12885-021-08395-2) … */
  repeatAtProgressionDays: 28,
  /** … and one taken so many days before already answers [proposal]. */
  repeatBeforeDays: 14,
  /** A note that blood was drawn and a specimen are of one draw when their days differ by this much at most [proposal]. */
  sameDrawDays: 3,
  /** Catalogue tier from which a codon must be tested for a drug: label, guideline or randomised evidence. */
  requiredTier: 'A',
  /** Classes that make the question "is there resistance?" a standing one. */
  targetedClasses: [
    'anti_egfr', 'braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'her2', 'akt_pathway', 'endocrine', 'cdk46', 'vegf', 'multikinase',
  ],
} as const;

/** Version of rules and catalogue: changes whenever either does. */
export const rulesVersion = 'rules-2026.13';
