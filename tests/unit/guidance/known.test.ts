/** What is known of a patient on a day, in one order whatever the file's, one series a variant: lines, tissue, results, versions, rows that say "nothing detected", two assays of one draw. */
import { describe, expect, it } from '@jest/globals';
import type { Assessment, ControlSummary, Measurement } from '@clonewatch/domain';
import { assembleSeries, canonicalMeasurements, cmp, countDraws, covered, newestVersions, ReadingCache, readingsIn, resultKey, type VariantSeries } from '../../../libs/guidance/src/assemble.js';
import { canonicalRecord, drawEvents, linesKnown, progressionsOpen, progressionsSeen, tissueDays, tissueKnown } from '../../../libs/guidance/src/known.js';
import { controlsUnderOneName, underOneName } from '../../../libs/guidance/src/one-name.js';
import { pointsIn } from '../../../libs/guidance/src/snapshot.js';
import { line, measure, patient } from './records.js';
import { lastSnap, seriesIn } from './steps.js';

const series = (ms: readonly Measurement[], controls: readonly ControlSummary[] = []): readonly VariantSeries[] => assembleSeries(canonicalMeasurements(ms), new ReadingCache(controls));
const kras = (id: string, at: number, k: number | null, more: Partial<Measurement> = {}): Measurement => measure(id, at, 'KRAS', 'p.G12D', k, k === null ? null : 4000, more);
const empty = (id: string, at: number, more: Partial<Measurement> = {}): Measurement => measure(id, at, '', '', null, 4000, { panel: ['KRAS'], ...more });

describe('measurements in one order', () => {
  const rows = [
    kras('S1', 0, 0), kras('S1', 0, 1, { assay: 'ddPCR' }), kras('S1', 0, 1, { assayVersion: '2' }), measure('S1', 0, 'APC', 'p.R1450*', 3, 4000), measure('S1', 0, 'KRAS', 'p.A146T', 0, 4000), kras('S1', 0, 2, { resultVersion: 2 }), kras('S0', 5, 0), kras('S2', -5, 0),
  ];
  const said = (m: Measurement): string => [m.day, m.specimenId, m.assay, m.assayVersion, m.gene, m.variant, m.resultVersion].join(' ');
  it('by day, specimen, assay, its version, gene, variant, version of the result', () => {
    const expected = ['-5 S2 NGS 1 KRAS p.G12D 1', '0 S1 NGS 1 APC p.R1450* 1', '0 S1 NGS 1 KRAS p.A146T 1', '0 S1 NGS 1 KRAS p.G12D 1', '0 S1 NGS 1 KRAS p.G12D 2', '0 S1 NGS 2 KRAS p.G12D 1', '0 S1 ddPCR 1 KRAS p.G12D 1', '5 S0 NGS 1 KRAS p.G12D 1'];
    for (const order of [rows, [...rows].reverse(), [3, 0, 7, 5, 1, 6, 2, 4].map((i) => rows[i]!)]) expect(canonicalMeasurements(order).map(said)).toEqual(expected);
  });
  it('a repeated row counts once: of two that differ the one known first', () => {
    expect(canonicalMeasurements([kras('S1', 0, 8), kras('S1', 0, 8)])).toHaveLength(1);
    const [late, soon] = [kras('S1', 0, 9, { knownDay: 20 }), kras('S1', 0, 8, { knownDay: 10 })];
    for (const order of [[late, soon], [soon, late]]) expect(canonicalMeasurements(order)).toEqual([soon]);
    const [a, b] = [kras('S1', 0, 9), kras('S1', 0, 8)];
    expect(canonicalMeasurements([a, b])).toEqual(canonicalMeasurements([b, a]));
  });
  it('code units order text', () => expect([cmp('a', 'b'), cmp('b', 'a'), cmp('a', 'a'), cmp('Z', 'a')]).toEqual([-1, 1, 0, -1]));
  it('a result is known by specimen, assay, its version, gene and variant', () => {
    for (const more of [{ specimenId: 'X' }, { assay: 'X' }, { assayVersion: 'X' }, { gene: 'X' }, { variant: 'X' }]) expect(resultKey(kras('S1', 0, 8, more))).not.toBe(resultKey(kras('S1', 0, 8)));
    expect(resultKey(kras('S1', 0, 8, { resultVersion: 3, knownDay: 9 }))).toBe(resultKey(kras('S1', 0, 8)));
  });
  it('of several versions the newest, in place', () => {
    const [v1, v2, v3, next] = [kras('S1', 0, 8), kras('S1', 0, 5, { resultVersion: 2 }), kras('S1', 0, 6, { resultVersion: 3 }), kras('S2', 9, 1)];
    expect(newestVersions([v1, v2, v3, next])).toEqual([v3, next]);
    const only = [v2, next];
    expect(newestVersions(only)).toBe(only);
    const plain = [v1, next];
    expect(newestVersions(plain)).toBe(plain);
  });
});

