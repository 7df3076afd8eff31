/** What stands beside the reading of the glance: shares, what could have been missed, what the finding rests on, the one test, the conflict. From evaluations written by hand. */
import { describe, expect, it } from '@jest/globals';
import type { AlertGlimpse, Evaluation, RechallengeResult, SeriesPoint, TreatmentLine } from '@clonewatch/domain';
import { alert, called, course, drawDay, drawn, evaluation, inFocus, reading, responseDraw, seen, series, span } from './evaluations.js';
import { day, line } from './records.js';

const trunk = series('APC p.R1450*', 'truncal', 'stable', called(0.1, 0.1), { clone: 'C0' });
const kras = (points: readonly SeriesPoint[], more = {}): ReturnType<typeof series> => series('KRAS p.G12D', 'resistance', 'stable', points, { clone: 'C1', ...more });
const nras = (points: readonly SeriesPoint[], more = {}): ReturnType<typeof series> => series('NRAS p.Q61K', 'resistance', 'stable', points, { clone: 'C2', ...more });
const noTrunk = { truncalVaf: null };
const rechallenge = (more: Partial<RechallengeResult>): Pick<Evaluation, 'rechallenge'> => ({ rechallenge: { excludedToVaf: null, answeredBy: null, ...more } as RechallengeResult });

