/** The parts of the mechanism reading, each asked directly: what was looked for, what is required, lesions, results beside plasma, strategies, blood cells, packet. */
import { describe, expect, it } from '@jest/globals';
import type { Assessment, CallStatus, Evaluation, Measurement, MechanismReading, PatientProfile, PatientRecord, SeriesResult } from '@clonewatch/domain';
import { boardPacketOf, chipOf, mechanismsOf, type CatalogueEntry, type Matcher } from '@clonewatch/guidance';
import { besideOf, progressionOf } from '../../../libs/guidance/src/mechanisms/beside.js';
import { lastRows, testedIn, type DrawRows } from '../../../libs/guidance/src/mechanisms/coverage.js';
import { fociOf } from '../../../libs/guidance/src/mechanisms/foci.js';
import { requiredEver, requiredFor, targetsText, testedTargets, type RequiredTarget } from '../../../libs/guidance/src/mechanisms/required.js';
import { strategiesOf } from '../../../libs/guidance/src/mechanisms/strategies.js';
import { assembleSeries, ReadingCache } from '../../../libs/guidance/src/assemble.js';
import { line, measure, patient } from './records.js';

const note = (day: number, kind: string, result: string, gene = '', variant = ''): Assessment => ({ day, kind, gene, variant, result, unit: '' });
const withNotes = (...assessments: readonly Assessment[]): PatientRecord => patient([], [], {}, { assessments });
const nothing = { asOfDay: 100, timeline: { kind: 'days', anchor: 'x' }, draws: [], series: [], alerts: [], retracted: [], clones: [], leadingClone: null } as unknown as Evaluation;