describe('a record in one order', () => {
  it('specimens by day and name, once each, those that rows name included; repeated lines and assessments once', () => {
    const r = patient([kras('S2', 30, 1), kras('S1', 30, 1), kras('S3', 0, 1)], [line(10, 20), line(9, null), line(10, 20)]);
    const note: Assessment = { day: 50, kind: 'cea', gene: '', variant: '', result: '5', unit: '' };
    const c = canonicalRecord({ ...r, specimens: [{ specimenId: 'S9', day: 60, knownDay: 60, specimenType: 'plasma' }, { specimenId: 'S9', day: 60, knownDay: 70, specimenType: 'serum' }], assessments: [{ ...note, day: 100 }, note, note] });
    expect(c.specimens.map((s) => [s.specimenId, s.day, s.specimenType])).toEqual([['S3', 0, ''], ['S1', 30, ''], ['S2', 30, ''], ['S9', 60, 'plasma']]);
    expect(c.treatments.map((t) => [t.startDay, t.stopDay])).toEqual([[9, null], [10, 20]]);
    expect(c.assessments.map((a) => a.day)).toEqual([50, 100]);
  });
  it('specimens given in any order: by day, then name; of one given twice the one known first', () => {
    const sp = (specimenId: string, at: number, knownDay: number): object => ({ specimenId, day: at, knownDay, specimenType: `known ${knownDay}` });
    const given = [sp('B', 20, 20), sp('A', 20, 40), sp('A', 20, 25), sp('C', 5, 5), sp('A', 20, 30)];
    for (const specimens of [given, [...given].reverse()]) {
      expect(canonicalRecord(patient([], [], {}, { specimens: specimens as never })).specimens.map((x) => [x.specimenId, x.specimenType])).toEqual([['C', 'known 5'], ['A', 'known 25'], ['B', 'known 20']]);
    }
    expect(given).toHaveLength(5);
  });
  it('lines and assessments of one day in an order of their own, the same whatever the file\'s', () => {
    const lines = [line(5, null, { regimen: 'b' }), line(5, null, { regimen: 'a' }), line(5, null, { regimen: 'c' })];
    const of = (order: readonly number[]): string[] => canonicalRecord(patient([], order.map((i) => lines[i]!))).treatments.map((t) => t.regimen);
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) expect(of(order)).toEqual(['a', 'b', 'c']);
  });
  it('its last day is the last of anything in it', () => {
    const last = (more: object, ms = [kras('S1', 30, 1)], lines = [line(5, 20)]): number | null => canonicalRecord(patient(ms, lines, {}, more)).lastDay;
    expect(last({})).toBe(30);
    expect(last({}, [kras('S1', 30, 1, { knownDay: 44 })])).toBe(44);
    expect(last({}, [kras('S1', 30, 1)], [line(31, null)])).toBe(31);
    expect(last({}, [kras('S1', 30, 1)], [line(5, 77)])).toBe(77);
    expect(last({ assessments: [{ day: 90, kind: 'cea', gene: '', variant: '', result: '5', unit: '' }] })).toBe(90);
    expect(last({ specimens: [{ specimenId: 'S7', day: 91, knownDay: 91, specimenType: '' }] })).toBe(91);
    expect(last({}, [], [])).toBeNull();
  });
  it('is under one name a variant, in order again after naming', () => {
    const c = canonicalRecord(patient([measure('S1', 0, 'TP53', 'c.524G>A', 4, 4000), measure('S1', 0, 'TP53', 'p.A138V', 4, 4000)], [], {}, { controls: [{ assay: 'NGS', assayVersion: '1', gene: 'K-RAS', variant: 'c.35G>A', countUnit: 'molecules', reactions: 8, mutantCount: 4, totalCount: 80_000 }] }));
    expect(c.measurements.map((m) => m.variant)).toEqual(['p.A138V', 'p.R175H']);
    expect(c.controls.map((x) => [x.gene, x.variant])).toEqual([['KRAS', 'p.G12D']]);
  });
});