describe('shares of the tumour', () => {
  const clone = (id: string, ...at: readonly (readonly [number, number, number, number])[]): Evaluation['clones'][number] =>
    ({ id, parent: 'C0', order: 'nested', variants: [], prevalence: at.map(([n, median, low, high]) => ({ day: drawDay(n), median, low, high })) });
  const shares = (all: readonly ReturnType<typeof series>[], more: Partial<Evaluation> = {}, last = {}): unknown[] =>
    seen(evaluation(2, all, more, last)).shares.map(({ clone: c, label, share, upper, reason }) => [c, label, share?.median ?? null, upper, reason]);
  it('a clone has the share drawn of it on the day of the last draw', () => {
    expect(shares([trunk, kras(called(0.01, 0.04))], { clones: [clone('C1', [1, 0.1, 0.05, 0.2], [2, 0.4, 0.3, 0.5])] })).toEqual([['C1', 'KRAS p.G12D', 0.4, null, null]]);
    // Nothing is drawn for that day: the last that is, else its own counts, at most the whole.
    expect(shares([trunk, kras(called(0.01, 0.04))], { clones: [clone('C1', [1, 0.1, 0.05, 0.2])] })[0]).toEqual(['C1', 'KRAS p.G12D', 0.1, null, null]);
    expect(seen(evaluation(2, [trunk, kras(called(0.01, 0.04), { shareOfTumour: span(1.2, 0.9, 1.5) })])).shares[0]!.share).toEqual(span(1, 0.9, 1));
    expect(seen(evaluation(2, [trunk, kras(called(0.01, 0.04), { shareOfTumour: span(1.4, 1.1, 1.5) })])).shares[0]!.share).toEqual(span(1, 1, 1));
    expect(shares([trunk, kras(called(0.01, 0.04))])[0]).toEqual(['C1', 'KRAS p.G12D', null, null, 'not computed']);
    expect(shares([trunk, kras(called(0.01, 0.04), { shareOfTumour: span(0, 0, 0.1) })])[0]).toEqual(['C1', 'KRAS p.G12D', null, null, 'not computed']);
    // A share whose interval reaches 0 is none.
    expect(shares([trunk, kras(called(0.01, 0.04))], { clones: [clone('C1', [2, 0.1, 0, 0.2])] })[0]).toEqual(['C1', 'KRAS p.G12D', null, null, 'not computed']);
  });
  it('without a truncal call there is nothing to take a share of', () => {
    expect(shares([trunk, kras(called(0.01, 0.04))], {}, noTrunk)).toEqual([['C1', 'KRAS p.G12D', null, null, 'no truncal variant called in the last draw']]);
    expect(seen(evaluation(0, [kras([])])).shares[0]!.reason).toBe('no truncal variant called in the last draw');
  });
  it('one not called has the bound of its share; one not looked at has none, and is said', () => {
    expect(shares([trunk, kras(course(0.01, 0))], {}, { truncalVaf: 0.05 })).toEqual([['C1', 'KRAS p.G12D', null, 0.02, null]]);
    expect(shares([trunk, kras(course(0.01, 0))], { clones: [clone('C1', [2, 0, 0, 0.03])] })[0]).toEqual(['C1', 'KRAS p.G12D', null, 0.03, null]);
    expect(shares([trunk, kras(called(0.01))])[0]).toEqual(['C1', 'KRAS p.G12D', null, null, 'not looked at in the last draw']);
    expect(shares([trunk, kras([...called(0.01), reading(2, 'not_detected', 0)])])[0]).toEqual(['C1', 'KRAS p.G12D', null, null, 'not computed']);
    // A depth that is assumed bounds nothing, unless the laboratory states its limit.
    expect(shares([trunk, kras([...called(0.01), reading(2, 'not_detected', 0, { upper95: 0.001, intervalAssumed: true })])])[0]).toEqual(['C1', 'KRAS p.G12D', null, null, 'not computed']);
    expect(shares([trunk, kras([...called(0.01), reading(2, 'not_detected', 0, { upper95: 0.001, intervalAssumed: true, lodStated: 0.001 })])])[0]).toEqual(['C1', 'KRAS p.G12D', null, 0.01, null]);
    expect(shares([trunk, kras([...called(0.01), reading(2, 'failed_qc')])])[0]).toEqual(['C1', 'KRAS p.G12D', null, null, 'not looked at in the last draw']);
  });
  it('the variants of one clone are one part, named by the most seen; a clone is called where any of them is', () => {
    const pair = [kras(course(0.01, 0), { shareOfTumour: span(0.1, 0.05, 0.2) }), nras(called(0.01, 0.03), { clone: 'C1', shareOfTumour: span(0.3, 0.2, 0.4) })];
    expect(shares([trunk, ...pair])).toEqual([['C1', 'NRAS p.Q61K +1', 0.3, null, null]]);
    expect(shares([trunk, ...[...pair].reverse()])).toEqual([['C1', 'NRAS p.Q61K +1', 0.3, null, null]]);
    // The named one was not looked at, the other was, and not found: no bound of the clone, and not "not looked at".
    expect(shares([trunk, kras(course(0.01, 0)), nras(called(0.01), { clone: 'C1', shareOfTumour: span(0.3, 0.2, 0.4) })])).toEqual([['C1', 'NRAS p.Q61K +1', null, null, 'not computed']]);
    // Without a clone each is its own.
    expect(shares([trunk, kras(called(0.01, 0.03), { clone: null, shareOfTumour: span(0.3, 0.2, 0.4) }), nras(called(0.01, 0.03), { clone: null, shareOfTumour: span(0.5, 0.2, 0.6) })]).map((x) => (x as unknown[])[1]))
      .toEqual(['NRAS p.Q61K', 'KRAS p.G12D']);
  });
  it('sensitising and unclassified parts count, the trunk and what moves with it do not; largest first, bounds after', () => {
    const all = [
      trunk, series('PIK3CA p.H1047R', 'other', 'stable', called(0.1, 0.1), { clone: 'C0' }), series('TP53 p.R175H', 'chip', 'stable', called(0.1, 0.1), { clone: 'C5' }),
      nras(course(0.01, 0)), series('MAP2K1 p.K57N', 'resistance', 'stable', [...called(0.01), reading(2, 'not_detected', 0, { upper95: 0.004 })], { clone: 'C6' }),
      series('EGFR p.L858R', 'sensitising', 'stable', called(0.1, 0.1), { clone: 'C3', shareOfTumour: span(0.2, 0.1, 0.3) }), series('SMAD4 p.R361H', 'other', 'stable', called(0.1, 0.1), { clone: 'C4', shareOfTumour: span(0.6, 0.5, 0.7) }),
    ];
    expect(shares(all).map((x) => (x as unknown[])[1])).toEqual(['SMAD4 p.R361H', 'EGFR p.L858R', 'MAP2K1 p.K57N', 'NRAS p.Q61K']);
    // Resistance that moves with the trunk is told all the same, by its own counts.
    expect(shares([trunk, kras(called(0.1, 0.1), { clone: 'C0', shareOfTumour: span(0.9, 0.8, 1) })], { clones: [clone('C0', [2, 1, 1, 1])] })).toEqual([['C0', 'KRAS p.G12D', 0.9, null, null]]);
  });
});

