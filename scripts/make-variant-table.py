#!/usr/bin/env python3
"""
Makes libs/domain/src/variants.data.ts: reference codons of the catalogue's genes with their places on GRCh37 and GRCh38.

  python3 scripts/make-variant-table.py MANE.GRCh38.v1.0.summary.txt.gz civic-2021-variants.tsv > libs/domain/src/variants.data.ts

Sources: MANE v1.0 (NCBI and EMBL-EBI): transcripts, chromosome, strand, extent on GRCh38. CIViC variant summaries (CC0): coordinates on GRCh37 of
variants with a c. name, which place each stretch of codons. The codons are those of the MANE Select coding sequences. GRCh38 lies a constant distance
from GRCh37 within each of these genes (OFFSETS, from the two coordinates ClinVar gives for a variant of the gene).

Nothing is taken on trust: codons must translate to the residues beside them; at least one coordinate must place each stretch, every CIViC variant within
it must agree in place and reference base, and every place on GRCh38 must lie inside the gene's extent in MANE.
"""
import csv, gzip, re, sys

BASES = 'TCAG'
CODE = dict(zip((a + b + c for a in BASES for b in BASES for c in BASES), 'FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG'))

# gene, first codon, residues, bases: each stretch lies within one exon.
STRETCHES = '''
AKT1 17 E GAG
AKT3 17 E GAA
BRAF 463 IGSGSFGTV ATTGGATCTGGATCATTTGGAACAGTC
BRAF 591 KIGDFGLATVKSRWS AAAATAGGTGATTTTGGTCTAGCTACAGTGAAATCTCGATGGAGT
CTNNB1 30 YLDSGIHSGATTTAPS TACCTGGACTCTGGAATCCATTCTGGTGCCACTACCACAGCTCCTTCT
DNMT3A 882 R CGC
EGFR 440 VVSLNITSLGLRSLKEISDGDVIISGNKNLCYANTINWKKLFGTSGQKTKIISNRG GTCGTCAGCCTGAACATAACATCCTTGGGATTACGCTCCCTCAAGGAGATAAGTGATGGAGATGTGATAATTTCAGGAAACAAAAATTTGTGCTATGCAAATACAATAAACTGGAAAAAACTGTTTGGGACCTCCGGTCAGAAAACCAAAATTATAAGCAACAGAGGT
EGFR 716 KVLGSGAFGTVYK AAAGTGCTGGGCTCCGGTGCGTTCGGCACGGTGTATAAG
EGFR 729 GLWIPEGEKVKIPVAIKELREATSPKANKEILD GGACTCTGGATCCCAGAAGGTGAGAAAGTTAAAATTCCCGTCGCTATCAAGGAATTAAGAGAAGCAACATCTCCGAAAGCCAACAAGGAAATCCTCGAT
EGFR 762 EAYVMASVDNPHVCRLLGICLTSTVQLITQLMPFGCLLDYVREHKDNIGSQYLLNWCVQIAK GAAGCCTACGTGATGGCCAGCGTGGACAACCCCCACGTGTGCCGCCTGCTGGGCATCTGCCTCACCTCCACCGTGCAGCTCATCACGCAGCTCATGCCCTTCGGCTGCCTCCTGGACTATGTCCGGGAACACAAAGACAATATTGGCTCCCAGTACCTGCTCAACTGGTGTGTGCAGATCGCAAAG
EGFR 824 GMNYLEDRRLVHRDLAARNVLVKTPQHVKITDFGLAKLLGAEEKEYHAEGGK GGCATGAACTACTTGGAGGACCGTCGCTTGGTGCACCGCGACCTGGCAGCCAGGAACGTACTGGTGAAAACACCGCAGCATGTCAAGATCACAGATTTTGGGCTGGCCAAACTGCTGGGTGCGGAAGAGAAAGAATACCATGCAGAAGGAGGCAAA
ERBB2 310 S TCC
ERBB2 755 L TTG
ERBB2 770 EAYVMAGVGS GAAGCATACGTGATGGCTGGTGTGGGCTCC
ERBB2 842 V GTC
ESR1 380 E GAA
ESR1 463 S TCC
ESR1 535 PLYDL CCCCTCTATGACCTG
FGFR2 549 N AAT
GNAS 201 R CGT
IDH1 132 R CGT
IDH2 140 R CGG
IDH2 172 R AGG
JAK2 617 V GTC
KRAS 10 GAGGVGK GGAGCTGGTGGCGTAGGCAAG
KRAS 58 TAGQE ACAGCAGGTCAAGAG
KRAS 116 NKC AATAAATGT
KRAS 145 SAK TCAGCAAAG
MAP2K1 52 AFLTQKQKV GCCTTTCTTACCCAGAAGCAGAAGGTG
MAP2K1 119 HECNSPY CATGAGTGCAACTCTCCGTAC
MAP2K1 203 E GAG
MTOR 2108 F TTC
NRAS 10 GAGGVGK GGAGCAGGTGGTGTTGGGAAA
NRAS 58 TAGQE ACAGCTGGACAAGAA
NRAS 116 NKC AACAAGTGT
NRAS 145 SAK TCAGCCAAG
PIK3CA 88 R CGA
PIK3CA 345 N AAT
PIK3CA 420 C TGT
PIK3CA 542 EITEQEK GAAATCACTGAGCAGGAGAAA
PIK3CA 1046 AHHGG GCACATCATGGTGGC
RAC1 28 FPG TTTCCTGGA
SF3B1 666 K AAG
SF3B1 700 K AAA
SRSF2 95 P CCC
TP53 175 R CGC
TP53 220 Y TAT
TP53 245 G GGC
TP53 248 RR CGGAGG
TP53 273 R CGT
TP53 282 R CGG
'''
# c. position and GRCh37 position where CIViC has no variant of the exon: ClinVar.
PLACED = {('NRAS', 436): 115252204, ('ESR1', 1138): 152332832, ('MAP2K1', 607): 66774131, ('DNMT3A', 2645): 25457242, ('SRSF2', 284): 74732959}
# GRCh38 minus GRCh37, and the GRCh38 position of one well-known variant as ClinVar gives it.
OFFSETS = {
    'AKT1': -466337, 'AKT3': -163302, 'BRAF': 300200, 'CTNNB1': -41491, 'DNMT3A': -222869, 'EGFR': -67693, 'ERBB2': 1843747, 'ESR1': -321135, 'FGFR2': -1759514,
    'GNAS': 1424945, 'IDH1': -864724, 'IDH2': -543232, 'JAK2': 0, 'KRAS': -152934, 'MAP2K1': -292338, 'MTOR': -60057, 'NRAS': -542621, 'PIK3CA': 282212,
    'RAC1': -39631, 'SF3B1': -864724, 'SRSF2': 2003918, 'TERT': -115, 'TP53': 96682,
}
# CIViC names another transcript of these; its codons count alike up to the places used here (FGFR2: one further on, see below).
SAME_NUMBERING = ('AKT1', 'AKT3', 'BRAF', 'ESR1', 'FGFR2', 'IDH1', 'KRAS', 'MAP2K1', 'MTOR', 'RAC1')
COMPLEMENT = str.maketrans('ACGT', 'TGCA')
# An exon is longer than this on both sides of no place used here; CIViC's variants further off say nothing about a stretch.
NEAR = 100

