/** The stories of `stories.ts`. Days count from the first line's start; VAFs in percent. */
import type { Story, ToldVariant } from './stories.js';

const truncal = (gene: string, variant: string): ToldVariant => ({ gene, variant, kind: 'truncal', tissue: true });
const clone = (gene: string, variant: string): ToldVariant => ({ gene, variant, kind: 'resistance' });

export const stories: readonly Story[] = [
  {
    id: 'DEMO-MELANOMA', nosology: 'melanoma_braf_v600', depth: 5000, panel: 'BRAF;NRAS;KRAS;MAP2K1;MAP2K2;TERT;AKT1;PIK3CA;PTEN;CDKN2A;NF1',
    question: 'Progression on BRAF and MEK inhibition with a rising NRAS clone: immunotherapy, a trial, or beyond progression?',
    profile: { sex: 'female', birth_year: '1964', metastatic_sites: 'lung;lymph node', tissue_braf: 'v600e' },
    variants: [truncal('BRAF', 'p.V600E'), truncal('TERT', 'c.-124C>T'), clone('NRAS', 'p.Q61K')],
    draws: [[-5, 12, 9, 0], [28, 3, 2.4, 0], [56, 0.8, 0.7, 0], [84, 0.5, 0.4, 0], [112, 0.6, 0.5, 0.08], [140, 1.1, 0.9, 0.3], [168, 2.4, 1.9, 0.9], [196, 5, 4.1, 2.3]],
    lines: [{ regimen: 'dabrafenib + trametinib', agents: 'dabrafenib;trametinib', classes: 'braf_inhibitor;mek_inhibitor', from: 0 }],
    findings: [[-5, 'ldh', '412', 'U/L'], [56, 'imaging', 'PR'], [112, 'imaging', 'PR'], [140, 'ldh', '236', 'U/L'], [168, 'imaging', 'SD'], [196, 'imaging', 'PD'], [196, 'ldh', '365', 'U/L']],
  },
  {
    id: 'DEMO-NSCLC', nosology: 'nsclc_egfr', depth: 5000, panel: 'EGFR;MET;ERBB2;KRAS;BRAF;PIK3CA;TP53;RB1',
    question: 'T790M and C797S in one blood sample after osimertinib, MET amplified: which inhibitor still holds, and are the two on one allele?',
    profile: { sex: 'female', birth_year: '1958', draw_interval_days: '56', metastatic_sites: 'pleura;brain' },
    variants: [truncal('EGFR', 'p.L858R'), truncal('TP53', 'p.R273H'), clone('EGFR', 'p.T790M'), clone('EGFR', 'p.C797S'), clone('MET', 'amplification')],
    draws: [[-4, 15, 11, 0, 0, '-'], [42, 1.2, 0.9, 0, 0, '-'], [98, 0.8, 0.6, 0, 0, '-'], [154, 1.3, 0.9, 0.15, 0, '-'], [182, 2.8, 2, 0.7, 0, '-'], [210, 6, 4.4, 2.4, 0, '-'], [252, 0.9, 0.7, 0.2, 0, '-'],
      [308, 0.7, 0.5, 0.12, 0, '-'], [364, 1.4, 1, 0.4, 0.1, '-'], [392, 3.1, 2.2, 1, 0.4, '-'], [420, 7.5, 5.6, 2.6, 1.4, '+']],
    lines: [{ regimen: 'gefitinib', agents: 'gefitinib', classes: 'egfr_tki', from: 0, to: 214, best: 'PR', stopped: 'progression' }, { regimen: 'osimertinib', agents: 'osimertinib', classes: 'egfr_tki', from: 221 }],
    findings: [[56, 'imaging', 'PR'], [154, 'imaging', 'SD'], [210, 'imaging', 'PD'], [280, 'imaging', 'PR'], [420, 'imaging', 'PD']],
  },
  {
    id: 'DEMO-THYROID', nosology: 'thyroid_rair_braf', depth: 6000, panel: 'BRAF;TERT;NRAS;KRAS;RET;RAC1;MET',
    question: 'Iodine uptake has come back under BRAF and MEK inhibition and thyroglobulin rises with it: radioiodine now?',
    profile: { sex: 'male', birth_year: '1952', draw_interval_days: '56', metastatic_sites: 'lung', tissue_braf: 'v600e' },
    variants: [truncal('BRAF', 'p.V600E'), truncal('TERT', 'c.-124C>T'), clone('NRAS', 'p.Q61K')],
    draws: [[-6, 0.6, 0.5, 0], [56, 0.3, 0.25, 0], [112, 0.25, 0.2, 0], [168, 0.5, 0.4, 0], [224, 1.1, 0.9, 0], [266, 0.4, 0.3, 0]],
    lines: [{ regimen: 'lenvatinib', agents: 'lenvatinib', classes: 'multikinase', from: 0, to: 226, best: 'SD', stopped: 'progression' }, { regimen: 'dabrafenib + trametinib', agents: 'dabrafenib;trametinib', classes: 'braf_inhibitor;mek_inhibitor', from: 233 }],
    findings: [[-20, 'iodine_uptake', 'negative'], [-6, 'thyroglobulin', '38', 'ng/mL'], [112, 'thyroglobulin', '29', 'ng/mL'], [112, 'imaging', 'SD'], [224, 'imaging', 'PD'], [224, 'thyroglobulin', '64', 'ng/mL'],
      [268, 'iodine_uptake', 'positive'], [268, 'thyroglobulin', '118', 'ng/mL']],
  },
  {
    id: 'DEMO-RCC', nosology: 'rcc', depth: 5000, panel: 'VHL;PBRM1;BAP1;SETD2;MTOR;TSC1;TSC2;MET;TP53',
    question: 'Progression in a tumour that sheds next to nothing: what could tissue show that blood cannot?',
    profile: { sex: 'male', birth_year: '1961', draw_interval_days: '56', metastatic_sites: 'lung;bone' },
    variants: [truncal('VHL', 'p.S65*'), truncal('PBRM1', 'p.R58*')],
    draws: [[-7, 0.12, 0.1], [42, 0.01, 0], [84, 0, 0], [140, 0, 0.01], [196, 0.02, 0.01], [238, 0.03, 0.02]],
    lines: [{ regimen: 'lenvatinib + pembrolizumab', agents: 'lenvatinib;pembrolizumab', classes: 'multikinase;vegf;immunotherapy', from: 0 }],
    findings: [[84, 'imaging', 'SD'], [154, 'imaging', 'SD'], [238, 'imaging', 'PD'], [238, 'lesion:bone', 'PD'], [238, 'lesion:lung', 'SD']],
  },
  {
    id: 'DEMO-HCC', nosology: 'hcc_lenvatinib', depth: 5000, panel: 'TERT;TP53;CTNNB1;MET;DUSP4;NF1;FGF19',
    question: 'Burden and AFP rise under lenvatinib while the liver still works: which second line does the liver allow?',
    profile: { sex: 'male', birth_year: '1957', metastatic_sites: 'liver' },
    variants: [truncal('TERT', 'c.-124C>T'), truncal('CTNNB1', 'p.S45F'), truncal('TP53', 'p.R249S')],
    draws: [[-3, 2.2, 1.8, 2], [28, 0.9, 0.8, 0.9], [56, 0.5, 0.4, 0.5], [84, 0.5, 0.5, 0.4], [112, 0.9, 0.8, 0.9], [140, 2, 1.6, 1.9], [168, 4.2, 3.6, 4]],
    lines: [{ regimen: 'lenvatinib', agents: 'lenvatinib', classes: 'multikinase', from: 0 }],
    findings: [[-3, 'afp', '840', 'ng/mL'], [-3, 'child_pugh', '5'], [56, 'afp', '210', 'ng/mL'], [56, 'imaging', 'PR'], [112, 'afp', '320', 'ng/mL'], [112, 'imaging', 'SD'], [168, 'afp', '1260', 'ng/mL'],
      [168, 'child_pugh', '6'], [168, 'bilirubin', '19', 'umol/L'], [168, 'albumin', '36', 'g/L'], [168, 'imaging', 'PD']],
  },
  {
    id: 'DEMO-BREAST', nosology: 'breast_hrpos_her2neg', depth: 5000, panel: 'PIK3CA;AKT1;PTEN;ESR1;TP53;ERBB2;RB1;KRAS;NF1',
    question: 'An ESR1 clone rises under an aromatase inhibitor and PIK3CA is in every draw: AKT pathway with fulvestrant, or an oral SERD?',
    profile: { sex: 'female', birth_year: '1967', draw_interval_days: '56', metastatic_sites: 'bone;liver' },
    variants: [truncal('PIK3CA', 'p.H1047R'), truncal('TP53', 'p.Y220C'), clone('ESR1', 'p.D538G')],
    draws: [[-6, 6, 4.5, 0], [56, 1.4, 1.1, 0], [112, 0.9, 0.7, 0], [168, 0.9, 0.7, 0], [224, 1.1, 0.8, 0.12], [280, 1.9, 1.5, 0.5], [336, 4.1, 3.2, 1.7]],
    lines: [{ regimen: 'letrozole + palbociclib', agents: 'letrozole;palbociclib', classes: 'endocrine;cdk46', from: 0 }],
    findings: [[84, 'imaging', 'PR'], [224, 'imaging', 'SD'], [336, 'imaging', 'PD'], [330, 'hba1c', '5.6', '%']],
  },
  {
    id: 'DEMO-BRAF', nosology: 'mcrc_braf_v600e', depth: 5000, panel: 'BRAF;KRAS;NRAS;MAP2K1;MET;ERBB2;EGFR;PTEN;RNF43;APC;TP53',
    question: 'Escape from BRAF and EGFR inhibition through KRAS: a trial, chemotherapy, or another combination?',
    profile: { sex: 'female', birth_year: '1955', sidedness: 'right', metastatic_sites: 'liver;peritoneum', tissue_ras: 'ras_ext_wt', tissue_braf: 'v600e', msi: 'mss' },
    variants: [truncal('BRAF', 'p.V600E'), truncal('RNF43', 'p.G659fs'), clone('KRAS', 'p.G12D'), clone('MET', 'amplification')],
    draws: [[-4, 18, 16, 0, '-'], [28, 3, 2.6, 0, '-'], [56, 1, 0.9, 0, '-'], [84, 0.9, 0.8, 0.1, '-'], [112, 1.8, 1.5, 0.5, '-'], [140, 4.5, 4, 1.9, '-'], [168, 11, 10, 5.4, '-']],
    lines: [{ regimen: 'FOLFOX + bevacizumab', agents: 'oxaliplatin;fluorouracil;bevacizumab', classes: 'chemotherapy;vegf', from: -190, to: -14, best: 'SD', stopped: 'progression' }, { regimen: 'encorafenib + cetuximab', agents: 'encorafenib;cetuximab', classes: 'braf_inhibitor;anti_egfr', from: 0 }],
    findings: [[-4, 'cea', '96', 'ng/mL'], [56, 'imaging', 'PR'], [56, 'cea', '18', 'ng/mL'], [112, 'imaging', 'SD'], [168, 'imaging', 'PD'], [168, 'cea', '88', 'ng/mL']],
  },
  {
    // Published: KRAS absent, there after about three months of cetuximab, 70.7 %, and 3.0 % within two months of chemotherapy. Which KRAS change, the depth and the draws between are ours; no truncal variant is told, so none is made up. Citation not verified.
    id: 'DEMO-CASE', nosology: 'mcrc_ras_braf_wt', depth: 3000, exact: true, panel: 'KRAS;NRAS;BRAF',
    question: 'KRAS went from nothing to 70.7 % under cetuximab and to 3.0 % under chemotherapy: what does the fall allow, and what not yet?',
    profile: { sex: 'male', birth_year: '1960', sidedness: 'left', metastatic_sites: 'liver', tissue_ras: 'ras_ext_wt', tissue_braf: 'wt', msi: 'mss' },
    variants: [clone('KRAS', 'p.G12D')],
    draws: [[-3, 0], [30, 0], [60, 0], [91, 0.5], [121, 9], [152, 45], [182, 70.7], [212, 18], [241, 3]],
    lines: [{ regimen: 'cetuximab', agents: 'cetuximab', classes: 'anti_egfr', from: 0, to: 182, best: 'PR', stopped: 'progression' }, { regimen: 'FOLFOX', agents: 'oxaliplatin;fluorouracil', classes: 'chemotherapy', from: 186 }],
    findings: [[60, 'imaging', 'PR'], [121, 'imaging', 'SD'], [182, 'imaging', 'PD'], [241, 'imaging', 'PR']],
  },
  {
    id: 'DEMO-FISH', nosology: 'nsclc_egfr', depth: 5000, panel: 'EGFR;MET;ERBB2;KRAS;BRAF;PIK3CA;TP53;RB1',
    question: 'The tumour grows under osimertinib and plasma names no mechanism; FISH of the growing lesion shows MET amplified: a MET inhibitor beside osimertinib?',
    profile: { sex: 'male', birth_year: '1963', draw_interval_days: '56', metastatic_sites: 'lung;bone' },
    variants: [truncal('EGFR', 'p.E746_A750del'), truncal('TP53', 'p.R248Q'), clone('EGFR', 'p.C797S'), clone('MET', 'amplification')],
    draws: [[-6, 9, 7, 0, '-'], [56, 0.8, 0.6, 0, '-'], [112, 0.5, 0.4, 0, '-'], [168, 0.6, 0.5, 0, '-'], [224, 1.2, 0.9, 0, '-'], [280, 2.6, 2, 0, '-'], [322, 5.5, 4.3, 0, '-']],
    lines: [{ regimen: 'osimertinib', agents: 'osimertinib', classes: 'egfr_tki', from: 0 }],
    findings: [[56, 'imaging', 'PR'], [168, 'imaging', 'PR'], [280, 'imaging', 'PD'], [280, 'lesion:lung', 'PD'], [280, 'lesion:bone', 'SD'], [301, 'tissue:lung', 'negative', '', 'EGFR', 'p.C797S'], [301, 'fish:lung', 'amplified', '', 'MET']],
  },
];