describe('what the last draw would have missed', () => {
  const missed = (all: readonly ReturnType<typeof series>[], more: Partial<Evaluation> = {}, last = {}): unknown => seen(evaluation(2, all, more, last)).missed;
  it('the widest limit of the resistance variants read and not called, and its share', () => {
    const wide = nras([...called(0.01), reading(2, 'not_detected', 0, { lod95: 0.004 })]);
    for (const all of [[trunk, kras(course(0, 0)), wide], [trunk, wide, kras(course(0, 0))]]) expect(missed(all)).toEqual({ vaf: 0.004, share: 0.04, label: 'NRAS p.Q61K', unread: [], reason: null });
    expect(missed([kras(course(0, 0))], {}, noTrunk)).toEqual({ vaf: 0.0015, share: null, label: 'KRAS p.G12D', unread: [], reason: 'no truncal variant called: its share of the tumour is not known' });
  });
  it('where each was called, from all readings of the draw; a truncal limit does not stand for a resistance variant that was read', () => {
    const deep = series('APC p.R1450*', 'truncal', 'stable', [...called(0.1), reading(2, 'detected', 0.1, { lod95: 0.009 })]);
    expect(missed([deep, kras([...called(0.01), reading(2, 'detected', 0.02, { lod95: 0.002 })])])).toMatchObject({ vaf: 0.009, label: 'APC p.R1450*' });
    expect(missed([deep, kras(course(0, 0))])).toMatchObject({ vaf: 0.0015, label: 'KRAS p.G12D' });
  });
  it('nothing tracked: what the rechallenge panel excludes, else said', () => {
    const deep = series('APC p.R1450*', 'truncal', 'stable', [...called(0.1), reading(2, 'detected', 0.1, { lod95: 0.009 })]);
    expect(missed([deep], rechallenge({ excludedToVaf: 0.002 }))).toEqual({ vaf: 0.002, share: 0.02, label: null, unread: [], reason: null });
    expect(missed([deep], rechallenge({}))).toEqual({ vaf: null, share: null, label: null, unread: [], reason: 'any clone: no resistance variant is tracked' });
  });
  it('what was not read is named; where none was, or no depth is known, no number stands for it', () => {
    expect(missed([trunk, kras(course(0, 0)), nras([reading(2, 'failed_qc')])])).toMatchObject({ vaf: 0.0015, unread: ['NRAS p.Q61K'] });
    expect(missed([trunk, kras([reading(2, 'not_covered')]), nras([])])).toEqual({ vaf: null, share: null, label: null, unread: ['KRAS p.G12D', 'NRAS p.Q61K'], reason: 'any clone: no tracked variant was read' });
    expect(missed([trunk, kras([reading(2, 'not_detected', 0)]), nras([])])).toMatchObject({ vaf: null, unread: ['NRAS p.Q61K'], reason: 'depth not reported: not computed' });
  });
  it('one that was read without a depth could have missed anything, whatever the others say; a limit that the laboratory states counts', () => {
    const assumed = { upper95: 0.003, intervalAssumed: true };
    for (const all of [[trunk, kras(course(0, 0)), nras([reading(2, 'not_detected', 0, assumed)])], [trunk, nras([reading(2, 'not_detected', 0, assumed)]), kras(course(0, 0))]])
      expect(missed(all)).toEqual({ vaf: null, share: null, label: null, unread: [], reason: 'depth not reported: not computed' });
    expect(missed([trunk, kras(course(0, 0)), nras([reading(2, 'not_detected', 0, { ...assumed, lodStated: 0.005 })])])).toMatchObject({ vaf: 0.005, label: 'NRAS p.Q61K' });
    // By another assay with a depth; a limit stated beside a depth does not replace it; a copy number has none.
    expect(missed([trunk, nras([reading(2, 'not_detected', 0, assumed), reading(2, 'not_detected', 0, { assay: 'dPCR', lod95: 0.002 })])])).toMatchObject({ vaf: 0.002 });
    expect(missed([trunk, kras([reading(2, 'not_detected', 0, { lod95: 0.0015, lodStated: 0.005 })])])).toMatchObject({ vaf: 0.0015 });
    expect(missed([trunk, kras(course(0, 0)), series('MET amplification', 'resistance', 'stable', [reading(2, 'not_detected', 0)])])).toMatchObject({ vaf: 0.0015 });
  });
  it('no draw, or one that cannot be assessed', () => {
    expect(seen(evaluation(0, [])).missed).toEqual({ vaf: null, share: null, label: null, unread: [], reason: 'no draw yet' });
    expect(missed([trunk, kras(course(0, 0))], {}, { informative: 'not_informative' })).toEqual({ vaf: null, share: null, label: null, unread: [], reason: 'any clone: this draw cannot be assessed' });
    expect(missed([trunk, kras(course(0, 0))], {}, { informative: 'limited' })).toMatchObject({ vaf: 0.0015 });
  });
});

