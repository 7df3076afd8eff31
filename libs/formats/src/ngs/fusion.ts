/** How a fusion of two genes is named: by the gene that it activates, whichever a file puts first. */
import { canonicalGene } from '@clonewatch/domain';
import type { Name } from './naming.js';

/** Kinases, receptors and their ligand that fusions activate. */
const activated = new Set(['ALK', 'ROS1', 'RET', 'NTRK1', 'NTRK2', 'NTRK3', 'FGFR1', 'FGFR2', 'FGFR3', 'MET', 'BRAF', 'RAF1', 'EGFR', 'ERBB2', 'NRG1', 'PDGFRA', 'PDGFRB', 'KIT']);

/** `ALK`, `fusion:EML4`; null where there are not two genes, each with a name. */
export function fusionOf(first: string, second: string): Name | null {
  const [a, b] = [canonicalGene(first.trim()), canonicalGene(second.trim())];
  const [gene, partner] = activated.has(b) && !activated.has(a) ? [b, a] : [a, b];
  return gene !== '' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(partner) && partner !== gene ? { gene, variant: `fusion:${partner.toUpperCase()}` } : null;
}