describe('was an entry looked for in the draw', () => {
  const entry = (matcher: Matcher, genes: readonly string[] = ['KRAS']): CatalogueEntry => ({ id: 'x', genes, described: 'change', matcher }) as unknown as CatalogueEntry;
  const point = (variant: string, status: CallStatus, more: Partial<{ gene: string; countUnit: string; upper95: number | null; assay: string; intervalAssumed: boolean; lodStated: number }> = {}) =>
    ({ gene: more.gene ?? 'KRAS', variant, point: { status, countUnit: 'molecules', upper95: null, intervalAssumed: false, lodStated: null, assay: 'NGS', ...more } }) as unknown as DrawRows['points'][number];
  const row = (panel: readonly string[] | null, more: Partial<Measurement> = {}): Measurement => measure('S1', 0, 'APC', 'p.R1450*', 0, 3000, { panel, ...more });
  const state = (e: CatalogueEntry, points: DrawRows['points'], rows: readonly Measurement[] = []): readonly unknown[] => { const t = testedIn({ rows, points }, e); return t.read.length > 0 ? [t.state, t.read] : [t.state]; };
  const codons = entry({ kind: 'codon', codons: [12, 13] });
  const exact = entry({ kind: 'exact', variants: ['p.G12D', 'p.G12V'] });
  it('by rows: a call settles it; of several things all must have been read', () => {
    expect(state(codons, [point('p.G12D', 'detected')])).toEqual(['called']);
    expect(state(codons, [point('p.G12D', 'not_detected'), point('p.G13D', 'not_detected')])).toEqual(['not_called']);
    expect(state(codons, [point('p.G12D', 'not_detected')])).toEqual(['partly', ['KRAS codon 12']]);
    expect(state(codons, [point('p.G12D', 'not_covered'), point('p.G13D', 'not_covered')])).toEqual(['not_tested']);
    expect(state(codons, [point('p.G12D', 'failed_qc')])).toEqual(['failed_qc']);
    expect(state(codons, [point('p.G12D', 'failed_qc'), point('p.G13D', 'not_detected')])).toEqual(['partly', ['KRAS codon 13']]);
    expect(state(codons, [point('p.G12D', 'detected', { gene: 'NRAS' })])).toEqual(['not_tested']);
    expect(state(entry({ kind: 'codon', codons: [12] }, ['KRAS', 'NRAS']), [point('p.G12D', 'not_detected')])).toEqual(['partly', ['KRAS codon 12']]);
  });
  it('sequencing that read another change of the codon has read it; partitions read what they name', () => {
    expect(state(exact, [point('p.G12C', 'not_detected')])).toEqual(['not_called']);
    expect(state(exact, [point('p.G12C', 'not_detected', { countUnit: 'partitions' })])).toEqual(['not_tested']);
    expect(state(exact, [point('p.G12D', 'not_detected', { countUnit: 'partitions' })])).toEqual(['partly', ['KRAS p.G12D']]);
    expect(state(exact, [point('p.G12C', 'not_covered')])).toEqual(['not_tested']);
    expect(state(exact, [point('p.G13C', 'not_detected')])).toEqual(['not_tested']);
  });
  it('by a panel that names it and was read; a row of the same assay that failed outweighs it, one of another does not', () => {
    expect([state(codons, [], [row(['KRAS'])]), state(codons, [], [row(['KRAS:12'])]), state(codons, [], [row(null)]), state(codons, [], [row(['NRAS'])])]).toEqual([['not_called'], ['partly', ['KRAS codon 12']], ['not_tested'], ['not_tested']]);
    const failed = { reportedStatus: 'failed_qc' as const };
    expect([state(codons, [], [row(['KRAS'], failed)]), state(codons, [], [row(['KRAS'], { reportedStatus: 'not_covered' })]), state(codons, [], [row(['KRAS'], failed), row(['KRAS'])])]).toEqual([['failed_qc'], ['not_tested'], ['not_called']]);
    const twelve = entry({ kind: 'codon', codons: [12] });
    expect([state(twelve, [point('p.G12D', 'not_covered')], [row(['KRAS'])]), state(twelve, [point('p.G12D', 'not_covered', { assay: 'dPCR' })], [row(['KRAS'])])]).toEqual([['not_tested'], ['not_called']]);
  });
  it.each<[Matcher, readonly string[], string]>([
    [{ kind: 'amplification' }, ['KRAS:amplification'], 'not_called'], [{ kind: 'amplification' }, ['KRAS:12'], 'not_tested'], [{ kind: 'fusion' }, ['KRAS'], 'not_called'], [{ kind: 'fusion' }, ['KRAS:12'], 'not_tested'],
    [{ kind: 'loss' }, ['KRAS:loss'], 'not_called'], [{ kind: 'loss' }, ['KRAS:amplification'], 'not_tested'], [{ kind: 'gene' }, ['KRAS'], 'not_called'], [{ kind: 'gene' }, ['KRAS:12'], 'not_tested'],
    [{ kind: 'exon', from: 1, to: 30, change: 'any' }, ['KRAS'], 'not_called'], [{ kind: 'exon', from: 1, to: 30, change: 'any' }, ['KRAS:12'], 'not_tested'], [{ kind: 'except', variants: ['p.G12D'] }, ['KRAS:12'], 'not_tested'],
    [{ kind: 'splice_site', ends: ['1+'] }, ['KRAS:12'], 'not_tested'], [{ kind: 'any', of: [{ kind: 'amplification' }, { kind: 'loss' }] }, ['KRAS:loss'], 'partly'], [{ kind: 'any', of: [{ kind: 'amplification' }, { kind: 'loss' }] }, ['KRAS'], 'not_called'],
  ])('%j on panel %j: %s', (matcher, panel, expected) => { expect(state(entry(matcher), [], [row(panel)])[0]).toBe(expected); });
  it('names what was read of a copy number, a fusion, a loss and a gene', () => {
    const read = (m: Matcher, panel: string): unknown => state(entry({ kind: 'any', of: [m, { kind: 'exact', variants: ['p.Q61H'] }] }), [], [row([panel])])[1];
    expect([read({ kind: 'amplification' }, 'KRAS:amplification'), read({ kind: 'loss' }, 'KRAS:loss')]).toEqual([['KRAS amplification'], ['KRAS loss or truncation']]);
  });
  it('says the widest bound of what it read, and none where it read nothing', () => {
    const bound = (points: DrawRows['points']): number | null => testedIn({ rows: [], points }, codons).excludedToVaf;
    expect([bound([point('p.G12D', 'not_detected', { upper95: 0.001 }), point('p.G13D', 'not_detected', { upper95: 0.002 })]), bound([point('p.G12D', 'not_detected', { upper95: 0.001 })]), bound([point('p.G12D', 'not_detected')]), bound([])]).toEqual([0.002, 0.001, null, null]);
    // One that was read without a depth leaves the whole open, in any order; by two assays the wider bound is said; one that was lost was not read; a copy number has no fraction.
    const assumed = point('p.G13D', 'not_detected', { upper95: 0.003, intervalAssumed: true });
    const deep = point('p.G12D', 'not_detected', { upper95: 0.001 });
    expect([bound([deep, assumed]), bound([assumed, deep]), bound([deep, point('p.G13D', 'not_detected', { upper95: 0.004, intervalAssumed: true, lodStated: 0.004 })])]).toEqual([null, null, 0.004]);
    expect([bound([assumed, point('p.G13D', 'not_detected', { upper95: 0.002, assay: 'dPCR' })]), bound([point('p.G13D', 'not_detected', { upper95: 0.002, assay: 'dPCR' }), assumed]), bound([deep, point('p.G12D', 'not_detected', { upper95: 0.005, assay: 'dPCR' }), deep]), bound([deep, point('p.G13D', 'not_covered')])]).toEqual([0.002, 0.002, 0.005, 0.001]);
    const either: CatalogueEntry = { ...codons, matcher: { kind: 'any', of: [{ kind: 'loss' }, codons.matcher] } };
    expect(testedIn({ rows: [], points: [deep, point('loss', 'not_detected')] }, either).excludedToVaf).toBe(0.001);
    expect(testedIn({ rows: [], points: [] }, codons)).toMatchObject({ entry: 'x', label: 'KRAS change', read: [] });
  });
  it('the draw is every tube of the last day, and no other', () => {
    const e = { draws: [{ day: 1, specimenId: 'A' }, { day: 9, specimenId: 'B' }, { day: 9, specimenId: 'C' }], series: [{ gene: 'KRAS', variant: 'p.G12D', points: ['A', 'B', 'C'].map((specimenId) => ({ specimenId })) }] } as unknown as Evaluation;
    const { rows, points } = lastRows(e, ['A', 'B', 'C'].map((id) => measure(id, 0, 'KRAS', 'p.G12D', 0, 1)));
    expect([rows.map((m) => m.specimenId), points.map((p) => p.point.specimenId)]).toEqual([['B', 'C'], ['B', 'C']]);
    expect(lastRows({ draws: [], series: [] } as unknown as Evaluation, [measure('A', 0, 'KRAS', 'p.G12D', 0, 1)])).toEqual({ rows: [], points: [] });
  });
});

