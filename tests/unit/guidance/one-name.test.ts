/** One series per variant, whatever each assay calls it. */
import { evaluatePatient } from '@clonewatch/guidance';
import { covers } from '../../../libs/guidance/src/panel';
import { day, line, measure, patient } from './records';

const at = (n: number): number => day('2026-01-15') + 28 * n;
const seriesOf = (...args: Parameters<typeof patient>) => evaluatePatient(patient(...args), null).series;

describe('one variant under several names', () => {
  it('is one series over two assays, judged as one', () => {
    const rows = [
      measure('S1', at(0), 'KRAS', 'c.35G>A', 0, 4000), measure('S2', at(1), '', 'NC_000012.12:g.25245350C>T', 8, 3800),
      measure('S3', at(2), 'K-RAS', 'p.G12D', 30, 3900, { assay: 'ddPCR' }), ...[0, 1, 2].map((i) => measure(`S${i + 1}`, at(i), 'TP53', 'p.R175H', 80, 3900)),
    ];
    const evaluation = evaluatePatient(patient(rows, [line(at(-2), null)]), null);
    expect(evaluation.series.map((s) => [s.gene, s.variant, s.points.map((p) => p.mutantCount)])).toEqual([
      ['KRAS', 'p.G12D', [0, 8, 30]], ['TP53', 'p.R175H', [80, 80, 80]],
    ]);
    expect(evaluation.alerts.map((a) => [a.gene, a.variant, a.kind])).toContainEqual(['KRAS', 'p.G12D', 'resistance_detected']);
    // Named by protein everywhere, the record says exactly the same.
    const plain = rows.map((m) => (m.gene === 'TP53' ? m : { ...m, gene: 'KRAS', variant: 'p.G12D' }));
    expect(evaluation).toEqual(evaluatePatient(patient(plain, [line(at(-2), null)]), null));
  });

  it('adds two nucleotide changes of one draw that make one protein change', () => {
    const one = seriesOf([measure('S1', at(0), 'EGFR', 'c.1474A>C', 12, 4000), measure('S1', at(0), 'EGFR', 'c.1476C>A', 5, 4100)], []);
    expect(one.map((s) => [s.variant, s.points.map((p) => [p.mutantCount, p.totalCount])])).toEqual([['p.S492R', [[17, 4100]]]]);
    // One change under two names is one change; a row for the protein change has both already.
    const twice = seriesOf([measure('S1', at(0), 'EGFR', 'c.1476C>A', 5, 4100), measure('S1', at(0), '', 'chr7:g.55228009C>A', 5, 4100)], []);
    expect(twice[0]!.points.map((p) => p.mutantCount)).toEqual([5]);
    const whole = seriesOf([measure('S1', at(0), 'EGFR', 'c.1474A>C', 12, 4000), measure('S1', at(0), 'EGFR', 'p.S492R', 17, 4000)], []);
    expect(whole[0]!.points.map((p) => p.mutantCount)).toEqual([17]);
  });

  it('keeps the versions of each nucleotide change apart', () => {
    const rows = [measure('S1', at(0), 'EGFR', 'c.1474A>C', 12, 4000), measure('S1', at(0), 'EGFR', 'c.1476C>A', 5, 4000), measure('S1', at(0), 'EGFR', 'c.1476C>A', 6, 4000, { resultVersion: 2 })];
    expect(seriesOf(rows, [])[0]!.points.map((p) => p.mutantCount)).toEqual([18]);
  });

  it('reads tissue, panels and blanks under the same names', () => {
    const empty = measure('S2', at(1), '', '', null, 4000, { panel: ['HER2', 'EGFR:492', 'KRAS:c.35G>A'] });
    const first = [measure('S1', at(0), 'ERBB2', 'p.S310F', 20, 4000), measure('S1', at(0), 'EGFR', 'c.1474A>C', 20, 4000), measure('S1', at(0), 'KRAS', 'p.G12D', 20, 4000), measure('S1', at(0), 'KRAS', 'p.G13D', 20, 4000)];
    expect(seriesOf([...first, empty], []).map((s) => [s.variant, s.points[1]?.status])).toEqual([
      ['p.S492R', 'not_detected'], ['p.S310F', 'not_detected'], ['p.G12D', 'not_detected'], ['p.G13D', 'not_covered'],
    ]);
    expect(covers(['chr12:g.25398284C>T'], '', 'p.G12D')).toBe(true);
    const control = { assay: 'NGS', assayVersion: '1', gene: 'KRAS', variant: 'c.35G>A', countUnit: 'molecules' as const, reactions: 8, mutantCount: 40, totalCount: 80_000 };
    const called = (controls: typeof control[]) => evaluatePatient(patient([measure('S1', at(0), 'KRAS', 'p.G12D', 4, 4000, { backgroundFraction: null })], [], {}, { controls }), null).series[0]!.points[0]!.status;
    expect([called([]), called([control])]).toEqual(['detected', 'not_detected']);
    const tissue = (variant: string) => evaluatePatient(patient([measure('S1', at(0), 'TP53', 'p.R175H', 4, 4000)], [], {}, { assessments: [{ day: at(-1), kind: 'tissue', gene: 'TP53', variant, result: 'positive', unit: '' }] }), null).series[0]!.role;
    expect(tissue('c.524G>A')).toBe('truncal');
  });
});