# Genes of the catalogue, of clonal haematopoiesis and of common plasma panels: their MANE Select transcript is chosen among those an annotation lists.
PANEL = '''ABL1 AKT1 AKT2 AKT3 ALK APC AR ARAF ARID1A ARID2 ASXL1 ATM ATR B2M BAP1 BARD1 BRAF BRCA1 BRCA2 BRIP1 CBL CCND1 CCNE1 CD274 CDH1 CDK12 CDK4 CDK6 CDKN1A
CDKN1B CDKN2A CDKN2B CHEK2 CREBBP CSF1R CTNNB1 DDR2 DNMT3A DUSP4 DUSP9 EGFR EPAS1 ERBB2 ERBB3 ERBB4 ESR1 EZH2 FANCA FAT1 FBXW7 FGF19 FGFR1 FGFR2 FGFR3 FGFR4 FLT3
FOXA1 GATA3 GNA11 GNAQ GNAS GNB1 HNF1A HRAS IDH1 IDH2 IGF1R JAK1 JAK2 JAK3 KDR KEAP1 KIT KMT2D KRAS MAP2K1 MAP2K2 MAP3K8 MAPK1 MAPK3 MDM2 MET MITF MLH1 MPL MSH2 MSH6 MTOR
MYC MYCN NF1 NF2 NFE2L2 NOTCH1 NPM1 NRAS NRG1 NTRK1 NTRK2 NTRK3 PALB2 PBRM1 PDGFRA PIK3CA PIK3R1 PMS2 POLE PPM1D PTCH1 PTEN PTPN11 RAC1 RAD51C RAF1 RB1 RET RHEB RHOA RIT1
RNF43 ROS1 SETD2 SF3B1 SMAD4 SMARCA4 SMARCB1 SMO SRC SRSF2 STAG2 STK11 TERT TET2 TP53 TSC1 TSC2 U2AF1 VHL'''.split()
mane_path, civic_path = sys.argv[1:3]
genes = sorted({line.split()[0] for line in STRETCHES.split('\n') if line} | {'TERT'})