describe('codons that a drug requires', () => {
  it('are those of entries graded A that exclude it, in the disease and for the drug asked about; none for an unknown disease', () => {
    const names = (xs: readonly RequiredTarget[]): readonly string[] => [...new Set(xs.map((t) => t.name))].sort();
    const colon = names(requiredFor('mcrc_ras_braf_wt', ['anti_egfr'], ['cetuximab']));
    // RAS_ext is graded A for anti-EGFR in the catalogue; copies and fusions are not asked of plasma.
    for (const gene of ['KRAS', 'NRAS']) for (const codon of [12, 13, 59, 61, 117, 146]) expect(colon).toContain(`${gene} codon ${codon}`);
    expect(colon.some((n) => /amplification|fusion|loss/.test(n))).toBe(false);
    expect([requiredFor(null, ['anti_egfr'], []), requiredEver(null), requiredFor('mcrc_ras_braf_wt', ['vegf'], [])]).toEqual([[], [], []]);
    expect(names(requiredEver('mcrc_ras_braf_wt'))).toEqual(expect.arrayContaining([...colon]));
    expect(names(requiredFor('mcrc_ras_braf_wt', ['anti_egfr'], [])).length).toBeGreaterThanOrEqual(names(requiredFor('mcrc_ras_braf_wt', ['anti_egfr'], ['panitumumab'])).length);
    const kras12 = requiredFor('mcrc_ras_braf_wt', ['anti_egfr'], []).find((t) => t.name === 'KRAS codon 12')!;
    expect([kras12.probe, [...kras12.alleles].sort(), kras12.codon]).toEqual(['p.X12X', ['p.G12A', 'p.G12C', 'p.G12D', 'p.G12R', 'p.G12S', 'p.G12V'], 12]);
  });
  it('are said gene by gene, codons before single changes', () => {
    const t = (gene: string, codon: number, probe = `p.X${codon}X`): RequiredTarget => ({ name: '', gene, codon, probe, alleles: [], entry: '' });
    expect(targetsText([t('KRAS', 59), t('BRAF', 600, 'p.V600E'), t('KRAS', 61), t('NRAS', 12), t('NRAS', 61, 'p.Q61K'), t('NRAS', 61, 'p.Q61R')])).toBe('KRAS codons 59, 61; BRAF p.V600E; NRAS codon 12; NRAS p.Q61K, p.Q61R');
    expect(targetsText([])).toBe('');
  });
});

describe('which required codons a draw tested', () => {
  const twelve: RequiredTarget = { name: 'KRAS codon 12', gene: 'KRAS', codon: 12, probe: 'p.X12X', alleles: ['p.G12D', 'p.G12V'], entry: 'x' };
  const state = (...rows: readonly Measurement[]): string => testedTargets({ specimenId: 'S1', rows, series: assembleSeries(rows, new ReadingCache([])) }, [twelve])[0]!;
  const row = (gene: string, variant: string, n: number | null = 3000, more: Partial<Measurement> = {}): Measurement => measure('S1', 0, gene, variant, n === null ? null : 0, n, more);
  const dpcr = { countUnit: 'partitions' as const, wildtypeCount: 3000, assay: 'dPCR' };
  const failed = { reportedStatus: 'failed_qc' as const };
  const uncovered = { reportedStatus: 'not_covered' as const };
  it('read by sequencing of any change at it, called or not; by partitions only with every allele', () => {
    expect([state(row('KRAS', 'p.G12C')), state(row('KRAS', 'p.G12D', 3000, { mutantCount: 40 })), state(row('KRAS', 'p.G12D', 18_000, dpcr)), state(row('KRAS', 'p.G12D', 18_000, dpcr), row('KRAS', 'p.G12V', 18_000, dpcr))]).toEqual(['read', 'read', 'not_covered', 'read']);
    expect([state(row('KRAS', 'p.G13D')), state(row('NRAS', 'p.G12D'))]).toEqual(['unknown', 'unknown']);
  });
  it('read by a panel that names it, unless a row says that just this position failed or was not covered', () => {
    const apc = (more: Partial<Measurement> = {}): Measurement => row('APC', 'p.R1450*', 3000, { panel: ['KRAS', 'APC'], ...more });
    expect([state(apc()), state(apc({ panel: ['KRAS:12', 'APC'] })), state(apc({ panel: ['KRAS:13', 'APC'] })), state(apc({ panel: ['APC'] }))]).toEqual(['read', 'read', 'not_covered', 'not_covered']);
    expect([state(apc(), row('KRAS', 'p.G12D', null, failed)), state(apc(), row('KRAS', 'p.G12D', null, uncovered))]).toEqual(['failed', 'not_covered']);
    expect(state(apc(), row('KRAS', 'p.G12D', null, { ...failed, assay: 'dPCR', countUnit: 'partitions' }))).toBe('read');
    expect(state(apc(), row('KRAS', 'p.G13D', null, failed))).toBe('read');
  });
  it('failed where every row of the assay failed or has no depth, or its own does', () => {
    const all = (more: Partial<Measurement>): Measurement => row('', '', null, { panel: ['KRAS'], ...more });
    expect([state(all(failed)), state(all({ totalCount: 0 })), state(all(uncovered)), state(all({ totalCount: 3000 }))]).toEqual(['failed', 'failed', 'not_covered', 'read']);
    // A depth of 0 at the position read nothing, though the panel names it and its other rows were read.
    expect([state(row('KRAS', 'p.G12D', 0)), state(row('APC', 'p.R1450*', 3000, { panel: ['KRAS', 'APC'] }), row('KRAS', 'p.G12D', 0, { panel: ['KRAS', 'APC'] }))]).toEqual(['failed', 'failed']);
    expect(state(row('KRAS', 'p.G12D', null, failed))).toBe('failed');
    // Tumour DNA found in the draw as a whole reads no codon.
    expect(state(all({ reportedStatus: 'detected', tumourFraction: 0.01 }))).toBe('not_covered');
  });
  it('not covered only where every assay says so; unknown where one does not say what it covers', () => {
    expect([state(row('KRAS', 'p.G12D', null, uncovered)), state(row('APC', 'p.R1450*')), state(row('KRAS', 'p.G12D', null, uncovered), row('APC', 'p.R1450*', 3000, { assay: 'other' })), state(row('KRAS', 'p.G12D', null, uncovered), row('APC', 'p.R1450*', 3000, { assay: 'other', panel: ['APC'] }))]).toEqual(['not_covered', 'unknown', 'unknown', 'not_covered']);
    expect(state(row('KRAS', 'p.G12D', null, uncovered), row('APC', 'p.R1450*', 3000, { assayVersion: '2' }))).toBe('unknown');
    expect(state(row('APC', 'p.R1450*', 18_000, dpcr))).toBe('not_covered');
  });
});