describe('what the finding rests on', () => {
  const trust = (all: readonly ReturnType<typeof series>[], more: Partial<Evaluation> = {}): Record<string, string> => Object.fromEntries(seen(evaluation(2, all, more)).trust.map((t) => [t.id, `${t.state}: ${t.text}`]));
  it('repeated or not: draws are counted, not readings; those in one draw are named', () => {
    expect(trust([trunk, kras(called(0.01, 0.02)), nras(called(0.01, 0.02))]).repeat).toBe('good: repeated: KRAS p.G12D in 2 draws, NRAS p.Q61K in 2 draws');
    expect(trust([trunk, kras([reading(2, 'detected', 0.01), reading(2, 'detected', 0.01, { assay: 'dPCR' })]), nras(course(0, 0.01))]).repeat).toBe('open: KRAS p.G12D, NRAS p.Q61K in one draw only: not repeated');
    expect(trust([trunk, kras(called(0.01, 0.02)), nras(course(0, 0.01))]).repeat).toBe('open: NRAS p.Q61K in one draw only: not repeated');
    expect(trust([trunk, kras(course(0.01, 0))]).repeat).toBeUndefined();
    expect(seen(evaluation(0, [])).trust).toEqual([]);
  });
  it('white blood cells of the clones called; of the trunk where none is', () => {
    const wbc = (vaf: number | null): SeriesPoint[] => [reading(1, 'detected', 0.01), reading(2, 'detected', 0.02, { wbcVaf: vaf })];
    expect(trust([trunk, kras(wbc(0)), nras(wbc(null))]).wbc).toBe('open: white blood cells not tested for NRAS p.Q61K');
    expect(trust([trunk, kras(wbc(null)), nras(wbc(null))]).wbc).toBe('open: white blood cells not tested for KRAS p.G12D, NRAS p.Q61K');
    expect(trust([trunk, kras(wbc(0.01)), nras(wbc(0))]).wbc).toBe('warning: also in white blood cells: KRAS p.G12D');
    expect(trust([trunk, kras(wbc(0.01)), nras(wbc(0.02))]).wbc).toBe('warning: also in white blood cells: KRAS p.G12D, NRAS p.Q61K');
    expect(trust([trunk, kras(wbc(0))]).wbc).toBe('good: white blood cells tested, not seen there');
    expect(trust([trunk, kras(course(0.01, 0))]).wbc).toBe('open: white blood cells not tested for APC p.R1450*');
    expect(trust([series('APC p.R1450*', 'truncal', 'stable', course(0.1, 0))]).wbc).toBeUndefined();
  });
  it('the assay of the draw against the draw before', () => {
    expect(trust([trunk]).assay).toBe('good: same assay as the draw before');
    const two = (more: Partial<SeriesPoint>): string | undefined => trust([series('APC p.R1450*', 'truncal', 'stable', [reading(1, 'detected', 0.1), reading(2, 'detected', 0.1, more)])]).assay;
    expect(two({ assay: 'dPCR', assayVersion: '' })).toBe('warning: assay changed since 8 Jan 2026 (NGS 1 → dPCR): levels are not comparable as they stand');
    expect(two({ assayVersion: '2' })).toBe('warning: assay changed since 8 Jan 2026 (NGS 1 → NGS 2): levels are not comparable as they stand');
    const extra = trust([trunk, kras([reading(2, 'detected', 0.01, { assay: 'dPCR' })])]);
    expect(extra.assay).toBe('good: same assay as the draw before'); // one of two went on
    expect(trust([series('APC p.R1450*', 'truncal', 'stable', [reading(2, 'detected', 0.1)])]).assay).toBeUndefined();
    expect(trust([series('APC p.R1450*', 'truncal', 'stable', [reading(1, 'detected', 0.1)])]).assay).toBeUndefined();
    expect(seen(evaluation(1, [trunk])).trust.find((t) => t.id === 'assay')).toBeUndefined();
    // Two tubes of one day: the draw before is the one of an earlier day.
    const tubes = [reading(1, 'detected', 0.1), reading(2, 'detected', 0.1, { assay: 'dPCR' }), reading(3, 'detected', 0.1, { assay: 'dPCR', day: drawDay(2) })];
    expect(seen(evaluation(0, [series('APC p.R1450*', 'truncal', 'stable', tubes)], { draws: [drawn(1), drawn(2), drawn(3, { day: drawDay(2) })] })).trust.find((t) => t.id === 'assay')!.state).toBe('warning');
  });
  it('copies per mL: from the laboratory for any reading of the draw, or from volume and input', () => {
    expect(trust([trunk]).volume).toBe('open: copies/mL not known: a fall of the fraction may be dilution');
    expect(trust([trunk, kras([reading(1, 'detected', 0.01), reading(2, 'detected', 0.01, { copiesPerMl: 12 })])]).volume).toBeUndefined();
    expect(trust([trunk, kras([reading(1, 'detected', 0.01, { copiesPerMl: 12 })])]).volume).toBeDefined();
    const level = (mtmPerMl: ReturnType<typeof span> | null): ReturnType<typeof inFocus> => inFocus(responseDraw(2, { burden: { meanVaf: span(0.1, 0.1, 0.1), mtmPerMl, copiesPerMl: null, depthAssumed: false } }));
    expect(trust([trunk], level(span(10, 8, 12))).volume).toBeUndefined();
    expect(trust([trunk], level(null)).volume).toBeDefined();
  });
});

