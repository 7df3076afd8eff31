/**
 * Which diseases of the Disease Ontology (DOID, as CIViC gives them) are a patient's: the disease itself, its kinds, and the tumours at large of which it is one.
 * A kind that another rule of ours reads on its own (medullary thyroid, uveal melanoma) is not among them.
 */
import type { Nosology } from '@clonewatch/domain';

const colorectal = ['9256', '0050861', '219', '1520', '234', '1993', '3029', '3033'];
export const diseasesOf: Readonly<Record<Nosology, readonly string[]>> = {
  mcrc_ras_braf_wt: colorectal, mcrc_braf_v600e: colorectal,
  melanoma_braf_v600: ['1909', '8923', '6367', '0050929'],
  nsclc_egfr: ['3908', '3910', '1324', '3905', '3907'],
  thyroid_rair_braf: ['3969', '3962', '1781', '3963', '0080522'],
  rcc: ['4450', '4467', '4465', '4471', '4451'],
  hcc_lenvatinib: ['684'],
  breast_hrpos_her2neg: ['1612', '3459', '0060075', '0060080', '3458'],
};
/** "Cancer" and "solid tumour" (which has no DOID): of any of them. */
export const tumoursAtLarge = { doids: ['162'], names: ['solid tumor', 'solid tumors, advanced'] } as const;
