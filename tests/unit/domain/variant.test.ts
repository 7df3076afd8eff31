import { canonicalGene, canonicalVariant, chromosomeAccession, genomicName, proteinChange, stretches, tableGenes, translate, variantIdentity } from '@clonewatch/domain';

describe('spellings of one variant', () => {
  it.each([
    ['p.G12D', ['G12D', 'p.G12D', 'p.Gly12Asp', 'p.(Gly12Asp)', 'Gly12Asp', 'GLY12ASP', 'NP_004976.2:p.Gly12Asp', 'ENSP00000308495.3:p.Gly12Asp', ' p.G12D ']],
    ['p.R233*', ['R233*', 'R233X', 'p.Arg233Ter', 'p.(Arg233*)', 'p.Arg233stop']],
    ['p.R123fs', ['R123fs', 'p.Arg123fs', 'p.(Arg123fs)']],
    ['p.R123Kfs*5', ['R123Kfs*5', 'p.Arg123LysfsTer5', 'p.(Arg123LysfsTer5)', 'p.R123KfsX5']],
    ['p.E746_A750del', ['E746_A750del', 'p.Glu746_Ala750del', 'p.E746_A750delELREA', 'p.(Glu746_Ala750del)']],
    ['p.L747_P753delinsS', ['L747_P753delinsS', 'p.Leu747_Pro753delinsSer', 'p.L747_P753delLREATSPinsS', 'p.L747_P753>S']],
    ['p.A767_V769dup', ['A767_V769dup', 'p.Ala767_Val769dup', 'p.A767_V769dupASV']],
    ['p.H773_V774insNPH', ['H773_V774insNPH', 'p.His773_Val774insAsnProHis']],
    ['p.N999=', ['p.Asn999=', 'p.(Asn999=)', 'p.Asn999%3D']],
    ['c.35G>A', ['c.35G>A', 'c.(35G>A)', 'c.35 G>A', 'c.35G->A']],
    ['NM_004985.5:c.35G>A', ['NM_004985.5:c.35G>A', 'NM_004985.5(KRAS):c.35G>A (p.Gly12Asp)', 'NM_004985.5: c.35G>A']],
    ['chr12:g.25398284C>T', ['chr12:g.25398284C>T', 'chr12:25398284C>T', 'chr12-25398284-C-T', 'chr12:25398284:C:T', 'chr12:25398284 C/T']],
    ['amplification', ['Amplification', 'amp', 'copy number gain']],
    ['fusion:EML4', ['fusion:EML4', 'fusion: eml4']],
    ['c.-124C>T', ['C228T', 'c.-124C>T']],
  ])('%s', (canonical, spellings) => {
    expect(spellings.map(canonicalVariant)).toEqual(spellings.map(() => canonical));
    expect(canonicalVariant(canonical)).toBe(canonical);
  });

  it('refuses what it does not understand', () => {
    for (const text of ['', 'G12?D', '12D', 'exon 19 deletion', 'p.', 'c.', '35G>A', 'wild type', 'p.Glx12Asp', 'g12d', '__proto__', 'constructor', 'toString', `G12${'D'.repeat(1000)}`]) expect(canonicalVariant(text)).toBeNull();
  });

  it('writes a change on the genome with its common ends cut off', () => {
    expect(genomicName('chr7', 55242464, 'AGGAATTAAGAGAAGC', 'A')).toBe('chr7:g.55242465_55242479delGGAATTAAGAGAAGC');
    expect(genomicName('7', 100, 'A', 'AGG')).toBe('7:g.100_101insGG');
    expect(genomicName('7', 100, 'CAT', 'CGT')).toBe('7:g.101A>G');
    expect(genomicName('7', 140453136, 'AC', 'TT')).toBe('7:g.140453136_140453137delACinsTT');
    expect(canonicalVariant('chr7:g.140453136_140453137delACinsTT')).toBe('chr7:g.140453136_140453137delACinsTT');
  });
});

