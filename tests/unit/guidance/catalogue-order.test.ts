import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nosologies, type TherapyClass } from '@clonewatch/domain';
import { bestMatch, catalogue, covers, matchCatalogue, matchesVariant, type CatalogueMatch, type Matcher } from '@clonewatch/guidance';

const examples = JSON.parse(readFileSync(new URL('../../golden/catalogue.json', import.meta.url), 'utf8')) as Readonly<Record<string, { genes: string[]; matches: string[] }>>;

/** What comes first, in words of the contract: the drug in question, resistance, what excludes before what cautions, the narrower entry, more classes, the id. */
const width: Readonly<Record<Matcher['kind'], number>> = { exact: 0, amplification: 0, exon: 1, any: 1, splice_site: 1, codon: 2, fusion: 2, loss: 2, except: 3, gene: 3, unmatched: 4 };
const keysOf = ({ entry: e, applies }: CatalogueMatch): readonly (number | string)[] =>
  [applies ? 0 : 1, e.effect === 'resistance' ? 0 : 1, ['exclude', 'caution', 'context', 'never_alert'].indexOf(e.action), width[e.matcher.kind], -e.classes.length, e.id];
/** The first key in which two neighbours differ, and whether it is smaller in the first of them. */
function firstDifference(a: CatalogueMatch, b: CatalogueMatch): readonly [number, boolean] {
  const [x, y] = [keysOf(a), keysOf(b)];
  const at = x.findIndex((v, i) => v !== y[i]);
  return [at, x[at]! < y[at]!];
}