describe('lesions and tissue', () => {
  const foci = (...a: readonly Assessment[]) => fociOf(nothing, withNotes(...a));
  it('those of the last day with a result of a lesion, known by the day of the evaluation', () => {
    expect(foci(note(10, 'lesion:liver', 'PD'), note(20, 'lesion: lung ', 'new'), note(20, 'Lesion:liver', ' pr '))).toEqual({ pattern: 'new_foci', day: 20, lesions: [{ day: 20, site: 'liver', result: 'PR' }, { day: 20, site: 'lung', result: 'new' }], discordant: true, tissueDiscordance: [] });
    expect([foci(note(100, 'lesion:liver', 'PD')).pattern, foci(note(101, 'lesion:liver', 'PD')).pattern, fociOf({ ...nothing, asOfDay: null }, withNotes(note(101, 'lesion:liver', 'PD'))).pattern]).toEqual(['previous_foci', 'not_recorded', 'previous_foci']);
    for (const [kind, result] of [['lesion', 'PD'], ['lesion:', 'PD'], ['lesion: ', 'PD'], [':liver', 'PD'], ['lesions:liver', 'PD'], ['a lesion:liver', 'PD'], ['lesion:liver', 'PDx'], ['lesion:liver', 'xPD'], ['lesion:liver', '12 mm']] as const) expect([kind, result, foci(note(5, kind, result)).pattern]).toEqual([kind, result, 'not_recorded']);
  });
  it('disagree where one shrinks or holds while another grows or is new; not evaluable is neither', () => {
    const two = (a: string, b: string): boolean => foci(note(5, 'lesion:a', a), note(5, 'lesion:b', b)).discordant;
    expect([two('PD', 'CR'), two('PD', 'PR'), two('PD', 'SD'), two('new', 'SD'), two('PD', 'NE'), two('PD', 'new'), two('CR', 'PR')]).toEqual([true, true, true, true, false, false, false]);
  });
  it('tissue of sites that disagree on one change; a site with both results counts as positive', () => {
    const tissue = (...a: readonly (readonly [kind: string, result: string, variant?: string])[]) => foci(...a.map(([kind, result, variant = 'p.G12D']) => note(5, kind, result, 'KRAS', variant))).tissueDiscordance;
    expect(tissue(['tissue:lung', 'positive'], ['tissue:liver', 'positive'], ['fish:primary', 'negative'], ['ihc:bone', 'wild type'])).toEqual([{ gene: 'KRAS', variant: 'p.G12D', positive: ['liver', 'lung'], negative: ['bone', 'primary'] }]);
    for (const kind of ['tissue', 'fish', 'cish', 'ihc', 'sanger', 'aso_pcr', 'pcr']) expect(tissue([`${kind}:a`, 'positive'], [`${kind}:b`, 'negative'])).toHaveLength(1);
    expect([tissue(['tissue:a', 'positive'], ['tissue:a', 'negative']), tissue(['tissue:a', 'positive'], ['tissue:b', 'negative', 'p.G13D']), tissue(['lesion:a', 'positive'], ['lesion:b', 'negative']), tissue(['tissue:a', 'negative'])]).toEqual([[], [], [], []]);
    expect(tissue(['tissue:a', 'positive'], ['tissue:a', 'negative'], ['tissue:b', 'negative'])[0]).toMatchObject({ positive: ['a'], negative: ['b'] });
    expect(tissue(['tissue:a', 'positive', 'p.Q61H'], ['tissue:b', 'negative', 'p.Q61H'], ['tissue:a', 'positive'], ['tissue:b', 'negative']).map((x) => x.variant)).toEqual(['p.G12D', 'p.Q61H']);
    expect(foci(note(5, 'tissue:a', 'positive'), note(5, 'tissue:b', 'negative')).tissueDiscordance).toEqual([]);
  });
});