describe('lines as known on a day', () => {
  const full = line(10, 50, { bestResponse: 'PR', stopReason: 'progression' });
  it('not before they begin; without stop, response and reason until they have ended', () => {
    expect(linesKnown([full], 9)).toEqual([]);
    const open = { ...full, stopDay: null, bestResponse: null, stopReason: null };
    expect(linesKnown([full], 10)).toEqual([open]);
    expect(linesKnown([full], 49)).toEqual([open]);
    expect(linesKnown([full], 50)).toEqual([full]);
    expect(linesKnown([line(10, null, { bestResponse: 'SD' })], 10)).toEqual([line(10, null, { bestResponse: 'SD' })]);
  });
  it('the same list asked day after day', () => {
    const lines = [full, line(60, 90)];
    expect([9, 10, 49, 50, 59, 60, 89, 90, 49, 9].map((d) => linesKnown(lines, d).map((l) => l.stopDay))).toEqual([[], [null], [null], [50], [50], [50, null], [50, null], [50, 90], [null], []]);
  });
  it('each line by its own days', () => {
    const two = [full, line(60, 90)];
    expect(linesKnown(two, 55)).toEqual([full]);
    expect(linesKnown(two, 60)).toEqual([full, line(60, null)]);
    expect(linesKnown(two, 90)).toEqual(two);
    // Asked again, the same list: the look-ups that hang on it are made once.
    expect(linesKnown(two, 91)).toBe(linesKnown(two, 90));
  });
});

describe('tissue as known on a day', () => {
  const of = (...found: readonly (readonly [number, string, string])[]): [string, number][] =>
    [...tissueDays(patient([], [], {}, { assessments: found.map(([d, kind, result]) => ({ day: d, kind, gene: 'K-RAS', variant: 'c.35G>A', result, unit: '' })) }), 50)];
  it.each([['positive', 1], ['Detected', 1], [' MUTANT ', 1], ['negative', 0], ['positive?', 0], ['not detected', 0], ['0.3', 0]] as const)('%j', (result, n) => expect(of([10, 'tissue', result])).toHaveLength(n));
  it('of tissue and its methods, under the name of the series', () => {
    expect(of([10, 'tissue', 'positive'])).toEqual([['KRAS p.G12D', 10]]);
    for (const kind of ['tissue:sanger', 'fish']) expect(of([10, kind, 'positive'])).toHaveLength(1);
    for (const kind of ['tissues', 'old tissue', 'fishes', 'imaging']) expect(of([10, kind, 'positive'])).toEqual([]);
  });
  it('by its day, the newest of several', () => {
    expect(of([50, 'tissue', 'positive'])).toHaveLength(1);
    expect(of([51, 'tissue', 'positive'])).toEqual([]);
    expect(of([20, 'tissue', 'positive'], [40, 'tissue', 'positive'], [30, 'tissue', 'positive'])).toEqual([['KRAS p.G12D', 40]]);
    expect([...tissueKnown(patient([], [], {}, { assessments: [{ day: 1, kind: 'tissue', gene: 'APC', variant: 'p.R1450*', result: 'positive', unit: '' }] }), 1)]).toEqual(['APC p.R1450*']);
  });
});

