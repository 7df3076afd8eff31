import { decisionsRu } from './boards-ru.data.js';

/** What a made-up tumour board decided at the end of each story of `stories.data.ts`: written by hand to show the page, no advice. Follow-up in days from the board. */
export interface ToldDecision { readonly decision: string; readonly dissent?: string; readonly followUp: string; readonly followUpDays: number; readonly present: string }

const present = 'A. Example (oncology), B. Example (pathology), C. Example (molecular biology); all made up';

const decisionsEn: Readonly<Record<string, ToldDecision>> = {
  'DEMO-MELANOMA': { present, decision: 'NRAS p.Q61K in plasma is taken as the likely cause of progression. BRAF and MEK inhibition is not continued on this evidence alone: a change to immunotherapy is put to the patient.', followUp: 'Next draw at the first imaging of the new line', followUpDays: 56 },
  'DEMO-NSCLC': {
    present, decision: 'Whether T790M and C797S lie on one allele is not known, and MET amplification in plasma is to be confirmed. Tissue of the progressing lesion with FISH for MET before another inhibitor is discussed; chemotherapy meanwhile.',
    dissent: 'C. Example: would not wait for FISH before discussing a MET inhibitor.', followUp: 'FISH and tissue sequencing back; repeat draw', followUpDays: 21,
  },
  'DEMO-THYROID': { present, decision: 'Iodine uptake has returned under BRAF and MEK inhibition: radioiodine is put to the patient. Thyroglobulin is read as an end point after it, not as a reason against it.', followUp: 'Thyroglobulin and whole-body scan', followUpDays: 84 },
  'DEMO-RCC': { present, decision: 'Blood cannot answer: no draw showed enough tumour DNA. The progressing bone lesion is to be biopsied; no therapy is chosen on ctDNA.', followUp: 'Result of the biopsy', followUpDays: 28 },
  'DEMO-HCC': { present, decision: 'Burden, AFP and imaging agree on progression; the liver still carries a second line. No molecular target was found in what was tested: the second line is chosen on liver function.', followUp: 'AFP, Child–Pugh and draw', followUpDays: 42 },
  'DEMO-BREAST': { present, decision: 'PIK3CA p.H1047R in every draw and HbA1c recorded: an AKT-pathway inhibitor with fulvestrant is put to the patient. ESR1 p.D538G is weighed for the endocrine partner.', followUp: 'HbA1c and draw', followUpDays: 28 },
  'DEMO-BRAF': { present, decision: 'KRAS p.G12D rises under BRAF and EGFR inhibition: the combination is not continued on this evidence. Chemotherapy; a trial is looked for.', followUp: 'Draw at the second cycle', followUpDays: 28 },
  'DEMO-FISH': { present, decision: 'MET amplification, shown by FISH of the growing lesion, is taken as the likely cause of progression; plasma did not show it, and copy numbers in plasma may be missed. Osimertinib with a MET inhibitor is put to the patient, in a trial where there is one.', followUp: 'Imaging and draw', followUpDays: 42 },
  'DEMO-CASE': { present, decision: 'KRAS p.G12D has fallen and is still there, and no truncal variant is known: no rechallenge now. Chemotherapy goes on; a panel with a truncal variant at the next draw.', followUp: 'Draw with a wider panel', followUpDays: 28 },
};

export const decisions: Readonly<Record<'en' | 'ru', Readonly<Record<string, ToldDecision>>>> = { en: decisionsEn, ru: decisionsRu };
