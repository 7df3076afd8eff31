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
  /** Usually clonal from the start (science §2.3, §6d): truncal trackers when seen at the first draw or at a high share. */
  trackerGenes: ['APC', 'TP53', 'SMAD4', 'CTNNB1', 'VHL', 'TERT', 'PBRM1'],
  /** Share of the largest tumour variant from which a tracker seen later still counts as truncal. */
  trackerShare: 0.25,
  /**
   * Episodes per 100 patient-variant-years at that threshold for a stable clone of 1 %, drawn every 4 weeks at 3,500 molecules, shedding sd 0.35
   * shared and 0.20 own: measured in tests/unit/kinetics with this engine; without a truncal variant a noisier shedder has many more.
   */
  falseAlerts: { corrected: 2, uncorrected: 3 },
  /** Rise threshold in log-likelihood units (science §6b.2; operating characteristics beside). */
  riseThreshold: 5.4,
  /** A rise must also show in plasma: VAF of the draw over that of all earlier draws together [proposal]. */
  riseOverEarlier: 1.5,
  /** Draws the rise test looks back on: growth that began earlier has been judged before (science §6b.1 searches 8) [proposal]. */
  riseWindowDraws: 12,
  /** A fall has turned when the last draw lies above this multiple of the lowest since the peak [proposal]. */
  turnedFactor: 1.5,
  /** An episode ends after this many draws below half the threshold (science §6b.8), or below the bound. */
  closingDraws: 2,
  /** Informative draws without a variant before it is said to be below the bound. */
  belowBoundDraws: 2,
  /** Draws off the drug before persistence may be said. */
  persistingDraws: 3,
  /** Clearance is projected to this VAF (PURSUIT policy cut-off; science §2.1). */
  clearanceVaf: 0.001,
  /** Prior half-life of a resistant clone off the drug, months: RAS 3.7, EGFR ectodomain 4.7, else 4.4 (science §2.1, relative VAF). */
  halfLifeMonths: { ras: 3.7, egfr: 4.7, other: 4.4 },
  /** A second exposure after at least this gap is a rechallenge, a shorter one a continuation [proposal]. */
  rechallengeGapDays: 28,
  /** The first draw of a line is its baseline when taken within this many days of the start [proposal]. */
  baselineDays: 28,
  /** A draw is overdue after this multiple of the planned interval (contracts §3). */
  overdueFactor: 1.25,
  /** Classes that make the question "is there resistance?" a standing one. */
  targetedClasses: [
    'anti_egfr', 'braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'her2', 'akt_pathway', 'endocrine', 'cdk46', 'vegf', 'multikinase',
  ],
} as const;

/** Version of rules and catalogue: changes whenever either does. */
export const rulesVersion = 'rules-2026.3';
