/** What CIViC's names are read as, one form at a time; which diseases are a patient's; the order of evidence and what counts as changed. Nothing is matched by a part of a name. */
import { describe, expect, it } from '@jest/globals';
import type { EvidenceItem, Nosology } from '@clonewatch/domain';
import { evidenceChanges, furtherEvidence, ofDisease, readProfile, speaksOf } from '@clonewatch/guidance';

const exact = (gene: string, ...variants: string[]): object => ({ kind: 'single', targets: [{ gene, matcher: { kind: 'exact', variants } }] });
const none = { kind: 'category', targets: [] };

describe('the change a profile names', () => {
  it.each([
    // Capitals as CIViC writes them: of the words of a change, never of its residues.
    ['ERBB2 M774DELINSWLV', 'ERBB2', 'p.M774delinsWLV'], ['KIT V560DEL', 'KIT', 'p.V560del'], ['KIT K550_K558DEL', 'KIT', 'p.K550_K558del'], ['EGFR D770_N771INSNPG', 'EGFR', 'p.P772_H773insGNP'], ['B2M S14FS', 'B2M', 'p.S14fs'],
    ['PALB2 L531FS*30', 'PALB2', 'p.L531fs*30'], ['VHL P154RFS*5', 'VHL', 'p.P154Rfs*5'], ['VHL P154FSX5', 'VHL', 'p.P154fs*5'], ['MLH1 P1536fs', 'MLH1', 'p.P1536fs'],
    ['BRAF T599dup', 'BRAF', 'p.T599dup'], ['MSH2 K172*', 'MSH2', 'p.K172*'], ['KRAS  G12D ', 'KRAS', 'p.G12D'], [' KRAS G12D', 'KRAS', 'p.G12D'],
    // The coding change in brackets is the same change said again.
    ['VHL R167W (c.499C>T)', 'VHL', 'p.R167W'], ['VHL R167W  (c.499C>T)', 'VHL', 'p.R167W'], ['VHL R167W(c.499C>T)', 'VHL', 'p.R167W'], ['ATM c.7089+1del', 'ATM', 'c.7089+1del'], ['TP53 *394S', 'TP53', 'p.*394S'],
  ])('%s is %s %s', (profile, gene, variant) => expect(readProfile(profile)).toEqual(exact(gene, variant)));

  it('several residues of one codon are these changes and no other; codons are any change in them', () => {
    expect(readProfile('BRAF V600E/K')).toEqual(exact('BRAF', 'p.V600E', 'p.V600K'));
    expect(readProfile('KRAS G12A/C/D/*')).toEqual(exact('KRAS', 'p.G12A', 'p.G12C', 'p.G12D', 'p.G12*'));
    expect(readProfile('KRAS G12/G13')).toEqual({ kind: 'single', targets: [{ gene: 'KRAS', matcher: { kind: 'codon', codons: [12, 13] } }] });
    expect(readProfile('KRAS A146')).toEqual({ kind: 'single', targets: [{ gene: 'KRAS', matcher: { kind: 'codon', codons: [146] } }] });
  });

  it.each(['DPYD DPYD*2A HOMOZYGOSITY', 'FGFR1 Internal Duplication', 'ALK ALK FUSION I1171', 'KRAS Mutation', 'KRAS EXON 2 MUTATION', 'BRAF V600E/K Amplification', 'BRAF Non-V600', 'BRAF Non-V600E/K', 'VHL R167W (c.499C>T) Germline',
    'TERT Promoter Mutation', 'EML4::ALK L1196M', 'EML4::ALK Amplification', 'NPM1 Exon 12 Mutation (c.860_863dup)', 'ABL1', '', ' ', 'KRAS ', 'ERBB2 p.', 'B2M Loss and S14FS', 'KRAS ex.c.35G>A', 'ROS1 Fusion Rearrangement', 'RET Non-Fusion', 'UGT1A1 28'])('%j speaks of no variant', (profile) => {
    expect(readProfile(profile)).toEqual(none);
  });

  it('classes and exons, in any case; the words of another gene\'s exon are none', () => {
    const one = (gene: string, matcher: object): object => ({ kind: 'single', targets: [{ gene, matcher }] });
    expect(readProfile('MET amplification')).toEqual(one('MET', { kind: 'amplification' }));
    for (const name of ['Loss', 'Deletion']) expect(readProfile(`MTAP ${name}`)).toEqual(exact('MTAP', 'loss'));
    expect(readProfile('NF1 Loss-of-Function')).toEqual(one('NF1', { kind: 'loss' }));
    expect(readProfile('EGFR Exon 19 Deletion')).toEqual(one('EGFR', { kind: 'exon', from: 729, to: 761, change: 'del' }));
    expect(readProfile('KIT Exon 19 Deletion')).toEqual(none);
    for (const [variant, is] of [['p.K728del', false], ['p.I729del', true], ['p.D761del', true], ['p.G762del', false]] as const) expect(speaksOf('EGFR Exon 19 Deletion', { gene: 'EGFR', variant })).toBe(is);
  });

  it('a fusion is of both its genes; with an open partner, of the named one', () => {
    const fusion = (gene: string): object => ({ gene, matcher: { kind: 'fusion' } });
    expect(readProfile('EML4::ALK fusion')).toEqual({ kind: 'single', targets: [
      { gene: 'EML4', matcher: { kind: 'exact', variants: ['fusion:ALK'] } }, { gene: 'ALK', matcher: { kind: 'exact', variants: ['fusion:EML4'] } }] });
    for (const open of ['v::NTRK1 Fusion', '?::NTRK1 Fusion', 'NTRK1::v Fusion', 'NTRK1::? Fusion', 'NTRK1 Fusion']) expect(readProfile(open)).toEqual({ kind: 'single', targets: [fusion('NTRK1')] });
    // HER2 is a name of ERBB2 as partner too.
    expect(speaksOf('GRB7::HER2 Fusion', { gene: 'GRB7', variant: 'fusion:ERBB2' })).toBe(true);
  });
});