describe('draws as their results become known', () => {
  const events = (ms: readonly Measurement[], asOf = 100): unknown[] => drawEvents(canonicalRecord(patient(ms, [])), asOf).map((e) => [e.knownDay, e.day, e.specimenId, e.fresh.length]);
  it('in the order known, one draw at a time, the older draw first', () => {
    expect(events([kras('S2', 20, 0, { knownDay: 40 }), kras('S1', 10, 0, { knownDay: 40 }), kras('S3', 30, 0, { knownDay: 35 })])).toEqual([[35, 30, 'S3', 1], [40, 10, 'S1', 1], [40, 20, 'S2', 1]]);
    expect(events([kras('B', 20, 0), kras('A', 20, 0)])).toEqual([[20, 20, 'A', 1], [20, 20, 'B', 1]]);
  });
  it('rows of one draw known on one day are one event, on another day another', () => {
    expect(events([kras('S1', 10, 0), measure('S1', 10, 'APC', 'p.R1450*', 3, 4000), measure('S1', 10, 'TP53', 'p.R175H', 3, 4000, { knownDay: 30 })])).toEqual([[10, 10, 'S1', 2], [30, 10, 'S1', 1]]);
  });
  it('not before the draw itself, and not after the day asked about', () => {
    expect(events([kras('S1', 10, 0, { knownDay: 3 })])).toEqual([[10, 10, 'S1', 1]]);
    expect(events([kras('S1', 10, 0, { knownDay: 99 }), kras('S2', 20, 0, { knownDay: 100 }), kras('S3', 20, 0, { knownDay: 101 })])).toEqual([[99, 10, 'S1', 1], [100, 20, 'S2', 1]]);
  });
});