describe('the order of what speaks about a variant', () => {
  const asked = Object.values(examples).flatMap((e) => e.genes.flatMap((g) => e.matches.map((v) => [g, v] as const)));
  /** Regimens under which the entries of a gene are read: their own, with what they may hold besides, and with drugs of other diseases beside. */
  const regimensOf = (gene: string): readonly (readonly TherapyClass[])[] => {
    const own = catalogue.filter((e) => e.genes.includes(gene) && e.classes.length > 0).flatMap((e) => [e.classes, [...e.classes, ...e.optionalClasses], [...e.classes, 'anti_egfr', 'egfr_tki', 'endocrine'] as const]);
    return [...new Map([[], ...own].map((r) => [r.join(), r])).values()];
  };

  it('is that of the contract for every example of the catalogue, in every disease, under every regimen of its gene; each rule of it decides somewhere', () => {
    const decided = new Set<number>();
    for (const [gene, variant] of asked) for (const nosology of [null, ...nosologies]) for (const classes of regimensOf(gene)) {
      const found = matchCatalogue(gene, variant, nosology, classes);
      for (let i = 1; i < found.length; i++) {
        const [at, smaller] = firstDifference(found[i - 1]!, found[i]!);
        decided.add(at);
        if (!smaller) throw new Error(`${gene} ${variant} in ${nosology ?? 'an unknown disease'} on ${classes.join('+')}: ${found.map((m) => m.entry.id).join(', ')}`);
      }
    }
    expect([...decided].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('holds over all lines of a patient: one line that brings all classes is enough, whichever it was', () => {
    const chemo = { therapyClasses: ['chemotherapy'] as const, agents: ['oxaliplatin'] };
    const egfr = { therapyClasses: ['anti_egfr'] as const, agents: ['cetuximab'] };
    for (const lines of [[egfr, chemo], [chemo, egfr], [chemo, egfr, chemo]]) {
      const [first] = bestMatch('KRAS', 'p.G12D', 'mcrc_ras_braf_wt', lines);
      expect([first?.entry.nosology, first?.entry.action, first?.applies]).toEqual(['mcrc_ras_braf_wt', 'exclude', true]);
    }
    // The drug was not given: the entry of the disease is still returned, and says so.
    const own = bestMatch('KRAS', 'p.G12D', 'mcrc_ras_braf_wt', [chemo]).find((m) => m.entry.effect !== 'decoy');
    expect([own?.entry.action, own?.applies]).toEqual(['exclude', false]);
    for (const [gene, variant] of asked) for (const nosology of nosologies) {
      const found = bestMatch(gene, variant, nosology, [egfr, { therapyClasses: ['braf_inhibitor', 'mek_inhibitor'], agents: [] }]);
      const inOrder = found.every((m, i) => i === 0 || firstDifference(found[i - 1]!, m)[1]);
      if (!inOrder || new Set(found.map((m) => m.entry.id)).size !== found.length) throw new Error(`${gene} ${variant} in ${nosology}: ${found.map((m) => m.entry.id).join(', ')}`);
    }
  });

  it('the same lines, asked about in two diseases, give each its own entries', () => {
    const lines = [{ therapyClasses: ['braf_inhibitor', 'anti_egfr'] as const, agents: [] }];
    const read = (n: 'mcrc_ras_braf_wt' | 'mcrc_braf_v600e'): string | undefined => bestMatch('BRAF', 'p.V600E', n, lines)[0]?.entry.effect;
    expect([read('mcrc_ras_braf_wt'), read('mcrc_braf_v600e')]).toEqual(['resistance', 'sensitivity']);
  });

  it('a haematopoietic decoy is one in every disease', () => {
    for (const nosology of [null, ...nosologies]) for (const [gene, variant] of [['TET2', 'p.Q1466*'], ['DNMT3A', 'p.R882H']] as const) {
      expect([gene, nosology, matchCatalogue(gene, variant, nosology, []).map((m) => [m.entry.effect, m.applies])[0]]).toEqual([gene, nosology, ['decoy', true]]);
    }
  });
});

describe('what a matcher recognises', () => {
  it.each<[Matcher, string, boolean]>([
    [{ kind: 'loss' }, 'loss', true], [{ kind: 'loss' }, 'p.R130*', true], [{ kind: 'loss' }, 'p.K267fs', true], [{ kind: 'loss' }, 'p.K267fs*', true], [{ kind: 'loss' }, 'p.K267fs*9', true],
    [{ kind: 'loss' }, 'p.K267fs*12', true], [{ kind: 'loss' }, 'p.K267Rfs', true], [{ kind: 'loss' }, 'p.K267Rfs*', true], [{ kind: 'loss' }, 'p.K267Rfs*9', true], [{ kind: 'loss' }, 'p.K267Rfs*12', true], [{ kind: 'loss' }, 'p.K2Rfs*12', true],
    [{ kind: 'loss' }, 'p.R130G', false], [{ kind: 'loss' }, 'p.K267_R270del', false], [{ kind: 'loss' }, 'amplification', false], [{ kind: 'loss' }, 'p.*130R', false], [{ kind: 'loss' }, 'p.R130*ext', false],
    [{ kind: 'codon', codons: [12] }, 'p.G12D', true], [{ kind: 'codon', codons: [12] }, 'p.G12=', false], [{ kind: 'codon', codons: [12] }, 'p.G13D', false], [{ kind: 'codon', codons: [12] }, 'amplification', false],
    [{ kind: 'gene' }, 'p.G12D', true], [{ kind: 'gene' }, 'p.G12=', false], [{ kind: 'gene' }, 'p.=', false], [{ kind: 'gene' }, 'p.G128=', false], [{ kind: 'gene' }, 'p.*12=', false], [{ kind: 'gene' }, 'amplification', true],
    [{ kind: 'except', variants: ['p.S492R'] }, 'p.S492R', false], [{ kind: 'except', variants: ['p.S492R'] }, 'p.G465R', true], [{ kind: 'except', variants: ['p.S492R'] }, 'p.G465*', false], [{ kind: 'except', variants: ['p.S492R'] }, 'loss', false],
    [{ kind: 'exon', from: 729, to: 761, change: 'del' }, 'p.E746_A750del', true], [{ kind: 'exon', from: 729, to: 761, change: 'del' }, 'p.E746K', false], [{ kind: 'exon', from: 729, to: 761, change: 'del' }, 'p.G729_K730del', true],
    [{ kind: 'exon', from: 729, to: 761, change: 'del' }, 'p.D761_E762del', true], [{ kind: 'exon', from: 729, to: 761, change: 'del' }, 'p.E762_A763del', false], [{ kind: 'exon', from: 729, to: 761, change: 'del' }, 'p.L728_G729del', false],
    [{ kind: 'exon', from: 729, to: 761, change: 'substitution' }, 'p.E746K', true], [{ kind: 'exon', from: 729, to: 761, change: 'substitution' }, 'p.E746_A750del', false], [{ kind: 'exon', from: 729, to: 761, change: 'substitution' }, 'p.E746=', false],
    [{ kind: 'exon', from: 729, to: 761, change: 'any' }, 'p.E746_A750del', true], [{ kind: 'exon', from: 729, to: 761, change: 'any' }, 'p.E746=', false], [{ kind: 'exon', from: 729, to: 761, change: 'any' }, 'amplification', false],
    [{ kind: 'splice_site', ends: ['3082+'] }, 'c.3082+1G>T', true], [{ kind: 'splice_site', ends: ['3082+'] }, 'c.3082_3082+4del', true], [{ kind: 'splice_site', ends: ['3082+'] }, 'c.3082G>T', false],
    [{ kind: 'splice_site', ends: ['3082+'] }, 'NM_000245.4:c.3082+1G>T', true], [{ kind: 'splice_site', ends: ['3082+'] }, 'c.13082+1G>T', false], [{ kind: 'splice_site', ends: ['3082+'] }, 'p.D1010N', false], [{ kind: 'splice_site', ends: ['2888-'] }, 'c.2888-5_2944del', true],
    [{ kind: 'exact', variants: ['c.-124C>T'] }, 'NM_198253.3:c.-124C>T', true], [{ kind: 'exact', variants: ['c.-124C>T'] }, 'c.-124C>T', true], [{ kind: 'exact', variants: ['c.-124C>T'] }, 'c.-146C>T', false],
    [{ kind: 'exact', variants: ['p.V600E'] }, 'x:p.V600E', false], [{ kind: 'fusion' }, 'fusion:CCDC6', true], [{ kind: 'fusion' }, 'p.G12D', false], [{ kind: 'amplification' }, 'amplification', true], [{ kind: 'amplification' }, 'loss', false],
    [{ kind: 'any', of: [{ kind: 'loss' }, { kind: 'amplification' }] }, 'amplification', true], [{ kind: 'any', of: [{ kind: 'loss' }, { kind: 'amplification' }] }, 'p.G12D', false], [{ kind: 'unmatched', reason: 'not in plasma' }, 'p.G12D', false],
  ])('%j and %s: %s', (matcher, variant, expected) => { expect(matchesVariant(matcher, variant)).toBe(expected); });
});

describe('what a panel covers', () => {
  it.each<[string[], string, string, boolean]>([
    [[' KRAS '], 'KRAS', 'p.G12D', true], [['kras'], 'KRAS', 'p.G12D', true], [['KRAS'], 'kras', 'p.G12D', true], [['KRAS'], 'NRAS', 'p.G12D', false], [[''], '', 'chr7:g.140753336A>T', false],
    [['chr7:g.140753336A>T'], '', 'chr7:g.140753336A>T', true], [['chr7:g.140753336A>T'], '', 'chr7:g.140753337C>T', false], [['chr7:g.140753336A>T'], 'BRAF', 'p.V600E', false],
    [['KRAS: 12'], 'KRAS', 'p.G12D', true], [['KRAS:12'], 'NRAS', 'p.G12D', false], [['KRAS:1'], 'KRAS', 'p.G12D', false], [['KRAS:12'], 'KRAS', 'p.G12=', true],
    [['ERBB2:amplification'], 'ERBB2', 'amplification', true], [['ERBB2:amplification'], 'ERBB2', 'p.L755S', false], [['EGFR:p.Ser492Arg'], 'EGFR', 'p.S492R', true], [['EGFR:p.S492R'], 'EGFR', 'p.S492N', false],
    [['APC', 'KRAS:12'], 'KRAS', 'p.G12V', true], [[], 'KRAS', 'p.G12D', false],
  ])('%j covers %s %s: %s', (panel, gene, variant, expected) => { expect(covers(panel, gene, variant)).toBe(expected); });
});