describe('old gene names', () => {
  it('are translated, unknown ones left alone', () => {
    expect(['HER2', 'her2', 'ERBB2', 'kras', 'K-RAS', 'MEK1', 'FRAP1', 'HIF2A', 'ESR', 'SFRS2', 'RAC', 'C1orf112', 'MyGene', 'alk', 'pik3ca', 'Kit', 'ERBB2 (HER2)', 'HER2/ERBB2', 'her2/neu', 'EML4/ALK', 'KRAS/NRAS', 'KRAS (exon 2)', ' / '].map(canonicalGene))
      .toEqual(['ERBB2', 'ERBB2', 'ERBB2', 'KRAS', 'KRAS', 'MAP2K1', 'MTOR', 'EPAS1', 'ESR1', 'SRSF2', 'RAC', 'C1orf112', 'MyGene', 'ALK', 'PIK3CA', 'KIT', 'ERBB2', 'ERBB2', 'ERBB2', 'EML4/ALK', 'KRAS/NRAS', 'KRAS (exon 2)', ' / ']);
  });
});

describe('names that mean one variant', () => {
  const named = (gene: string, variant: string): string => {
    const v = variantIdentity(gene, canonicalVariant(variant)!);
    return `${v.gene} ${v.variant}`;
  };

  // Coordinates and names as ClinVar gives them, both builds.
  it.each([
    ['KRAS p.G12D', [['KRAS', 'G12D'], ['KRAS', 'c.35G>A'], ['', 'NM_004985.5:c.35G>A'], ['', 'NM_033360.4:c.35G>A'], ['', 'ENST00000311936.8:c.35G>A'], ['', 'chr12:g.25398284C>T'], ['', 'NC_000012.11:g.25398284C>T'], ['KRAS', 'NC_000012.12:g.25245350C>T'], ['K-RAS', 'p.Gly12Asp']]],
    ['KRAS p.Q61H', [['KRAS', 'c.183A>C'], ['KRAS', 'c.183A>T'], ['', 'NC_000012.12:g.25227341T>G']]],
    ['NRAS p.A146T', [['NRAS', 'c.436G>A'], ['', 'chr1:g.115252204C>T']]],
    ['BRAF p.V600E', [['BRAF', 'c.1799T>A'], ['', 'NC_000007.14:g.140753336A>T'], ['', 'chr7:g.140453136A>T'], ['BRAF', 'c.1799_1800delTGinsAA']]],
    ['BRAF p.V600K', [['BRAF', 'c.1798_1799delinsAA'], ['BRAF', 'c.1798_1799delGTinsAA'], ['', 'chr7:140453136AC>TT']]],
    ['EGFR p.S492R', [['EGFR', 'c.1474A>C'], ['EGFR', 'c.1476C>A'], ['EGFR', 'c.1476C>G'], ['', 'chr7:g.55228009C>A']]],
    ['EGFR p.L858R', [['EGFR', 'NM_005228.5:c.2573T>G'], ['ERBB1', 'L858R'], ['', 'NC_000007.14:g.55191822T>G']]],
    ['EGFR p.E746_A750del', [['EGFR', 'c.2235_2249del'], ['EGFR', 'c.2236_2250del'], ['EGFR', 'c.2235_2249del15'], ['', 'NC_000007.13:g.55242465_55242479del'], ['', 'chr7:g.55242465_55242479delGGAATTAAGAGAAGC']]],
    ['EGFR p.L747_P753delinsS', [['EGFR', 'c.2240_2257del']]],
    ['EGFR p.E746_S752delinsV', [['EGFR', 'c.2237_2255delinsT']]],
    ['EGFR p.A767_V769dup', [['EGFR', 'c.2300_2308dup'], ['EGFR', 'V769_D770insASV'], ['EGFR', 'p.Val769_Asp770insAlaSerVal']]],
    ['EGFR p.S768_D770dup', [['EGFR', 'D770_N771insSVD'], ['EGFR', 'c.2303_2311dup'], ['EGFR', 'p.S768_D770dupSVD']]],
    ['EGFR p.H773dup', [['EGFR', 'H773_V774insH'], ['EGFR', 'c.2317_2319dup']]],
    ['ERBB2 p.Y772_A775dup', [['ERBB2', 'A775_G776insYVMA'], ['HER2', 'E770_A771insAYVM'], ['ERBB2', 'p.Tyr772_Ala775dup'], ['ERBB2', 'c.2313_2324dup']]],
    ['EGFR p.L747_A750delinsP', [['EGFR', 'L747_A750>P'], ['EGFR', 'p.E746_A750delinsEP']]],
    ['EGFR p.D770_N771insG', [['EGFR', 'c.2310_2311insGGT']]],
    ['PIK3CA p.H1047R', [['PIK3CA', 'c.3140A>G'], ['', 'NC_000003.12:g.179234297A>G']]],
    ['ESR1 p.D538G', [['ESR1', 'c.1613A>G'], ['', 'NC_000006.12:g.152098791A>G']]],
    ['ERBB2 p.S310F', [['HER2', 'S310F'], ['ERBB2', 'c.929C>T']]],
    ['TERT c.-124C>T', [['TERT', 'C228T'], ['', 'NM_198253.3:c.-124C>T'], ['', 'chr5:g.1295228G>A'], ['', 'NC_000005.10:g.1295113G>A']]],
    ['KRAS p.G12=', [['KRAS', 'G12G'], ['KRAS', 'c.36T>C']]],
  ] as const)('%s', (one, names) => {
    expect(names.map(([gene, variant]) => named(gene, variant))).toEqual(names.map(() => one));
    const [gene, variant] = one.split(' ') as [string, string];
    expect(variantIdentity(gene, variant)).toMatchObject({ gene, variant });
  });

  it('joins nothing that is not proved', () => {
    // Another transcript, another gene, other reference bases, the wrong build, an intron.
    expect(named('NRAS', 'NM_999999.1:c.181C>A')).toBe('NRAS NM_999999.1:c.181C>A');
    expect(named('NRAS', 'NM_004985.5:c.35G>A')).toBe('NRAS NM_004985.5:c.35G>A');
    expect(named('KRAS', 'c.35C>A')).toBe('KRAS c.35C>A');
    expect(named('EGFR', 'p.A770_N771insSVD')).toBe('EGFR p.A770_N771insSVD');
    expect(named('EGFR', 'p.D770_P772insSVD')).toBe('EGFR p.D770_P772insSVD');
    expect(named('', 'NC_000012.12:g.25398284C>T')).toBe(' NC_000012.12:g.25398284C>T');
    expect(named('', 'chr7:g.55242465_55242479del')).toBe(' chr7:g.55242465_55242479del');
    expect(named('TP53', 'c.375+1G>A')).toBe('TP53 c.375+1G>A');
    expect(named('TP53', 'c.9999A>T')).toBe('TP53 c.9999A>T');
  });

  it('tells nucleotide changes apart, and one change said in two ways not', () => {
    const coding = (variant: string): string | null => variantIdentity('EGFR', variant).coding;
    expect(coding('c.1474A>C')).not.toBe(coding('c.1476C>A'));
    expect(coding('c.2235_2249del15')).toBe(coding('c.2235_2249del'));
    expect(coding('c.2235_2249del')).not.toBe(coding('c.2236_2250del'));
    expect(coding('c.2300_2308dup')).toBe(coding('c.2308_2309insCCAGCGTGG'));
    expect(coding('p.S492R')).toBeNull();
  });
});