describe('a row that says "nothing detected"', () => {
  const points = (...ms: Measurement[]): string[] => { const s = series([kras('S1', 0, 8), ...ms])[0]!; return s.readings.map((r) => `${r.point.specimenId} ${r.point.assay} ${r.point.status} ${r.point.mutantCount ?? '-'}/${r.point.totalCount ?? '-'}`); };
  it('is "not detected" for a known variant in its panel, "not covered" outside it or without one', () => {
    expect(points(empty('S2', 28))).toEqual(['S1 NGS detected 8/4000', 'S2 NGS not_detected 0/4000']);
    expect(points(empty('S2', 28, { panel: ['NRAS'] }))).toEqual(['S1 NGS detected 8/4000', 'S2 NGS not_covered -/-']);
    expect(points(empty('S2', 28, { panel: null }))[1]).toBe('S2 NGS not_covered -/-');
    expect(points(empty('S2', 28, { reportedStatus: 'failed_qc' }))[1]).toMatch(/^S2 NGS failed_qc/);
  });
  it('finds its place among the rows by day', () => expect(points(kras('S3', 56, 12), empty('S2', 28)).map((p) => p.slice(0, 2))).toEqual(['S1', 'S2', 'S3']));
  it('leaves a row of the variant itself alone, in the same specimen and assay', () => {
    expect(points(empty('S1', 0))).toEqual(['S1 NGS detected 8/4000']);
    expect(points(empty('S1', 0, { assay: 'ddPCR' }))).toEqual(['S1 NGS detected 8/4000', 'S1 ddPCR not_detected 0/4000']);
  });
  it('takes its depth from its total, else from the input; a copy number has none', () => {
    expect(points(empty('S2', 28, { totalCount: null, inputHge: 1500.4 }))[1]).toBe('S2 NGS not_detected 0/1500');
    expect(points(empty('S2', 28, { totalCount: null, inputHge: null }))[1]).toBe('S2 NGS not_detected -/-');
    // Accepted partitions alone say nothing of molecules.
    expect(points(empty('S2', 28, { countUnit: 'partitions', totalCount: 20_000, inputHge: 900 }))[1]).toBe('S2 NGS not_detected 0/900');
    expect(points(empty('S2', 28, { countUnit: 'partitions', totalCount: 20_000, wildtypeCount: 2000, inputHge: 900 }))[1]).toBe('S2 NGS not_detected 0/20000');
    expect(points(empty('S2', 28, { countUnit: 'partitions', totalCount: 20_000, inputHge: null }))[1]).toBe('S2 NGS not_detected 0/20000');
    const filled = (more: Partial<Measurement>): unknown => { const m = series([kras('S1', 0, 8), empty('S2', 28, more)])[0]!.readings[1]!.measurement; return [m.countUnit, m.totalCount, m.wildtypeCount]; };
    const partitions = { countUnit: 'partitions', totalCount: 20_000, inputHge: 900 } as const;
    expect(filled({ ...partitions, wildtypeCount: 2000 })).toEqual(['partitions', 20_000, 2000]);
    expect(filled(partitions)).toEqual(['molecules', 900, null]);
    expect(filled({ ...partitions, wildtypeCount: 2000, panel: ['NRAS'] })).toEqual(['partitions', null, null]);
    const met = series([measure('S1', 0, 'MET', 'amplification', null, null, { reportedStatus: 'detected' }), empty('S2', 28, { panel: ['MET'] })])[0]!.readings[1]!;
    expect([met.point.status, met.point.totalCount, met.molecules]).toEqual(['not_detected', null, null]);
  });
  it('says nothing of the numbers of the variant it is filled in for', () => {
    const r = series([kras('S1', 0, 8), empty('S2', 28, { vafFraction: 0.2, copiesPerMl: 9, wbcVafFraction: 0.1 })])[0]!.readings[1]!.measurement;
    expect(r).toMatchObject({ gene: 'KRAS', variant: 'p.G12D', vafFraction: null, copiesPerMl: null, wbcVafFraction: null, reportedStatus: 'not_detected' });
  });
  it('a name on the genome without a gene is a variant, no such row; series come by gene and name whatever was drawn first', () => {
    expect(series([measure('S1', 0, 'NRAS', 'p.Q61K', 8, 4000), kras('S2', 28, 8), measure('S2', 28, '', 'chr5:g.112839942C>T', 8, 4000)]).map((s) => s.key)).toEqual([' chr5:g.112839942C>T', 'KRAS p.G12D', 'NRAS p.Q61K']);
  });
  it('makes no series of its own, and speaks to each known variant by its own panel', () => {
    const all = series([kras('S1', 0, 8), measure('S1', 0, 'NRAS', 'p.Q61K', 8, 4000), empty('S2', 28)]);
    expect(all.map((s) => [s.key, s.readings[1]!.point.status])).toEqual([['KRAS p.G12D', 'not_detected'], ['NRAS p.Q61K', 'not_covered']]);
  });
});