/** Names as the Disease Ontology gives them to these ids in CIViC's release of May 2026. */
const diseases: Readonly<Record<string, readonly Nosology[]>> = {
  '9256 Colorectal Cancer': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'], '0050861 Colorectal Adenocarcinoma': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'], '219 Colon Cancer': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'],
  '1520 Colon Carcinoma': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'], '234 Colon Adenocarcinoma': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'], '1993 Rectum Cancer': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'],
  '3029 Colon Mucinous Adenocarcinoma': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'], '3033 Colon Signet Ring Adenocarcinoma': ['mcrc_ras_braf_wt', 'mcrc_braf_v600e'],
  '1909 Melanoma': ['melanoma_braf_v600'], '8923 Skin Melanoma': ['melanoma_braf_v600'], '6367 Acral Lentiginous Melanoma': ['melanoma_braf_v600'], '0050929 Mucosal Melanoma': ['melanoma_braf_v600'],
  '3908 Lung Non-small Cell Carcinoma': ['nsclc_egfr'], '3910 Lung Adenocarcinoma': ['nsclc_egfr'], '1324 Lung Cancer': ['nsclc_egfr'], '3905 Lung Carcinoma': ['nsclc_egfr'], '3907 Lung Squamous Cell Carcinoma': ['nsclc_egfr'],
  '3969 Papillary Thyroid Carcinoma': ['thyroid_rair_braf'], '3962 Follicular Thyroid Carcinoma': ['thyroid_rair_braf'], '1781 Thyroid Cancer': ['thyroid_rair_braf'], '3963 Thyroid Gland Carcinoma': ['thyroid_rair_braf'],
  '0080522 Anaplastic Thyroid Carcinoma': ['thyroid_rair_braf'],
  '4450 Renal Cell Carcinoma': ['rcc'], '4467 Clear Cell Renal Cell Carcinoma': ['rcc'], '4465 Papillary Renal Cell Carcinoma': ['rcc'], '4471 Chromophobe Renal Cell Carcinoma': ['rcc'], '4451 Renal Carcinoma': ['rcc'],
  '684 Hepatocellular Carcinoma': ['hcc_lenvatinib'],
  '1612 Breast Cancer': ['breast_hrpos_her2neg'], '3459 Breast Carcinoma': ['breast_hrpos_her2neg'], '0060075 Estrogen-receptor Positive Breast Cancer': ['breast_hrpos_her2neg'],
  '0060080 Her2-receptor Negative Breast Cancer': ['breast_hrpos_her2neg'], '3458 Breast Adenocarcinoma': ['breast_hrpos_her2neg'],
  // Other biology, though of the same organ: read by nobody here.
  '3973 Medullary Thyroid Carcinoma': [], '6039 Uveal Melanoma': [], '5409 Lung Small Cell Carcinoma': [], '0060079 Her2-receptor Positive Breast Cancer': [], '0060081 Triple-receptor Negative Breast Cancer': [],
  '0081413 Renal Cell Carcinoma With MiT Translocations': [],
};
const every: readonly Nosology[] = ['mcrc_ras_braf_wt', 'mcrc_braf_v600e', 'melanoma_braf_v600', 'nsclc_egfr', 'thyroid_rair_braf', 'rcc', 'hcc_lenvatinib', 'breast_hrpos_her2neg'];
const whose = (doid: string, disease: string): readonly Nosology[] => every.filter((n) => ofDisease({ doid, disease }, n));

