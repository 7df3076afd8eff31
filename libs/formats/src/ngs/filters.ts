/** What a caller's filter speaks of: of the depth at a place, of the reads of the change itself, or of something else. Names as the callers' own headers have them. */

/** LowDP (Pisces), LowDepth (DRAGEN, Strelka), min_dp_10 (LoFreq), d5 (VarDict), low_depth, NoCall, … */
const ofDepth = /^(?:low|min|insufficient|no)[ _.-]?(?:dp|depth|cov(?:erage)?|calls?|data)(?![a-z])|^(?:dp|depth|coverage)(?:[ _.-]?(?:low|min|filter))?$|^(?:dp|d|cov)<?\d+$|^LM$/i;

/**
 * Too little evidence for the change, or a measure of the reads that carry it (their number, strands, qualities, places in the read). Where no read carries it
 * they fail by themselves, and say nothing of the place: Mutect2 tells of an allele that was asked for and not seen `base_qual;strand_bias;weak_evidence`.
 */
const ofTheChange = new Set([
  // Mutect2, Mutect, DRAGEN
  'weak_evidence', 't_lod', 't_lod_fstar', 'low_allele_frac', 'base_qual', 'base_quality', 'map_qual', 'mapping_quality', 'position', 'read_position', 'fragment', 'strand_bias', 'strict_strand', 'strand_artifact',
  'orientation', 'n_ratio', 'duplicate', 'haplotype', 'clustered_events', 'low_af', 'no_reliable_supporting_read', 'too_few_supporting_reads', 'lowsupport',
  // Pisces and TSO500, Strelka, VarDict, LoFreq, VarScan
  'lowvariantfreq', 'lowvarsupport', 'sb', 'lowevs', 'qss_ref', 'qsi_ref', 'pstd', 'bias', 'sb_fdr', 'str10', 'varcount', 'varfreq', 'varreadpos', 'strand', 'lowvaf', 'lowaf', 'low_vaf', 'low_frequency',
]);
/** With a limit in the name: f0.01, v2, p8, q22.5, NM5.25, SN1.5, P0.05 (VarDict); min_snvqual_63 (LoFreq). */
const limitOfTheChange = /^(?:f0?\.\d+|v\d+|p\d+|p0?\.\d+|q\d+(?:\.\d+)?|nm\d+(?:\.\d+)?|sn\d+(?:\.\d+)?|min_(?:snv|indel)qual_\d+)$/i;

/** Filters that a FILTER or FT cell says were failed. */
export const filtersOf = (text: string): string[] => (text === '' || text === 'PASS' || text === '.' ? [] : text.split(/[;,]/).filter((f) => f !== '' && f !== '.' && f !== 'PASS'));

/** Does the filter say that there was too little to read? */
export const speaksOfDepth = (filter: string): boolean => ofDepth.test(filter);

/** Does the filter speak of the reads with the change, so that it says nothing where there are none? */
export const speaksOfTheChange = (filter: string): boolean => ofTheChange.has(filter.toLowerCase()) || limitOfTheChange.test(filter);