describe('two assays of one draw', () => {
  const both = (): VariantSeries => series([kras('S1', 0, 2, { backgroundFraction: 1e-3 }), measure('S1', 0, 'KRAS', 'p.G12D', 9, 9000, { assay: 'deep', backgroundFraction: 1e-4 }), kras('S2', 28, 0)])[0]!;
  it('are two points, and one draw of all their molecules, called when either called it', () => {
    const two = both();
    expect(readingsIn(two, 'S1')).toHaveLength(2);
    const [d] = countDraws(two);
    expect(d).toMatchObject({ specimenId: 'S1', day: 0, assay: 'deep', k: 11, n: 13_000, called: true, shedding: 1 });
    expect(d!.background).toBeCloseTo(4000 * 1e-3 + 9000 * 1e-4, 6);
    expect(countDraws(two)).toHaveLength(2);
    // Whichever comes first.
    expect(countDraws(series([measure('S1', 0, 'KRAS', 'p.G12D', 9, 9000, { assay: 'A' }), kras('S1', 0, 2, { assay: 'B' })])[0]!)[0]!.assay).toBe('A');
  });
  it('the deeper one first, and names the draw', () => {
    const snap = lastSnap(patient([kras('S1', 0, 20, { assay: 'A' }), measure('S1', 0, 'KRAS', 'p.G12D', 9, 9000, { assay: 'B' }), kras('S1', 0, null, { assay: 'C', reportedStatus: 'not_covered' })], []));
    expect(pointsIn(seriesIn(snap, 'KRAS'), 'S1').map((p) => p.assay)).toEqual(['B', 'A']);
  });
  it('one without molecules adds nothing; a draw of such alone is none', () => {
    const s = series([kras('S1', 0, 8), kras('S1', 0, null, { assay: 'X', reportedStatus: 'failed_qc' }), kras('S2', 28, null, { reportedStatus: 'not_covered' }), measure('S3', 56, 'KRAS', 'p.G12D', 0, 0)])[0]!;
    expect(countDraws(s).map((d) => [d.specimenId, d.k, d.n])).toEqual([['S1', 8, 4000]]);
    expect(s.readings.map(covered)).toEqual([true, false, false, false]);
  });
  it('no draw, no readings', () => expect(readingsIn(both(), 'S9')).toEqual([]));
  it('the excess of the background is that of each assay, by what it adds to it', () => {
    const of = (...ms: Measurement[]): number => countDraws(series(ms)[0]!)[0]!.backgroundExcess!;
    const [a, b] = [kras('S1', 0, 2, { backgroundFraction: 1e-3 }), measure('S1', 0, 'KRAS', 'p.G12D', 9, 9000, { assay: 'deep', backgroundFraction: 1e-4 })];
    expect(of(a, b)).toBeCloseTo((4 * of(a) + 0.9 * of(b)) / 4.9, 9);
    expect(of(a)).toBeGreaterThan(0);
    expect(of(kras('S1', 0, 2, { backgroundFraction: 0 }), measure('S1', 0, 'KRAS', 'p.G12D', 9, 9000, { assay: 'deep', backgroundFraction: 0 }))).toBe(0);
  });
});

