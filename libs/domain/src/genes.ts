/** Gene symbols. Laboratories write old and trade names; the catalogue and every series use the approved one. */
import { maneSelect } from './variants.data.js';

/**
 * Previous symbols and unambiguous everyday names of the catalogue's genes (HGNC, genenames.org). A name that could mean two genes is not here: RAC
 * was AKT1's and is said of RAC1, and neither RAS nor ER names a single gene.
 */
const former: Readonly<Record<string, string>> = {
  AKT: 'AKT1', PKB: 'AKT1', PKBA: 'AKT1', PKBG: 'AKT3', BRAF1: 'BRAF', 'B-RAF': 'BRAF', RAFB1: 'BRAF', CBL2: 'CBL', BCL1: 'CCND1', PRAD1: 'CCND1', CCNE: 'CCNE1',
  CDKN2: 'CDKN2A', P16: 'CDKN2A', INK4A: 'CDKN2A', P16INK4A: 'CDKN2A', CTNNB: 'CTNNB1', ERBB: 'EGFR', ERBB1: 'EGFR', HER1: 'EGFR', HIF2A: 'EPAS1', NGL: 'ERBB2',
  HER2: 'ERBB2', 'HER-2': 'ERBB2', 'HER2/NEU': 'ERBB2', NEU: 'ERBB2', HER3: 'ERBB3', ESR: 'ESR1', NR3A1: 'ESR1', FLT2: 'FGFR1', KAL2: 'FGFR1', BEK: 'FGFR2', KGFR: 'FGFR2',
  CD135: 'FLT3', FLK2: 'FLT3', GNAS1: 'GNAS', HRAS1: 'HRAS', 'H-RAS': 'HRAS', KRAS2: 'KRAS', RASK2: 'KRAS', 'K-RAS': 'KRAS', MEK1: 'MAP2K1', PRKMK1: 'MAP2K1', MEK2: 'MAP2K2',
  PRKMK2: 'MAP2K2', COT: 'MAP3K8', TPL2: 'MAP3K8', HGFR: 'MET', 'C-MET': 'MET', FRAP: 'MTOR', FRAP1: 'MTOR', FRAP2: 'MTOR', RAFT1: 'MTOR', NRAS1: 'NRAS', 'N-RAS': 'NRAS',
  TRKA: 'NTRK1', TRKB: 'NTRK2', TRKC: 'NTRK3', CRAF: 'RAF1', 'C-RAF': 'RAF1', MMAC1: 'PTEN', RB: 'RB1', ROS: 'ROS1', SFRS2: 'SRSF2', TRT: 'TERT', EST2: 'TERT', HTERT: 'TERT',
  P53: 'TP53', KIAA1546: 'TET2', CFD1: 'FGFR2', HSCR1: 'RET', MTC1: 'RET',
};
const approved: ReadonlySet<string> = new Set([...Object.values(former), ...Object.keys(maneSelect)]);

/** The approved symbol of a gene: old names are translated, letters of a known symbol are written in capitals, two names of one gene (`ERBB2 (HER2)`) are one; anything else is left as it is. */
export function canonicalGene(symbol: string): string {
  const upper = symbol.toUpperCase();
  const known = former[upper] ?? (approved.has(upper) ? upper : null);
  if (known !== null || !/[\s/(]/.test(symbol)) return known ?? symbol;
  const [first, ...others] = upper.split(/[\s/(),]+/).filter((n) => n !== '').map((n) => former[n] ?? n);
  return first !== undefined && approved.has(first) && others.length > 0 && others.every((n) => n === first) ? first : symbol;
}
