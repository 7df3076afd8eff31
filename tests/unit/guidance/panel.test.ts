/** What a panel covers, and what a draw's own file takes back of it. */
import { describe, expect, it } from '@jest/globals';
import { covers } from '@clonewatch/guidance';
import { failedAt } from '../../../libs/guidance/src/panel.js';

describe('a panel', () => {
  it('covers genes, codons and exact variants, by any of a gene\'s names, and nothing where none is given', () => {
    const panel = ['KRAS:12', ' BRAF ', 'EGFR:p.S492R', 'HER2'];
    expect([covers(panel, 'KRAS', 'p.G12D'), covers(panel, 'KRAS', 'p.G13D'), covers(panel, 'KRAS', 'p.Q1212H')]).toEqual([true, false, false]);
    expect([covers(panel, 'BRAF', 'p.V600E'), covers(panel, 'ERBB2', 'amplification')]).toEqual([true, true]);
    expect([covers(panel, 'EGFR', 'p.S492R'), covers(panel, 'EGFR', 'p.S492G'), covers(panel, 'NRAS', 'p.G12D')]).toEqual([true, false, false]);
    expect([covers(null, 'KRAS', 'p.G12D'), covers([], 'KRAS', 'p.G12D')]).toEqual([false, false]);
  });
});

describe('what a file says was not readable', () => {
  it('is taken back from what the panel covers, of that codon alone', () => {
    for (const mark of ['!', '?']) {
      const panel = ['KRAS', 'BRAF', ` ${mark}KRAS:12`];
      expect(['p.G12D', 'p.G12C', 'p.G13D', 'p.Q61H'].map((v) => covers(panel, 'KRAS', v))).toEqual([false, false, true, true]);
      expect(covers(panel, 'BRAF', 'p.V600E')).toBe(true);
    }
  });
  it('covers nothing by itself', () => expect([covers(['!KRAS:12'], 'KRAS', 'p.G13D'), covers(['?KRAS:12'], 'KRAS', 'p.G12D'), covers(['!KRAS'], 'KRAS', 'p.G13D')]).toEqual([false, false, false]));
  it('of a change over several codons one that is lost loses it, at either edge and between', () => {
    const lost = (codon: number): boolean => !covers(['EGFR', `!EGFR:${codon}`], 'EGFR', 'p.E746_A750del');
    expect([745, 746, 748, 750, 751].map(lost)).toEqual([false, true, true, true, false]);
  });
  it('of the gene as a whole any codon does', () => expect([covers(['KRAS', '!KRAS:61'], 'KRAS', 'p.X?'), covers(['KRAS', '!NRAS:61'], 'KRAS', 'p.X?')]).toEqual([false, true]));
  it('of an exact variant that one, of a gene all of it', () => {
    expect(['p.R213*', 'p.R175H'].map((v) => covers(['TP53', '!TP53:p.R213*'], 'TP53', v))).toEqual([false, true]);
    expect(covers(['TP53', '!TP53'], 'TP53', 'p.R175H')).toBe(false);
  });
  it('of a file of changes of the sequence every copy number and fusion, unless the panel names the change itself', () => {
    const panel = ['ERBB2', 'ALK', 'PTEN', 'MET:amplification', 'RET:fusion', 'NTRK1:fusion:TPM3', '!*:amplification', '!*:loss', '!*:fusion'];
    const all = [['ERBB2', 'amplification'], ['ALK', 'fusion:EML4'], ['PTEN', 'loss'], ['ERBB2', 'p.S310F'], ['PTEN', 'p.R130*'], ['MET', 'amplification'], ['RET', 'fusion:KIF5B'], ['NTRK1', 'fusion:TPM3'], ['NTRK1', 'fusion:LMNA']] as const;
    expect(all.map(([gene, variant]) => covers(panel, gene, variant))).toEqual([false, false, false, true, true, true, true, true, false]);
    expect(all.slice(0, 5).map(([gene, variant]) => covers(panel.slice(0, 6), gene, variant))).toEqual([true, true, true, true, true]);
    expect(failedAt(panel, 'ERBB2', 'amplification')).toBe(false);
  });
  it('failed quality control only where it says so', () => {
    expect([failedAt(['KRAS', '?KRAS:12'], 'KRAS', 'p.G12D'), failedAt(['KRAS', '?KRAS:12'], 'KRAS', 'p.G13D'), failedAt(['KRAS', '!KRAS:12'], 'KRAS', 'p.G12D'), failedAt(null, 'KRAS', 'p.G12D')])
      .toEqual([true, false, false, false]);
  });
});