describe('names', () => {
  it('the same list where every row has its name; another spelling of the gene alone is renamed', () => {
    const named = [kras('S1', 0, 8)];
    expect(underOneName(named)).toBe(named);
    expect(underOneName([measure('S1', 0, 'K-RAS', 'p.G12D', 8, 4000), measure('S1', 0, 'HER2', 'amplification', null, null)]).map((m) => [m.gene, m.variant])).toEqual([['KRAS', 'p.G12D'], ['ERBB2', 'amplification']]);
    const controls = [{ assay: 'NGS', assayVersion: '1', gene: 'KRAS', variant: 'p.G12D', countUnit: 'molecules' as const, reactions: 8, mutantCount: 4, totalCount: 80_000 }];
    expect(controlsUnderOneName(controls)[0]).toBe(controls[0]);
  });
  const s492 = (variant: string, k: number | null, more: Partial<Measurement> = {}): Measurement => measure('S1', 0, 'EGFR', variant, k, 4000, { backgroundFraction: 1e-5, ...more });
  it('two changes of bases of one protein change are added: molecules, VAF, background, copies; over the larger depth, known when both are', () => {
    const [m, ...rest] = underOneName([s492('c.1474A>C', 12, { vafFraction: 0.003, copiesPerMl: 3, knownDay: 4 }), s492('c.1476C>A', 5, { totalCount: 4100, vafFraction: 0.001, copiesPerMl: 1, knownDay: 9, reportedStatus: 'detected' })]);
    expect(rest).toEqual([]);
    expect(m).toMatchObject({ variant: 'p.S492R', mutantCount: 17, totalCount: 4100, vafFraction: 0.004, copiesPerMl: 4, knownDay: 9, reportedStatus: 'detected', resultVersion: 1 });
    expect(m!.backgroundFraction).toBeCloseTo(2e-5, 12);
  });
  it('what neither says stays unsaid; what one says stands; no VAF above 1', () => {
    const bare = (variant: string): Measurement => s492(variant, null, { totalCount: null, backgroundFraction: null });
    expect(underOneName([bare('c.1474A>C'), bare('c.1476C>A')])[0]).toMatchObject({ mutantCount: null, totalCount: null, vafFraction: null, backgroundFraction: null, copiesPerMl: null, reportedStatus: null });
    expect(underOneName([s492('c.1474A>C', 12), bare('c.1476C>A')])[0]).toMatchObject({ mutantCount: 12, totalCount: 4000 });
    expect(underOneName([s492('c.1474A>C', null, { vafFraction: 0.7 }), s492('c.1476C>A', null, { vafFraction: 0.6 })])[0]!.vafFraction).toBe(1);
    expect(underOneName([s492('c.1474A>C', null, { reportedStatus: 'not_detected' }), s492('c.1476C>A', null, { reportedStatus: 'failed_qc' })])[0]!.reportedStatus).toBe('not_detected');
  });
  it('a row of the protein change has them all already; of two such the first name stands', () => {
    expect(underOneName([s492('c.1474A>C', 12), s492('p.S492R', 17)]).map((m) => m.mutantCount)).toEqual([17]);
    const spelt = underOneName([measure('S1', 0, 'EGFR', 'p.S492R', 17, 4000), measure('S1', 0, 'ERBB1', 'p.S492R', 16, 4000), s492('c.1474A>C', 12)]);
    expect(spelt.map((m) => m.mutantCount)).toEqual([17]);
  });
  it('of each version the newest of each change by then', () => {
    const of = (...ms: Measurement[]): unknown[] => underOneName(ms).map((m) => [m.resultVersion, m.mutantCount]);
    expect(of(s492('c.1474A>C', 12), s492('c.1476C>A', 5), s492('c.1476C>A', 6, { resultVersion: 3 }), s492('c.1474A>C', 20, { resultVersion: 2 }))).toEqual([[1, 17], [2, 25], [3, 26]]);
  });
  // c.1476C>A is chr7:g.55228009C>A on GRCh37.
  const byPlace = (k: number, resultVersion: number): Measurement => measure('S1', 0, '', 'chr7:g.55228009C>A', k, 4000, { resultVersion });
  const told = (...ms: Measurement[]): unknown[] => underOneName(ms).map((m) => [m.gene, m.variant, m.resultVersion, m.mutantCount]);
  it('what is said of a change in one version under two names is said twice; a later version corrects it, whatever it is called', () => {
    expect(told(s492('c.1474A>C', 12), s492('c.1476C>A', 5), byPlace(7, 1))).toEqual([['EGFR', 'p.S492R', 1, 17]]);
    expect(told(s492('c.1474A>C', 12), s492('c.1476C>A', 5), byPlace(7, 2))).toEqual([['EGFR', 'p.S492R', 1, 17], ['EGFR', 'p.S492R', 2, 19]]);
  });
  it('a later version by place alone, or under another spelling of the gene, corrects the protein change', () => {
    expect(told(s492('p.S492R', 5), byPlace(0, 2))).toEqual([['EGFR', 'p.S492R', 1, 5], ['EGFR', 'p.S492R', 2, 0]]);
    expect(told(s492('p.S492R', 5), byPlace(0, 2), s492('p.S492R', 9, { resultVersion: 3 }), byPlace(8, 3))).toEqual([['EGFR', 'p.S492R', 1, 5], ['EGFR', 'p.S492R', 2, 0], ['EGFR', 'p.S492R', 3, 9]]);
    expect(told(measure('S1', 0, 'EGFR', 'p.S492R', 17, 4000), measure('S1', 0, 'ERBB1', 'p.S492R', 0, 4000, { resultVersion: 2 }))).toEqual([['EGFR', 'p.S492R', 1, 17], ['EGFR', 'p.S492R', 2, 0]]);
  });
  it('of another draw, assay or version they are not added', () => {
    for (const more of [{ specimenId: 'S2' }, { assay: 'X' }, { assayVersion: '9' }]) expect(underOneName([s492('c.1474A>C', 12), s492('c.1476C>A', 5, more)]).map((m) => m.mutantCount)).toEqual([12, 5]);
  });
});