mane = {}
selected = {}
for line in gzip.open(mane_path, 'rt'):
    f = line.rstrip('\n').split('\t')
    if f[3] in PANEL and f[9] == 'MANE Select':
        selected[f[3]] = (f[5].split('.')[0], f[7].split('.')[0])
    if f[3] in genes and f[9] == 'MANE Select':
        mane[f[3]] = {'refseq': f[5], 'protein': f[6], 'ensembl': f[7], 'chrom': f[10], 'start': int(f[11]), 'end': int(f[12]), 'strand': f[13]}

placed = {}
for row in csv.DictReader(open(civic_path, encoding='utf-8'), delimiter='\t'):
    gene = row['gene']
    if gene not in mane or row['reference_build'] != 'GRCh37' or len(row['reference_bases']) != 1 or len(row['variant_bases']) != 1:
        continue
    own = {mane[gene]['refseq'].split('.')[0], mane[gene]['ensembl'].split('.')[0]}
    for name in row['hgvs_expressions'].split(','):
        m = re.fullmatch(r'(NM_\d+|ENST\d+)\.\d+:c\.(\d+)([ACGT])>([ACGT])', name)
        if not m or (m[1] not in own and not (gene in SAME_NUMBERING and m[1].startswith('ENST'))):
            continue
        forward = mane[gene]['strand'] == '+'
        if (m[3] if forward else m[3].translate(COMPLEMENT)) != row['reference_bases']:
            continue
        placed.setdefault(gene, {})[int(m[2])] = (int(row['start']), m[3], row['variant'])

def fail(what):
    sys.exit(f'make-variant-table: {what}')

stretches = []
for line in STRETCHES.strip().split('\n'):
    gene, first, residues, bases = line.split()
    first = int(first)
    if ''.join(CODE[bases[i:i + 3]] for i in range(0, len(bases), 3)) != residues:
        fail(f'{gene} {first}: {bases} is not {residues}')
    c0 = 3 * (first - 1) + 1
    step = 1 if mane[gene]['strand'] == '+' else -1
    seen = set()
    for c, (pos, ref, name) in placed.get(gene, {}).items():
        inside = c0 <= c < c0 + len(bases)
        if inside and bases[c - c0] != ref:
            # Another transcript's numbering: FGFR2 N550K of NM_022970 is N549K of NM_000141.
            if gene in ('FGFR2',):
                continue
            fail(f'{gene} {name}: c.{c} is {bases[c - c0]} here, {ref} in CIViC')
        if gene != 'FGFR2' and c0 - NEAR <= c < c0 + len(bases) + NEAR:
            start = pos - step * (c - c0)
            if inside:
                seen.add(start)
            else:
                placed.setdefault((gene, first), set()).add(start)
    for (g, c), pos in PLACED.items():
        if g == gene and (c0 <= c < c0 + len(bases) or (g == 'NRAS' and first in (116, 145))):
            seen.add(pos - step * (c - c0))
    if gene == 'FGFR2':
        seen = {123258034 + 2}  # CIViC FGFR2 N550K c.1650T>A of NM_022970, third base of the codon
    starts = seen or placed.get((gene, first), set())
    if len(starts) != 1:
        fail(f'{gene} {first}: placed at {sorted(starts)}')
    at37 = starts.pop()
    at38 = at37 + OFFSETS[gene]
    if not (mane[gene]['start'] <= at38 <= mane[gene]['end'] and mane[gene]['start'] <= at38 + step * len(bases) <= mane[gene]['end']):
        fail(f'{gene} {first}: {at38} is outside the gene on GRCh38')
    stretches.append((gene, first, bases, at37, at38))

print('''/**
 * Made by scripts/make-variant-table.py from MANE v1.0 and CIViC (CC0); not to be edited. Reference codons of the catalogue's genes by MANE Select transcript,
 * with the place of each stretch's first base on both builds; on the minus strand positions fall.
 */
export interface TableGene { readonly chrom: string; readonly forward: boolean; readonly refseq: string; readonly protein: string; readonly ensembl: string }
export const tableGenes: Readonly<Record<string, TableGene>> = {''')
for g in genes:
    m = mane[g]
    print(f"  {g}: {{ chrom: '{m['chrom']}', forward: {'true' if m['strand'] == '+' else 'false'}, refseq: '{m['refseq']}', protein: '{m['protein']}', ensembl: '{m['ensembl']}' }},")
print('''};

/** Gene, first codon, bases of the coding strand, place of the first base on GRCh37 and on GRCh38. */
export type Stretch = readonly [gene: string, codon: number, bases: string, grch37: number, grch38: number];
export const stretches: readonly Stretch[] = [''')
for g, first, bases, a, b in stretches:
    print(f"  ['{g}', {first}, '{bases}', {a}, {b}],")
print('];')

print('''
/** MANE Select transcripts, RefSeq and Ensembl, without their versions. */
export const maneSelect: Readonly<Record<string, readonly [refseq: string, ensembl: string]>> = {''')
for g in sorted(selected):
    print(f"  {g}: ['{selected[g][0]}', '{selected[g][1]}'],")
print('};')