describe('beside plasma', () => {
  const series = (...statuses: readonly CallStatus[]): Evaluation => ({ ...nothing, series: [{ gene: 'KRAS', variant: 'p.G12D', points: statuses.map((status) => ({ status })) }] }) as unknown as Evaluation;
  const one = (e: Evaluation, result: string, variant = 'p.G12D'): readonly unknown[] => { const [b] = besideOf(e, withNotes(note(5, 'tissue', result, 'KRAS', variant))); return [b!.plasma, b!.agrees]; };
  it('agrees or not where both say; the last reading that could be made counts', () => {
    expect([one(series('detected'), 'positive'), one(series('not_detected'), 'positive'), one(series('detected'), 'negative'), one(series('not_detected'), ' Negative ')]).toEqual([['detected', true], ['not_detected', false], ['detected', false], ['not_detected', true]]);
    expect([one(series('not_detected', 'detected', 'failed_qc'), 'positive'), one(series('failed_qc', 'not_covered'), 'positive'), one(series('detected'), 'positive', 'p.G13D'), one(series('detected'), 'equivocal')]).toEqual([['detected', true], ['not_covered', null], ['not_tested', null], ['detected', null]]);
  });
  it('reads the words of a laboratory, whole', () => {
    for (const w of ['positive', 'detected', 'MUTANT', 'amplified', '3+']) expect([w, one(series('detected'), w)[1]]).toEqual([w, true]);
    for (const w of ['negative', 'not detected', 'not_detected', 'wild type', 'wild-type', 'wildtype', 'WT', 'not amplified', '0', '1+']) expect([w, one(series('detected'), w)[1]]).toEqual([w, false]);
    for (const w of ['2+', 'positively', 'not positive', 'nonamplified', '10', 'wt?']) expect([w, one(series('detected'), w)[1]]).toEqual([w, null]);
  });
  it('lists what names a gene and is known by the day, oldest first, then by kind', () => {
    const listed = besideOf(nothing, withNotes(note(9, 'tissue', 'positive', 'KRAS', 'G12D'), note(5, 'tissue', 'x', 'MET'), note(5, 'fish', 'x', 'MET', 'amplification'), note(101, 'fish', 'x', 'MET'), note(5, 'cea', '12')));
    expect(listed.map((b) => [b.day, b.kind, b.variant])).toEqual([[5, 'fish', 'amplification'], [5, 'tissue', ''], [9, 'tissue', 'p.G12D']]);
  });
  it('progression is an image, a note, a line stopped for it, or the burden; known by the day, what was taken back not', () => {
    const alert = (kind: string, firedDay: number, episode = 'x') => ({ kind, firedDay, episode });
    const e = { ...nothing, alerts: [alert('burden_rising', 50), alert('burden_rising', 60, 'gone'), alert('resistance_emerging', 40)], retracted: ['gone'] } as unknown as Evaluation;
    const r = patient([], [line(-50, 20, { stopReason: 'progression' }), line(30, 45, { stopReason: 'toxicity' }), line(46, 101, { stopReason: 'progression' }), line(50, null, { stopReason: 'progression' })], {}, { assessments: [note(20, 'imaging', ' pd '), note(20, 'clinical', 'PD'), note(21, 'imaging', 'SD'), note(22, 'cea', 'PD'), note(101, 'imaging', 'PD'), note(100, 'imaging', 'PD')] });
    expect(progressionOf(e, r)).toEqual([{ basis: 'clinical', day: 20 }, { basis: 'imaging', day: 20 }, { basis: 'stopped', day: 20 }, { basis: 'burden', day: 50 }, { basis: 'imaging', day: 100 }]);
  });
});

describe('strategies', () => {
  type Called = MechanismReading['called'][number];
  const called = (mechanism: string, more: Partial<Called> = {}): Called => ({ gene: 'MET', variant: 'amplification', mechanism, applies: true, action: 'exclude', lastStatus: 'detected', ...more }) as Called;
  const ids = (m: Partial<MechanismReading>, profile: Partial<PatientProfile> = { tissueRas: 'unknown' }, rechallenge = false, assessments: readonly Assessment[] = []): readonly string[] =>
    strategiesOf({ verdict: 'explained', called: [], inTissue: [], therapy: ['anti_egfr'], ...m } as unknown as MechanismReading, patient([], [], profile, { assessments }), rechallenge).map((s) => `${s.id}: ${s.because}${s.changes.length > 0 ? ` ${s.changes.join('+')}` : ''}`);
  it('profiling where no tissue is on record', () => {
    const missing = 'initial_extended_profiling: no_tissue';
    expect([ids({}, {}), ids({}, { tissueRas: 'mutant' }), ids({}, { tissueBraf: 'wt' })]).toEqual([[missing], [], []]);
    expect([ids({}, {}, false, [note(1, 'tissue:liver', 'x', 'KRAS')]), ids({}, {}, false, [note(1, 'tissue', 'x', 'KRAS')]), ids({}, {}, false, [note(1, 'tissue', 'x')]), ids({}, {}, false, [note(1, 'tissues', 'x', 'KRAS')]), ids({}, {}, false, [note(1, 'fish', 'x', 'MET')])]).toEqual([[], [], [missing], [missing], [missing]]);
  });
  it('repetition where nothing explains; a next drug or a combined blockade by what stands; what else arises', () => {
    for (const verdict of ['cannot_assess', 'partly_tested', 'unexplained'] as const) expect(ids({ verdict })).toEqual([`repeat_biopsy_or_ctdna: ${verdict}`]);
    expect(ids({ verdict: 'no_therapy' })).toEqual([]);
    expect(ids({ called: [called('bypass_activation'), called('bypass_activation', { gene: 'ERBB2' }), called('secondary_target_mutation', { gene: 'EGFR', variant: 'p.C797S' })] })).toEqual(['next_generation_drug: secondary_target_mutation EGFR p.C797S', 'combined_cascade_blockade: bypass_activation MET amplification+ERBB2 amplification']);
    expect([ids({ called: [called('bypass_activation', { applies: false })] }), ids({ called: [called('bypass_activation', { action: 'caution' })] }), ids({ called: [called('bypass_activation', { lastStatus: 'not_detected' })] }), ids({ called: [called('clonal_selection')] })]).toEqual([[], [], [], []]);
    expect(ids({}, { tissueRas: 'unknown', nosology: 'thyroid_rair_braf' }, true)).toEqual(['reintroduction: rechallenge', 'redifferentiation: thyroid']);
  });
  it('a clone that the drug selected brings up its reintroduction, where that drug is anti-EGFR; what tissue showed counts as a call', () => {
    const kras = called('clonal_selection', { gene: 'KRAS', variant: 'p.G12D' });
    expect([ids({ called: [kras] }, undefined, true), ids({ called: [kras], therapy: ['cdk46'] }, undefined, true)]).toEqual([['reintroduction: rechallenge KRAS p.G12D'], ['reintroduction: rechallenge']]);
    const found = { gene: 'MET', variant: 'amplification', mechanism: 'bypass_activation', action: 'exclude' } as MechanismReading['inTissue'][number];
    expect([ids({ inTissue: [found] }), ids({ inTissue: [{ ...found, action: 'caution' }] })]).toEqual([['combined_cascade_blockade: bypass_activation MET amplification'], []]);
  });
});

