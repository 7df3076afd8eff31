/** MET exon 14 left out, however it is named. Ends of exon 14 on the MANE Select transcript NM_000245.4: c.2888 to c.3028 (141 bases); on NM_001127500.3 c.2942 to c.3082. */
import { describe, expect, it } from '@jest/globals';
import { canonicalVariant } from '@clonewatch/domain';
import { matchCatalogue } from '@clonewatch/guidance';
import { codes, read, seriesOf } from '../formats/support';

const known = (variant: string): boolean => matchCatalogue('MET', variant, 'nsclc_egfr', ['egfr_tki']).some((m) => m.entry.id === 'nsclc.met.exon14');
const head = 'patient_id,specimen_id,collected_on,assay,gene,variant,hgvs_c,mutant_count,total_count\n';
const series = (gene: string, variant: string, hgvsC: string) => read(`${head}P1,S1,2026-01-05,NGS,${gene},${variant},${hgvsC},40,4000\n`, { fileName: 'series.csv' });

describe('by its coding name', () => {
  it.each(['c.3028+1G>T', 'c.3028+2T>C', 'c.3010_3028+8del', 'NM_000245.4:c.3028+1G>A', 'c.2888-2A>C', 'c.2888-20_2888-2del', 'c.2888-5_2944del', 'NM_001127500.3:c.3082+1G>T', 'c.2942-1G>A'])('%s', (v) => expect(known(canonicalVariant(v)!)).toBe(true));
  it.each(['p.D1010N', 'p.D1010H', 'p.D1028N'])('%s: the last codon of the exon', (v) => expect(known(v)).toBe(true));
  it.each(['c.3029-2A>G', 'c.2887+1G>A', 'c.3028G=', 'c.2900A>G', 'p.?', 'p.D1228N', 'p.Y1003F'])('%s is another change', (v) => expect(known(v)).toBe(false));
});

describe('by its effect', () => {
  it.each(['MET exon 14 skipping', 'Exon 14 Skipping', 'METex14', 'METex14 skipping', 'exon 14 skipping mutation', 'ex14 skip'])('%s', (said) => {
    expect(canonicalVariant(said)).toBe('exon 14 skipping');
    expect(known(canonicalVariant(said)!)).toBe(true);
  });
  it('another exon is another name, and what does not say that it is left out is none', () => {
    expect([canonicalVariant('exon 19 skipping'), canonicalVariant('exon 14'), canonicalVariant('exon 14 deletion')]).toEqual(['exon 19 skipping', null, null]);
    expect(known('exon 19 skipping')).toBe(false);
  });
});

describe('in a series', () => {
  it('`p.?` beside a coding name is known by that name, and is given back as it came', async () => {
    const o = await series('MET', 'p.?', 'NM_000245.4:c.3028+1G>T');
    expect([codes(o.problems), seriesOf(o)[0]!.variant]).toEqual([[], 'NM_000245.4:c.3028+1G>T']);
    expect(seriesOf(o)[0]!.supplied).toMatchObject({ variant: 'p.?', hgvs_c: 'NM_000245.4:c.3028+1G>T' });
    expect(known(seriesOf(o)[0]!.variant)).toBe(true);
  });
  it('without one, or with one that cannot be read, it stays what it is', async () => {
    for (const c of ['', 'splice', 'g.100A>T']) expect(seriesOf(await series('MET', 'p.?', c))[0]!.variant).toBe('p.?');
  });
  it('a protein change is not replaced by the coding name beside it', async () => {
    expect(seriesOf(await series('KRAS', 'p.G12D', 'c.35G>A'))[0]!.variant).toBe('p.G12D');
  });
});