describe('the one test that would change the answer, in order of what is settled first', () => {
  const e = evaluation(2, [trunk, kras(called(0.01, 0.02))]);
  const test = (alerts: readonly AlertGlimpse[], of: Evaluation = e, more = {}): string | null => {
    const found = seen(of, { alerts, ...more }).test;
    return found && `${found.kind}, ${found.text}: ${found.why}`;
  };
  const origin = alert('origin_unresolved', { gene: 'TP53', variant: 'p.R175H' });
  const rise = alert('resistance_emerging', { gene: 'KRAS', variant: 'p.G12D', grade: 'rising' });
  const answered = { ...e, ...rechallenge({ answeredBy: 'tissue' }) };
  const [unexplained, gap, burden, suspect] = (['progression_unexplained', 'coverage_gap', 'burden_rising', 'sample_suspect'] as const).map((kind) => alert(kind)) as [AlertGlimpse, AlertGlimpse, AlertGlimpse, AlertGlimpse];
  const whole = [burden, gap, unexplained, rise, origin, suspect];
  it('each, and what is settled before it', () => {
    expect(seen(evaluation(0, [])).test).toBeNull();
    expect(test([])).toBeNull();
    expect(test(whole)).toBe('repeat, Repeat draw: the sample may not be this patient’s, or not of this date');
    const blank = evaluation(2, [trunk, kras(called(0.01, 0.02))], {}, { informative: 'not_informative' });
    expect(test(whole.slice(0, 5), blank)).toBe('repeat, Repeat draw: the last draw cannot answer');
    expect(test(whole.slice(0, 5), evaluation(2, [trunk, kras(course(0, 0.02))]))).toBe('wbc, White blood cells of the same draw: TP53 p.R175H: tumour or blood cells is open');
    expect(test(whole.slice(0, 4), evaluation(2, [trunk, kras(course(0, 0.02)), nras(course(0, 0.01))]))).toMatch(/^repeat, Repeat draw: KRAS p\.G12D, NRAS p\.Q61K rests? on one draw$/);
    expect(test(whole.slice(0, 4), answered)).toBe('repeat, Repeat draw: rise not yet confirmed: KRAS p.G12D');
    expect(test(whole.slice(0, 3), answered)).toBe('tissue, Tissue: every open gate of the rechallenge question turns on it');
    expect(test(whole.slice(0, 3))).toBe('wider_panel, Wider panel: the tumour burden rose and the mechanisms tested do not explain it');
    expect(test(whole.slice(0, 2))).toBe('wider_panel, Wider panel: a required codon was not tested');
    expect(test(whole.slice(0, 1))).toBe('imaging, Imaging: the rise in blood is not yet seen beside an image');
    for (const [answeredBy, text] of [['repeat', 'Repeat draw'], ['wbc', 'White blood cells of the same draw'], ['wider_panel', 'Wider panel'], ['record', 'Complete the record']] as const) {
      expect(seen({ ...e, ...rechallenge({ answeredBy }) }).test).toMatchObject({ kind: answeredBy, text });
    }
  });
  it('a progression that blood does not explain asks for tissue, once what comes before it is settled', () => {
    const open = { progressed: [drawDay(2)] };
    const clean = evaluation(2, [trunk, kras(course(0, 0))]);
    expect([test([], clean), test([], clean, open)]).toEqual([null, 'tissue, Tissue: progression is on record, and the blood does not explain it']);
    // What tissue explains is not unexplained, and asks for no wider panel.
    expect([test([unexplained]), test([unexplained], e, { explainedInTissue: true })]).toEqual(['wider_panel, Wider panel: the tumour burden rose and the mechanisms tested do not explain it', null]);
    // A resistant clone called is an explanation; tissue that came since answers (`progressionsOpen`).
    expect(test([], evaluation(2, [trunk, kras(called(0.01, 0.02))]), open)).toBeNull();
    expect(test([gap], clean, open)).toMatch(/^wider_panel/);
    expect(test([burden], clean, open)).toMatch(/^imaging/);
    // One blank draw is repeated; after several it is tissue that answers.
    const blank = (count: number, informative: 'limited' | 'not_informative'): Evaluation => { const x = evaluation(4, [trunk]); return { ...x, draws: x.draws.map((d, i) => (i >= 4 - count ? { ...d, informative } : d)) }; };
    expect(test([], blank(1, 'not_informative'), open)).toBe('repeat, Repeat draw: the last draw cannot answer');
    for (const state of ['limited', 'not_informative'] as const) expect(test([], blank(2, state), open)).toBe('tissue, Tissue: progression is on record, and the last 2 draws could not answer');
    expect(test([], blank(4, 'not_informative'), open)).toMatch(/the last 4 draws could not answer$/);
    expect(test([], blank(2, 'not_informative'))).toMatch(/^repeat/);
    // Two tubes of one day are one draw.
    const tubes = blank(2, 'not_informative');
    expect(test([], { ...tubes, draws: tubes.draws.map((d) => ({ ...d, day: Math.max(d.day, 0) === tubes.draws[2]!.day ? tubes.draws[3]!.day : d.day })) }, open)).toMatch(/^repeat/);
    expect(test([suspect], blank(3, 'not_informative'), open)).toMatch(/may not be this patient/);
  });
  it('an alert that is closed or retracted asks for nothing; one that is worked on does', () => {
    for (const state of ['closed', 'retracted'] as const) expect(test([{ ...suspect, state }, { ...gap, state }])).toBeNull();
    for (const state of ['acknowledged', 'in_review', 'snoozed'] as const) expect(test([{ ...gap, state }])).toMatch(/^wider_panel/);
  });
  it('a rise is unconfirmed while no open alert of the same variant is confirmed, alone or together', () => {
    const joint = (grade: string): AlertGlimpse => alert('resistance_emerging', { grade, members: [{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'NRAS', variant: 'p.Q61K' }] });
    expect(test([rise, { ...rise, grade: 'confirmed' }])).toBeNull();
    expect(test([rise, joint('rising')])).toBe('repeat, Repeat draw: rise not yet confirmed: KRAS p.G12D, NRAS p.Q61K');
    expect(test([{ ...rise, grade: 'confirmed' }, joint('rising')])).toBe('repeat, Repeat draw: rise not yet confirmed: NRAS p.Q61K');
    expect(test([joint('confirmed'), rise])).toBeNull();
    expect(test([rise, { ...rise, grade: 'confirmed', state: 'closed' }])).toMatch(/KRAS p.G12D$/);
    expect(test([{ ...rise, kind: 'resistance_regrowth' }])).toMatch(/KRAS p.G12D$/);
    expect(test([{ ...rise, kind: 'resistance_detected' }, { ...rise, grade: 'watch' }])).toBeNull();
  });
  it('one call is not repeated: only of resistance, only where the last draw calls it', () => {
    expect(test([], evaluation(2, [trunk, kras(course(0.02, 0))]))).toBeNull();
    expect(test([], evaluation(2, [series('APC p.R1450*', 'truncal', 'stable', course(0, 0.1)), kras(called(0.01, 0.02))]))).toBeNull();
  });
  it('an image counts when it is no older than two weeks before the draw', () => {
    const now = { ...burden, firedDay: drawDay(2) };
    expect(test([now], e, { imaged: [drawDay(2) - 14] })).toBeNull();
    expect(test([now], e, { imaged: [drawDay(2) - 15] })).toMatch(/^imaging/);
    expect(test([now], e, { imaged: [drawDay(2) + 3] })).toBeNull();
    // The image of the days in which the burden rose counts for it, however many draws came since; a conflict asks for one of now.
    const later = { ...burden, firedDay: drawDay(2) - 60 };
    expect(test([later], e, { imaged: [drawDay(2) - 70] })).toBeNull();
    expect(test([later], e, { imaged: [drawDay(2) - 75] })).toMatch(/^imaging/);
  });
});