describe('progression as seen', () => {
  it('is an image or a clinical note of it, whatever the case and the blanks; no word that only holds one', () => {
    const said = (kind: string, result: string): Assessment => ({ day: 1, kind, gene: '', variant: '', result, unit: '' });
    const seen = (kind: string, result: string): boolean => progressionsSeen({ assessments: [said(kind, result)] }).length === 1;
    expect([['imaging', 'PD'], ['Imaging', ' pd '], ['clinical', 'PD'], ['CLINICAL', 'Pd']].map(([k, r]) => seen(k!, r!))).toEqual([true, true, true, true]);
    expect([['lesion:liver', 'PD'], ['cea', 'PD'], ['imaging', 'SD'], ['imaging', 'PD?'], ['imaging', 'no PD'], ['pre-imaging', 'PD'], ['imaging report', 'PD'], ['lesion:clinical', 'PD']].map(([k, r]) => seen(k!, r!))).toEqual(Array(8).fill(false));
    const two = [said('imaging', 'PD'), said('imaging', 'SD'), { ...said('clinical', 'PD'), day: 0 }];
    expect(progressionsSeen({ assessments: two }).map((a) => a.day)).toEqual([1, 0]);
  });
});

describe('progression that tissue has not followed', () => {
  const told = (at: number, kind: string, result: string, gene = ''): Assessment => ({ day: at, kind, result, gene, variant: '', unit: '' });
  const osimertinib = line(0, null);
  it('is of the line begun last or since: by image, by a clinical note, by the stop of a line', () => {
    expect(progressionsOpen([told(50, 'imaging', 'PD'), told(40, 'Clinical', 'pd'), told(45, 'lesion:lung', 'PD'), told(20, 'imaging', 'SD')], [osimertinib], null)).toEqual([40, 50]);
    expect(progressionsOpen([], [line(0, 60, { stopReason: 'progression' })], null)).toEqual([60]);
    expect(progressionsOpen([], [line(0, 60, { stopReason: 'toxicity' })], null)).toEqual([]);
    // A line begun since has answered it; on its first day it has not.
    expect(progressionsOpen([told(50, 'imaging', 'PD')], [osimertinib, line(60, null)], null)).toEqual([]);
    expect(progressionsOpen([told(60, 'imaging', 'PD')], [osimertinib, line(60, null)], null)).toEqual([60]);
    expect(progressionsOpen([told(50, 'imaging', 'PD')], [], null)).toEqual([50]);
  });
  it('a result of tissue on its day or later answers; one before it, or without a gene, does not', () => {
    const pd = told(50, 'imaging', 'PD');
    expect(progressionsOpen([pd, told(50, 'fish:lung', 'amplified', 'MET')], [osimertinib], null)).toEqual([]);
    expect(progressionsOpen([pd, told(49, 'fish:lung', 'amplified', 'MET')], [osimertinib], null)).toEqual([50]);
    expect(progressionsOpen([pd, told(60, 'ihc', '3+')], [osimertinib], null)).toEqual([50]);
  });
  it('nothing later than the day asked for is known', () => {
    expect(progressionsOpen([told(50, 'imaging', 'PD'), told(60, 'tissue', 'negative', 'EGFR')], [osimertinib, line(55, null)], 50)).toEqual([50]);
    expect(progressionsOpen([told(50, 'imaging', 'PD')], [osimertinib, line(10, 50, { stopReason: 'progression' })], 49)).toEqual([]);
  });
});

it('a line that names a drug is a line of its class, stated or not', () => {
  const classes = (agents: readonly string[], therapyClasses: ReturnType<typeof line>['therapyClasses']): readonly string[] => linesKnown([line(0, null, { agents, therapyClasses })], 10)[0]!.therapyClasses;
  expect(classes(['Cetuximab', 'irinotecan'], ['chemotherapy'])).toEqual(['chemotherapy', 'anti_egfr']);
  expect(classes(['osimertinib'], [])).toEqual(['egfr_tki']);
  expect(classes(['irinotecan'], ['chemotherapy'])).toEqual(['chemotherapy']);
  expect(classes([], ['anti_egfr'])).toEqual(['anti_egfr']);
});
