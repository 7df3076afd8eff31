"""Examples and decoys for each entry of the resistance catalogue, read from the entry's own words (`described`, `alteration`, `genes`), never from its matcher.

Writes catalogue.json: id -> {gene, matches, decoys}. Run from the repository: python3 tests/golden/generate_catalogue.py
"""
import glob
import json
import os
import re

here = os.path.dirname(os.path.abspath(__file__))
data = os.path.join(here, '..', '..', 'libs', 'guidance', 'src', 'catalogue', '*.data.ts')

# Entries whose words name several genes, or need a reader: what each means, by hand.
by_hand = {
    'mcrc_wt.egfr.kinase': (['p.G724S', 'p.V843I', 'p.K979R'], ['p.S492R', 'p.Q711R', 'p.E980K', 'p.E746_A750del']),
    'mcrc_braf.raf1.s257l': (['p.S257L'], ['p.S257P', 'p.S259L']),
    'mcrc_braf.araf.214': (['p.S214C', 'p.S214F'], ['p.S215P', 'p.S213R']),
    'nsclc.egfr.any': (['p.E746_A750del', 'p.L747_P753delinsS', 'p.L858R'], ['p.L858M', 'p.E709_T710delinsD', 'p.D770_N771insG', 'p.E746K']),
    'nsclc.met.exon14': (['c.3028+1G>T', 'NM_001127500.3:c.3082+2T>C', 'NM_000245.4:c.2888-19_2888-2del', 'c.3082_3082+5del', 'p.D1010H', 'p.D1028N'],
                         ['c.3028G>T', 'c.13082+1G>A', 'c.2888A>G', 'c.3029+1G>T', 'p.D1028=', 'p.Y1003F', 'p.?', 'amplification']),
    'rcc.mtor.activating': (['p.S2215Y', 'p.L2427R'], ['p.S2215F', 'p.L2427Q', 'p.F2108L']),
    'rcc.tsc': (['p.R1459*', 'p.K587fs', 'loss'], ['p.R1459Q', 'amplification']),
    'rcc.met.any': (['p.M1268T', 'p.Y1248C', 'amplification'], ['p.M1268V', 'p.Y1249C', 'p.Y1248=', 'loss']),
    'rcc.vhl': (['p.R161*', 'p.L89H'], ['p.P25=']),
    'hcc.nf1_dusp9.loss': (['p.R1276*', 'loss'], ['p.R1276Q', 'amplification']),
    'hcc.dusp4.loss': (['p.R20*', 'loss'], ['p.R20Q', 'amplification']),
    'hcc.fgf19.amplification': (['amplification'], ['loss', 'p.A1V']),
    'hcc.met.amplification': (['amplification'], ['loss', 'p.M1268T']),
    'hcc.tert': (['c.-124C>T', 'NM_198253.3:c.-124C>T'], ['c.-146C>T', 'c.-124C>A', 'c.124C>T']),
    'hcc.ctnnb1.exon3': (['p.S45del', 'p.D32Y', 'p.S33C'], ['p.W383R', 'p.S45=', 'p.A81V', 'amplification']),
    'breast.akt1.other': (['p.L52R', 'p.Q79K'], ['p.E17K', 'p.E17=', 'p.R25*']),
    'breast.akt3.amplification': (['amplification'], ['p.E17K', 'loss']),
    'breast.mtor_rheb': (['p.Y35N', 'p.F108L'], ['p.Y35=', 'p.Y35*', 'amplification']),
    'breast.tsc2.loss': (['p.R611*', 'loss'], ['p.R611Q', 'amplification']),
    'breast.fgfr2.any': (['p.N549K', 'fusion:BICC1'], ['p.N549H', 'amplification']),
    'thyroid.rac1.any': (['p.P29S', 'amplification'], ['p.P29L', 'loss']),
    'thyroid.tert.-124c>t': (['c.-124C>T', 'c.-146C>T', 'NM_198253.3:c.-146C>T'], ['c.-124C>A', 'c.124C>T']),
    'decoy.kras': (['p.G12D'], ['p.G12=']),
    'decoy.nras': (['p.G12D'], ['p.G12=']),
    'decoy.braf': (['p.V600E', 'p.D594G'], ['p.V600=']),
    'mel.map3k8.amplification': (['amplification'], ['loss', 'p.A1V']),
}