describe('blood cells', () => {
  const chip = (role: string, gene: string, ...wbc: readonly (number | null)[]): readonly unknown[] => { const c = chipOf({ role, gene, points: wbc.map((wbcVaf) => ({ wbcVaf })) } as unknown as SeriesResult); return [c.statement, c.wbcVaf]; };
  it('say that they carry it, carry less, do not, or were not asked', () => {
    expect([chip('chip', 'KRAS', null, 0.01, 0.02), chip('resistance', 'KRAS', 0.02, null, 0.01), chip('resistance', 'KRAS', 0), chip('germline', 'BRCA2', 0.5), chip('germline', 'BRCA2', null)]).toEqual([['from_blood_cells', 0.02], ['less_than_plasma', 0.02], ['not_seen', 0], ['inherited', 0.5], ['inherited', null]]);
    expect([chip('resistance', 'KRAS', null), chip('truncal', 'TP53'), chip('chip', 'DNMT3A'), chip('other', 'APC', null)]).toEqual([['not_tested_may_be', null], ['not_tested_may_be', null], ['not_tested_may_be', null], ['not_tested', null]]);
  });
});

describe('the reading and the packet of a written-down evaluation', () => {
  const point = (day: number, status: CallStatus, vaf: number | null = 0.01) => ({ specimenId: `S${day}`, day, status, vaf: status === 'detected' ? vaf : null, assay: 'NGS', assayVersion: '1', countUnit: 'molecules', upper95: null, lod95: 0.001, lodStated: null, wbcVaf: null });
  const series = (gene: string, variant: string, points: readonly (readonly [number, CallStatus, number?])[], more: Record<string, unknown> = {}) => ({ gene, variant, role: 'resistance', trend: 'rising', clone: null, shareOfTumour: null, points: points.map(([d, s, v]) => point(d, s, v)), ...more });
  const read = (e: Record<string, unknown>, more: { panel?: readonly string[]; lines?: PatientRecord['treatments']; profile?: Partial<PatientProfile>; assessments?: readonly Assessment[] } = {}): readonly [Evaluation, PatientRecord] => {
    const draws = [0, 28].map((day) => ({ specimenId: `S${day}`, day, informative: 'informative', reason: 'because' }));
    const evaluation = { ...nothing, patientId: 'P1', asOfDay: 28, draws, informative: { status: 'informative', reason: 'x' }, sentence: 's', rechallenge: null, modelVersion: 'm', rulesVersion: 'r', ...e } as unknown as Evaluation;
    return [evaluation, patient([0, 28].map((d) => measure(`S${d}`, d, '', '', null, 3000, { panel: more.panel ?? ['KRAS'] })), more.lines ?? [line(-30, null)], more.profile, { assessments: more.assessments ?? [] })];
  };
  const mechanisms = (...a: Parameters<typeof read>): MechanismReading => mechanismsOf(...read(...a));
  it('a call that stands explains; what fell under its bound, an earlier drug or a caution does not', () => {
    const kras = series('KRAS', 'p.G12D', [[0, 'not_detected'], [28, 'detected']]);
    expect(mechanisms({ series: [kras] })).toMatchObject({ verdict: 'explained', wording: 'Day 28: KRAS p.G12D called, catalogued as resistance to anti-EGFR.'.replace('Day', 'Draw of day') });
    expect(mechanisms({ series: [series('KRAS', 'p.G12D', [[0, 'detected'], [28, 'not_detected']])] }).verdict).toBe('partly_tested');
    expect(mechanisms({ series: [series('KRAS', 'p.G12D', [[0, 'detected'], [28, 'not_covered']])] }).wording).toContain('KRAS p.G12D (last read day 0) called');
    expect(mechanisms({ series: [{ ...kras, role: 'chip' }] }).called).toEqual([]);
    expect(mechanisms({ series: [kras] }, { lines: [line(-30, null, { therapyClasses: ['vegf'], agents: ['bevacizumab'] })] }).verdict).toBe('no_therapy');
    expect(mechanisms({ series: [kras], draws: [] }).wording).toBe('Cannot be assessed: no results yet.');
    expect(mechanisms({ series: [], draws: [{ specimenId: 'S28', day: 28, informative: 'limited', reason: 'little' }] })).toMatchObject({ verdict: 'cannot_assess', wording: 'Draw of day 28: cannot be assessed. little.' });
  });
  it('calls are ordered by their first day, then share, then name; emerged or there from the start', () => {
    const called = mechanisms({ series: [
      series('NRAS', 'p.Q61K', [[0, 'detected'], [28, 'detected', 0.03]]), series('KRAS', 'p.G12D', [[0, 'not_detected'], [28, 'detected', 0.02]]), series('KRAS', 'p.G13D', [[28, 'detected', 0.02]]),
      series('EGFR', 'p.G465R', [[0, 'failed_qc'], [28, 'detected', 0.02]], { shareOfTumour: { median: 0.4, low: 0.3, high: 0.5 } }),
    ] }).called;
    expect(called.map((c) => [c.gene, c.variant, c.order, c.origin, c.lastVaf])).toEqual([['NRAS', 'p.Q61K', 1, 'from_start', 0.03], ['EGFR', 'p.G465R', 2, 'from_start', 0.02], ['KRAS', 'p.G12D', 2, 'emerged', 0.02], ['KRAS', 'p.G13D', 2, 'from_start', 0.02]]);
  });
  it('what the leading clone depends on: its mechanism, its target, or nothing shown', () => {
    const clone = (gene: string, variant: string, more: Record<string, unknown> = {}) => ({ leadingClone: 'C1', clones: [{ id: 'C1', variants: [{ gene, variant }] }], series: [series(gene, variant, [[28, 'detected']], { clone: 'C1' })], ...more });
    expect(mechanisms(clone('KRAS', 'p.G12D')).leading).toEqual({ clone: 'C1', variants: ['KRAS p.G12D'], target: 'KRAS', dependence: 'on KRAS, in a clone the drug has selected' });
    expect(mechanisms(clone('PTEN', 'p.R130*')).leading).toMatchObject({ target: 'PTEN' });
    expect(mechanisms(clone('FOO', 'p.A1V')).leading).toEqual({ clone: 'C1', variants: ['FOO p.A1V'], target: null, dependence: 'not shown by any variant of this clone' });
    const lung = { lines: [line(-30, null, { therapyClasses: ['egfr_tki'] as const, agents: ['osimertinib'] })], profile: { nosology: 'nsclc_egfr' as const } };
    expect(mechanisms({ ...clone('EGFR', 'p.L858R'), series: [] }, lung).leading).toMatchObject({ target: 'EGFR', dependence: 'still on EGFR, the target of the disease' });
    expect(mechanisms(clone('EGFR', 'p.C797S'), lung).leading).toMatchObject({ dependence: 'still on EGFR, in a form the drug holds less' });
    expect(mechanisms(clone('MET', 'amplification'), lung).leading).toMatchObject({ dependence: 'on MET, past the target that is held' });
    expect(mechanisms({ leadingClone: null, clones: [] }).leading).toBeNull();
    // The trunk leads only in a draw that shows the tumour.
    const trunk = (informative: string): MechanismReading['leading'] => mechanisms({ leadingClone: 'C0', clones: [{ id: 'C0', variants: [{ gene: 'APC', variant: 'p.R1450*' }] }], draws: [{ specimenId: 'S28', day: 28, informative, reason: '' }] }).leading;
    expect([trunk('informative')?.clone, trunk('limited'), trunk('not_informative')]).toEqual(['C0', null, null]);
  });
  it('asks for what could still show it: another draw, blood cells, a panel, FISH, tissue', () => {
    const tests = (e: Record<string, unknown>): readonly string[] => mechanisms(e).furtherTests.map((t) => t.test);
    expect(tests({})).toEqual(['wider_panel', 'fish_or_ihc', 'tissue']);
    expect(tests({ draws: [{ specimenId: 'S28', day: 28, informative: 'limited', reason: 'little' }] })[0]).toBe('repeat_draw');
    expect(mechanisms({ draws: [] }).furtherTests[0]).toEqual({ test: 'repeat_draw', shows: 'anything at all: nothing was read' });
    const open = { alerts: [{ kind: 'origin_unresolved', episode: 'o', members: [{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'KRAS', variant: 'p.G12D' }] }] };
    expect(mechanisms(open).furtherTests[0]).toEqual({ test: 'white_blood_cells', shows: 'whether KRAS p.G12D comes from blood cells' });
    expect(tests({ ...open, retracted: ['o'] })).not.toContain('white_blood_cells');
  });
  describe('what tissue shows beside it', () => {
    const lung = { lines: [line(-30, null, { therapyClasses: ['egfr_tki'] as const, agents: ['osimertinib'] })], profile: { nosology: 'nsclc_egfr' as const }, panel: ['EGFR', 'KRAS'] };
    const beside = (assessments: readonly Assessment[], e: Record<string, unknown> = {}): MechanismReading => mechanisms(e, { ...lung, assessments });
    const met = (result: string, day = 20, kind = 'fish', variant = 'amplification'): Assessment => note(day, kind, result, 'MET', variant);
    const copies = (m: MechanismReading): string => m.furtherTests.find((t) => t.test === 'fish_or_ihc')?.shows ?? '';
    it('explains where plasma does not, says so, and is not asked for again', () => {
      expect([beside([]).verdict, copies(beside([])).includes('MET')]).toEqual(['partly_tested', true]);
      const m = beside([met('positive')]);
      expect(m).toMatchObject({ verdict: 'explained', wording: 'Draw of day 28: not called in plasma, but found in tissue: MET amplification; catalogued as resistance to EGFR inhibitor.', called: [] });
      expect(m.inTissue).toEqual([expect.objectContaining({ day: 20, kind: 'fish', gene: 'MET', variant: 'amplification', entry: 'nsclc.met.amplification', mechanism: 'bypass_activation', action: 'exclude', tier: 'A' })]);
      expect([copies(m).includes('MET'), copies(m).includes('ERBB2')]).toEqual([false, true]);
      // A draw that cannot be assessed: tissue explains all the same, and the draw is asked for again.
      const poor = beside([met('positive')], { draws: [{ specimenId: 'S28', day: 28, informative: 'not_informative', reason: 'little' }] });
      expect([poor.verdict, poor.furtherTests[0]!.test]).toEqual(['explained', 'repeat_draw']);
    });
    it('by every method of tissue, in the words of each; a caution is listed and explains nothing by itself', () => {
      for (const kind of ['tissue', 'tissue:lung', 'FISH', 'cish:liver', 'ihc', 'sanger', 'aso_pcr', 'pcr']) expect([kind, beside([met('positive', 20, kind)]).verdict]).toEqual([kind, 'explained']);
      for (const [result, found] of [['amplified', true], ['3+', true], ['2+', false], ['positive', false], ['not amplified', false]] as const) expect([result, beside([met(result, 20, 'ihc', '')]).verdict === 'explained']).toEqual([result, found]);
      const erbb2 = beside([note(20, 'ihc', '3+', 'ERBB2')]);
      expect([erbb2.verdict, erbb2.inTissue.map((f) => [f.gene, f.variant, f.action])]).toEqual(['partly_tested', [['ERBB2', 'amplification', 'caution']]]);
      for (const kind of ['imaging', 'cea', 'blood', 'pcrx']) expect([kind, beside([met('positive', 20, kind)]).inTissue]).toEqual([kind, []]);
    });
    it('not what was found before these drugs, is not known yet, was replaced by a newer result, concerns other drugs, or is called in plasma as well', () => {
      const none = (...a: readonly Assessment[]): readonly unknown[] => beside(a).inTissue;
      expect([none(met('positive', -31)), none(met('positive', 29)), none(met('positive', 10), met('negative', 20)), none(note(20, 'tissue', 'positive', 'NRAS', 'p.Q61K'))]).toEqual([[], [], [], []]);
      expect([none(met('negative', 10), met('positive', 20)).length, none(met('positive', 10), met('negative', 20, 'fish:liver')).length, none(met('positive', -30)).length]).toEqual([1, 1, 1]);
      const both = beside([met('positive')], { series: [series('MET', 'amplification', [[28, 'detected']])] });
      expect([both.inTissue, both.wording]).toEqual([[], 'Draw of day 28: MET amplification called, catalogued as resistance to EGFR inhibitor.']);
      expect(beside([met('positive')], { series: [series('MET', 'amplification', [[28, 'not_detected']])] }).inTissue).toHaveLength(1);
      expect(mechanisms({}, { lines: [], assessments: [met('positive')] }).inTissue).toEqual([]);
    });
    it('a result that says there are not more copies is used too: FISH is not asked for again', () => {
      expect([copies(beside([met('not amplified', 20, 'fish', '')])).includes('MET'), copies(beside([met('2+', 20, 'ihc', '')])).includes('MET'), copies(beside([met('negative', -31)])).includes('MET')]).toEqual([false, true, true]);
    });
    it('is an option of the packet, marked as of tissue, once', () => {
      const [e, r] = read({}, { ...lung, assessments: [met('positive'), met('amplified', 21, 'cish', '')] });
      const p = boardPacketOf(e, r);
      expect(p.options.map((o) => [o.gene, o.variant, o.kind, o.limitIds])).toEqual([['MET', 'amplification', 'resistance', ['citation_partly', 'in_tissue']]]);
      expect(p.options[0]!.limits).toContain('found in tissue, not called in plasma');
      expect(p.strategies.map((s) => [s.id, s.changes])).toContainEqual(['combined_cascade_blockade', ['MET amplification']]);
    });
  });
  it('the packet lists options with what limits them, and everything unknown', () => {
    const [e, r] = read({ series: [series('KRAS', 'p.G12D', [[0, 'not_detected'], [28, 'detected']]), series('PTEN', 'p.R130*', [[0, 'detected'], [28, 'not_covered']])], informative: { status: 'limited', reason: 'too little' } });
    const p = boardPacketOf(e, r);
    expect(p.options.map((o) => [o.gene, o.kind, o.limitIds])).toEqual([['KRAS', 'resistance', ['citation_partly', 'no_share']], ['PTEN', 'resistance', expect.arrayContaining(['caution_only', 'no_share', 'not_in_last_draw'])]]);
    expect(p.options[1]!.limits).toEqual(expect.arrayContaining(['caution only: never withdraws a therapy by itself', 'share of the tumour not computed', 'not read in the last draw']));
    expect(p.unknown[0]).toBe('too little');
    expect(p.unknown.at(-1)).toBe('progression: none recorded');
    expect([p.asOf, p.question, p.sentence, p.rechallenge, p.versions]).toEqual([28, 'Which clone leads now, and on which target does its growth depend?', 's', null, { model: 'm', rules: 'r' }]);
  });
});