describe('a disease', () => {
  it.each(Object.entries(diseases))('%s is of %j', (name, nosologies) => {
    const cut = name.indexOf(' ');
    expect(whose(name.slice(0, cut), name.slice(cut + 1))).toEqual(nosologies);
  });
  it('tumours at large are everybody\'s: by id, and by name only where there is no id', () => {
    expect(whose('162', 'Cancer')).toEqual(every);
    for (const name of ['Solid Tumor', 'Solid Tumors, Advanced']) expect(whose('', name)).toEqual(every);
    expect(whose('', 'Renal Medullary Carcinoma')).toEqual([]);
    expect(whose('2394', 'Solid Tumor')).toEqual([]);
  });
});

const item = (evidenceId: number, more: Partial<EvidenceItem> = {}): EvidenceItem => ({
  evidenceId, profile: 'KRAS G12D', disease: 'Colorectal Cancer', doid: '9256', therapies: [], interaction: '', type: 'Predictive', direction: 'Supports', level: 'B', significance: 'Resistance', citationId: '', citationSource: '', citation: '',
  rating: null, status: 'accepted', origin: '', flagged: false, reviewedOn: null, ...more,
});

describe('further evidence', () => {
  const asked = [{ gene: 'KRAS', variant: 'p.G12D' }];
  const ids = (items: readonly EvidenceItem[], nosology: Nosology | null = 'mcrc_ras_braf_wt'): readonly number[] => furtherEvidence(items, asked, nosology).map((f) => f.item.evidenceId);
  it('is ordered: own disease, then what it is evidence of, then level, then id', () => {
    const melanoma = { disease: 'Melanoma', doid: '1909' };
    expect(ids([item(1, { ...melanoma, level: 'A' }), item(2, { level: 'E' })])).toEqual([2, 1]);
    expect(ids([item(2, { level: 'E' }), item(1, { ...melanoma, level: 'A' })])).toEqual([2, 1]);
    const types = ['Predictive', 'Prognostic', 'Oncogenic', 'Functional', 'Diagnostic', 'Predisposing'] as const;
    // Ids and levels run against the types, so that only the type can have ordered them.
    const typed = types.map((type, i) => item(100 - i, { type, level: (['E', 'D', 'C', 'B', 'B', 'A'] as const)[i]! }));
    for (const order of [typed, [...typed].reverse(), [3, 0, 5, 1, 4, 2].map((i) => typed[i]!)]) expect(ids(order)).toEqual([100, 99, 98, 97, 96, 95]);
    const levels = (['A', 'B', 'C', 'D', 'E'] as const).map((level, i) => item(50 - i, { level }));
    for (const order of [levels, [...levels].reverse()]) expect(ids(order)).toEqual([50, 49, 48, 47, 46]);
    expect(ids([item(12), item(3), item(7)])).toEqual([3, 7, 12]);
    // Where the disease is not known none is the own one.
    expect(ids([item(9, melanoma), item(4)], null)).toEqual([4, 9]);
  });
  it('is of accepted items alone', () => expect(ids([item(1, { status: 'submitted' }), item(2)])).toEqual([2]));
});

describe('from one release to the next', () => {
  it.each([['level', { level: 'A' }], ['direction', { direction: 'Does Not Support' }], ['significance', { significance: 'Sensitivity/Response' }], ['status', { status: 'submitted' }]] as const)('another %s alone is a change', (_, more) => {
    const changed = item(5, more);
    expect(evidenceChanges([item(5)], [changed])).toEqual([{ before: item(5), after: changed }]);
  });
  it('another wording of the profile is none; changes come by id, and the releases stay as they were', () => {
    expect(evidenceChanges([item(5)], [item(5, { profile: 'KRAS p.G12D', rating: 3 })])).toEqual([]);
    const older = [item(30), item(4), item(12)];
    expect(evidenceChanges(older, []).map((c) => c.before.evidenceId)).toEqual([4, 12, 30]);
    expect(older.map((i) => i.evidenceId)).toEqual([30, 4, 12]);
  });
});