def exact(words):
    """`p.F53L,p.K57E/N/T` and `p.G12A/C/D` as single changes; `p.Y1248` and `p.G596` (a codon) as two of its changes."""
    changes, codons = [], []
    for ref, codon, alts in re.findall(r'p\.([A-Z])(\d+)((?:del|[A-Z](?:/[A-Z])*)?)', words):
        if alts == '':
            codons.append((ref, int(codon)))
        elif alts == 'del':
            changes.append(f'p.{ref}{codon}del')
        else:
            changes += [f'p.{ref}{codon}{a}' for a in alts.split('/')]
    for ref, codon in codons:
        changes += [f'p.{ref}{codon}{a}' for a in 'CH' if a != ref]
    return changes


def next_to(changes):
    """The same change one codon on, and no change at all at the codon: neither is meant, unless the words name that codon too."""
    named = {re.match(r'p\.[A-Z](\d+)', c).group(1) for c in changes}
    out = set()
    for c in changes:
        ref, codon = re.match(r'p\.([A-Z])(\d+)', c).groups()
        out.add(f'p.{ref}{codon}=')
        if str(int(codon) + 1) not in named:
            out.add(f'p.{ref}{int(codon) + 1}{"V" if ref != "V" else "A"}')
    return sorted(out)


def read(entry):
    """(matches, decoys) of an entry's words; None where no variant is named."""
    words, alteration = entry['described'], entry['alteration']
    if entry['id'] in by_hand:
        return by_hand[entry['id']]
    if alteration == 'CHIP_candidate':
        changes = exact(words)
        return (changes or ['p.Q100*', 'p.R337C'], ['p.R337='])
    if alteration == 'amplification':
        return (['amplification'], ['loss', 'p.A1V'])
    if alteration == 'fusion':
        return (['fusion:EML4'], ['amplification', 'p.A1V'])
    if alteration == 'loss_of_function':
        return (['loss', 'p.R130*', 'p.K267fs', 'p.K267fs*9'], ['p.R130Q', 'p.R130=', 'amplification'])
    codons = re.match(r'codons ([\d/]+)', words)
    if codons:
        changes = [f'p.G{c}{a}' for c in codons.group(1).split('/') for a in 'DV']
        return (changes, next_to(changes) + ['amplification'])
    changes = exact(words)
    return (changes, next_to(changes) + ['amplification', 'loss']) if changes else None


entries = []
for path in sorted(glob.glob(data)):
    for line in open(path, encoding='utf-8'):
        if line.startswith('  { id:'):
            field = lambda name: re.search(name + r": '((?:[^'\\]|\\.)*)'", line).group(1).replace("\\'", "'")
            genes = re.search(r'genes: \[([^\]]*)\]', line).group(1)
            entries.append({'id': field('id'), 'alteration': field('alteration'), 'described': field('described'), 'genes': re.findall(r"'([^']*)'", genes),
                            'unmatched': "kind: 'unmatched'" in line})
out = {}
for e in entries:
    if e['unmatched']:
        continue
    found = read(e)
    if found is None:
        raise SystemExit(f"{e['id']}: no variant in its words: {e['described']}")
    out[e['id']] = {'genes': e['genes'], 'matches': found[0], 'decoys': found[1]}
with open(os.path.join(here, 'catalogue.json'), 'w', encoding='utf-8') as f:
    f.write('{\n' + ',\n'.join(f'{json.dumps(k)}: {json.dumps(v)}' for k, v in out.items()) + '\n}\n')