describe('the table of reference codons', () => {
  it('knows its genes, and no place stands for two stretches or builds', () => {
    const places = new Set<string>();
    for (const [gene, , bases, at37, at38] of stretches) {
      const { chrom, forward } = tableGenes[gene]!;
      for (const first of new Set([at37, at38])) {
        for (let i = 0; i < bases.length; i++) {
          const place = `${chrom}:${forward ? first + i : first - i}`;
          expect(places.has(place)).toBe(false);
          places.add(place);
        }
      }
    }
    expect(places.size).toBeGreaterThan(1500);
  });

  it('translates every single change of it into a name that is read as itself', () => {
    for (const [gene, codon, bases] of stretches) {
      expect(translate(bases)).toMatch(/^[A-Z]+$/);
      for (let i = 0; i < bases.length; i++) {
        for (const alt of 'ACGT'.replace(bases[i]!, '')) {
          const name = proteinChange({ gene, start: 3 * (codon - 1) + 1 + i, ref: bases[i]!, alt })!;
          expect(canonicalVariant(name)).toBe(name);
          expect(variantIdentity(gene, `c.${3 * (codon - 1) + 1 + i}${bases[i]!}>${alt}`).variant).toBe(name);
        }
      }
    }
  });

  it('knows the accessions of both builds', () => {
    expect(chromosomeAccession('chr12', 'GRCh38')).toBe('NC_000012.12');
    expect(chromosomeAccession('X', 'GRCh37')).toBe('NC_000023.10');
    expect(chromosomeAccession('chrUn', 'GRCh37')).toBeNull();
  });
});