describe('time and conflict', () => {
  const e = evaluation(2, [trunk]);
  const start = drawDay(1);
  const against = (l: TreatmentLine, more: Partial<AlertGlimpse> = {}): AlertGlimpse =>
    alert('therapy_conflict', { members: [{ gene: 'KRAS', variant: 'p.G12D' }], evidence: { line: { regimen: l.regimen, agents: l.agents, started_on: '2026-01-08' } }, ...more });
  const running = line(start, null);
  const conflict = (lines: readonly TreatmentLine[], alerts: readonly AlertGlimpse[], more = {}): string | null => seen(e, { today: drawDay(2), lines, alerts, ...more }).conflict;
  const said = 'On cetuximab + irinotecan against confirmed KRAS p.G12D; no decision recorded';
  it('a conflict of a line in use, until it is decided', () => {
    expect(conflict([running], [against(running)])).toBe(said);
    for (const state of ['acknowledged', 'in_review', 'snoozed'] as const) expect(conflict([running], [against(running, { state })])).toBe(said);
    for (const state of ['closed', 'retracted'] as const) expect(conflict([running], [against(running, { state })])).toBeNull();
    expect(conflict([running], [alert('resistance_emerging', { evidence: against(running).evidence })])).toBeNull();
    expect(seen(e, { today: drawDay(2), lines: [running], alerts: [against(running)] }).test).toMatchObject({ kind: 'imaging' });
    const named = { ...running, agents: [] };
    expect(conflict([named], [against(named)])).toBe('On FOLFIRI + cetuximab against confirmed KRAS p.G12D; no decision recorded');
    expect(conflict([running], [against(running), against(running, { members: [{ gene: 'NRAS', variant: 'p.Q61K' }] })])).toBe('On cetuximab + irinotecan against confirmed KRAS p.G12D, NRAS p.Q61K; no decision recorded');
  });
  it('a line that has not begun, or has stopped by the day, is not in use; without a day only one without a stop is', () => {
    const stops = (stopDay: number, today: number | null): string | null => { const l = line(start, stopDay); return conflict([l], [against(l)], { today }); };
    expect(stops(drawDay(2), drawDay(2))).toBeNull();
    expect(stops(drawDay(2) + 1, drawDay(2))).toBe(said);
    expect(stops(drawDay(2) + 1, null)).toBeNull();
    expect(conflict([running], [against(running)], { today: null })).toBe(said);
    expect(conflict([running], [against(running)], { today: start - 1 })).toBeNull();
    expect(conflict([running], [against(running)], { today: start })).toBe(said);
  });
  it('months since anti-EGFR: from the last of its lines, begun by the day', () => {
    const since = (lines: readonly TreatmentLine[], today: number | null): unknown => { const a = seen(e, { today, lines }).antiEgfr; return [a.state, a.months]; };
    const [first, second] = [line(day('2025-01-01'), day('2025-06-01')), line(day('2025-09-01'), day('2025-12-01'))];
    expect(since([second, first], day('2026-03-01'))).toEqual(['off', 2.9]); // 90 days of 30.4375 are 2.96: short of three, as gate G3 says
    expect(since([first, line(day('2025-09-01'), null)], day('2026-03-01'))).toEqual(['on', null]);
    expect(since([first, second], day('2025-12-01'))).toEqual(['off', 0]);
    expect(since([first, second], day('2025-11-30'))).toEqual(['on', null]);
    expect(since([second], day('2025-08-31'))).toEqual(['never', null]);
    expect(since([second], day('2025-09-01'))).toEqual(['on', null]);
    expect(since([line(start, null, { therapyClasses: ['vegf'] })], drawDay(2))).toEqual(['never', null]);
    expect(since([first], null)).toEqual(['off', null]);
  });
  it('draws that wait for a result, oldest first; days to the next cycle', () => {
    const pending = [{ specimenId: 'B', day: 20 }, { specimenId: 'A', day: 10 }];
    expect(seen(e, { pending }).pending.map((p) => p.specimenId)).toEqual(['A', 'B']);
    expect([[13, 10], [13, null], [null, 10]].map(([nextCycleDay, today]) => seen(e, { nextCycleDay: nextCycleDay!, today: today! }).nextCycleInDays)).toEqual([3, null, null]);
  });
});
