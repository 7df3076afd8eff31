/** The reading of the glance, sentence by sentence: what is said of the truncal signal and of resistance together, from courses written by hand. */
import { describe, expect, it } from '@jest/globals';
import type { DrawResult, Evaluation, Interval, ResponseDraw, SeriesResult, Trend } from '@clonewatch/domain';
import { called, course, drawn, evaluation, inFocus, reading, responseDraw, seen, series, span } from './evaluations.js';

const trunk = (trend: Trend, points = called(0.1, 0.1, 0.1), name = 'APC p.R1450*'): SeriesResult => series(name, 'truncal', trend, points);
const kras = (trend: Trend, points = called(0.01, 0.02, 0.04), name = 'KRAS p.G12D'): SeriesResult => series(name, 'resistance', trend, points);
const unseen = kras('insufficient', course(0.01, 0, 0));
const read = (all: readonly SeriesResult[], more: Partial<Evaluation> = {}, last: Partial<DrawResult> = {}, count = 3): string[] => {
  const { kind, text } = seen(evaluation(count, all, more, last)).reading;
  return [kind, text];
};

describe('truncal signal and a rising clone', () => {
  it('each direction of the truncal signal has its own word beside a rise', () => {
    expect(read([trunk('falling'), kras('rising')])).toEqual(['clonal_replacement', 'Clonal replacement: truncal falls while KRAS p.G12D rises']);
    expect(read([trunk('rising'), kras('rising')])).toEqual(['progression', 'Progression: truncal and KRAS p.G12D rise together']);
    expect(read([trunk('stable'), kras('rising')])).toEqual(['emergence', 'KRAS p.G12D rises; truncal stable (within threefold)']);
    expect(read([trunk('insufficient'), kras('rising')])).toEqual(['emergence', 'KRAS p.G12D rises; truncal course not known']);
    expect(read([kras('rising')])).toEqual(['emergence', 'KRAS p.G12D rises; truncal course not known']);
  });
  it('truncal variants that contradict one another say nothing; one that says nothing leaves the word to the other', () => {
    const two = (a: Trend, b: Trend): string[] => read([trunk(a), trunk(b, called(0.1, 0.1, 0.1), 'TP53 p.R175H'), unseen]);
    expect(two('rising', 'falling')).toEqual(['cannot_tell', 'The draws do not show a direction of the truncal signal; no tracked resistance variant called']);
    expect(two('rising', 'insufficient')[0]).toBe('truncal_only');
    expect(two('rising', 'stable')[0]).toBe('truncal_only');
    expect(two('falling', 'stable')[0]).toBe('response');
    expect(two('stable', 'insufficient')[0]).toBe('unmoved');
  });
  it('names two clones and counts the rest', () => {
    const risen = ['KRAS p.G12D', 'NRAS p.Q61K', 'KRAS p.Q61H', 'BRAF p.V600E'].map((name) => kras('rising', undefined, name));
    const said = (n: number): string => read([trunk('falling'), ...risen.slice(0, n)])[1]!.replace(/^Clonal replacement: truncal falls while /, '');
    expect([1, 2, 3, 4].map(said)).toEqual(['KRAS p.G12D rises', 'KRAS p.G12D and NRAS p.Q61K rise', 'KRAS p.G12D, NRAS p.Q61K and 1 more rise', 'KRAS p.G12D, NRAS p.Q61K and 2 more rise']);
    expect(read([trunk('stable'), ...risen.slice(0, 2)])[1]).toBe('KRAS p.G12D and NRAS p.Q61K rise; truncal stable (within threefold)');
    expect(read(['KRAS p.G12D', 'NRAS p.Q61K'].map((name) => kras('falling', undefined, name)))[1]).toBe('KRAS p.G12D and NRAS p.Q61K fall, still called; no truncal variant is known');
  });
  it('a rise that the last draw does not call, or that is no resistance, is none', () => {
    expect(read([trunk('stable'), kras('rising', course(0.01, 0.02, 0))])).toEqual(['unmoved', 'Truncal stable (within threefold); no tracked resistance variant called']);
    expect(read([trunk('stable'), series('PIK3CA p.H1047R', 'other', 'rising', called(0.01, 0.02, 0.04))])).toEqual(['unmoved', 'Truncal stable (within threefold); no resistance variant reported, which does not exclude one']);
  });
  it('a truncal signal that the last draw did not read has no course in it', () => {
    const points = [...called(0.1, 0.05), reading(3, 'not_covered')];
    expect(read([trunk('falling', points), kras('rising')])[1]).toBe('KRAS p.G12D rises; truncal course not known');
    // Not found is read: the fall is told.
    expect(read([trunk('falling', course(0.1, 0.05, 0)), kras('rising')])[0]).toBe('clonal_replacement');
    // One of two assays read it.
    expect(read([trunk('falling', [...called(0.1, 0.05, 0.02), reading(3, 'failed_qc', null, { assay: 'dPCR' })]), kras('rising')])[0]).toBe('clonal_replacement');
    // One of two was read.
    expect(read([trunk('falling', points), trunk('falling', called(0.1, 0.05, 0.02), 'TP53 p.R175H'), kras('rising')])[0]).toBe('clonal_replacement');
  });
});

describe('the last draw against the one before', () => {
  const lower = 'KRAS p.G12D lower in the last draw than in the one before, after a rise: one draw shows no direction';
  it('half or less with intervals apart: it does not rise now', () => {
    expect(read([trunk('stable'), kras('rising', called(0.01, 0.04, 0.02))])).toEqual(['cannot_tell', lower]);
    expect(read([trunk('stable'), kras('rising', called(0.01, 0.04, 0.021))])[0]).toBe('emergence'); // more than half
    expect(read([trunk('stable'), kras('rising', [...called(0.01, 0.04), reading(3, 'detected', 0.02, { high: 0.032 })])])[0]).toBe('emergence'); // limits that touch
    expect(read([trunk('stable'), kras('rising', [...called(0.01, 0.04), reading(3, 'detected', 0.02, { high: 0.0319 })])])[0]).toBe('cannot_tell');
  });
  it('an interval that is assumed, or not there, tells no two draws apart', () => {
    for (const more of [{ intervalAssumed: true }, { vaf: null }, { low: null }, { high: null }]) {
      expect(read([trunk('stable'), kras('rising', [...called(0.01, 0.04), reading(3, 'detected', 0.02, more)])])[0]).toBe('emergence');
      expect(read([trunk('stable'), kras('rising', [...called(0.01), reading(2, 'detected', 0.04, more), reading(3, 'detected', 0.02)])])[0]).toBe('emergence');
    }
  });
  it('a draw that could not be read stands between: the one before it is meant; two readings of one day are one draw', () => {
    expect(read([trunk('stable'), kras('rising', [reading(1, 'detected', 0.04), reading(2, 'failed_qc'), reading(3, 'detected', 0.02)])])[0]).toBe('cannot_tell');
    const day3 = [reading(3, 'detected', 0.05, { assay: 'dPCR' }), reading(3, 'detected', 0.02)];
    expect(read([trunk('stable'), kras('rising', [...called(0.01, 0.02), ...day3])])[0]).toBe('emergence');
  });
  it('one clone lower, another rising: the rise is told, of the rising one alone', () => {
    expect(read([trunk('falling'), kras('rising', called(0.01, 0.04, 0.02)), kras('rising', undefined, 'NRAS p.Q61K')])[1]).toBe('Clonal replacement: truncal falls while NRAS p.Q61K rises');
  });
  it('a truncal signal without direction that doubled is said to be higher', () => {
    const said = (...vafs: readonly number[]): string => read([trunk('insufficient', called(...vafs)), kras('rising')])[1]!;
    expect(said(0.05, 0.05, 0.1)).toBe('KRAS p.G12D rises; truncal higher in the last draw than before');
    expect(said(0.05, 0.05, 0.099)).toBe('KRAS p.G12D rises; truncal course not known');
    const touching = [...called(0.05, 0.05), reading(3, 'detected', 0.1, { low: 0.06 })];
    expect(read([trunk('insufficient', touching), kras('rising')])[1]).toBe('KRAS p.G12D rises; truncal course not known');
    expect(read([trunk('insufficient', called(0.05, 0.05, 0.1)), unseen])).toEqual(['cannot_tell', 'Truncal higher in the last draw than before: one draw shows no direction; no tracked resistance variant called']);
  });
});

describe('a truncal signal without a rising clone', () => {
  const second = kras('stable', called(0.01, 0.01, 0.01));
  it('falls', () => {
    expect(read([trunk('falling'), unseen])).toEqual(['response', 'Response: truncal falls; no tracked resistance variant called']);
    expect(read([trunk('falling')])).toEqual(['response', 'Response: truncal falls; no resistance variant reported, which does not exclude one']);
    expect(read([trunk('falling'), second])).toEqual(['response', 'Truncal falls; KRAS p.G12D called, not shown to rise']);
  });
  it('falls, with its level against the start of the line in focus, of that draw alone', () => {
    const ratio = span(0.2, 0.15, 0.27);
    expect(read([trunk('falling'), unseen], inFocus(responseDraw(2), responseDraw(3, { ratio })))[1]).toBe('Response: truncal falls, 20 % of its level at the start of the line (15–27); no tracked resistance variant called');
    expect(read([trunk('falling'), second], inFocus(responseDraw(3, { ratio })))[1]).toBe('Truncal falls, 20 % of its level at the start of the line (15–27); KRAS p.G12D called, not shown to rise');
    expect(read([trunk('falling'), unseen], inFocus(responseDraw(2, { ratio })))[1]).toBe('Response: truncal falls; no tracked resistance variant called');
    const elsewhere = { response: { ...inFocus(responseDraw(3, { ratio })).response!, focus: null } };
    expect(read([trunk('falling'), unseen], elsewhere)[1]).toBe('Response: truncal falls; no tracked resistance variant called');
  });
  it('rises', () => {
    expect(read([trunk('rising'), unseen])).toEqual(['truncal_only', 'Truncal-only progression: truncal rises and no tracked resistance variant is called']);
    expect(read([trunk('rising')])).toEqual(['truncal_only', 'Truncal rises; no resistance variant reported, which does not exclude one']);
    expect(read([trunk('rising'), second])).toEqual(['progression', 'Truncal rises; KRAS p.G12D called, not shown to rise']);
  });
  it('is stable: a threefold change unlikely', () => {
    expect(read([trunk('stable'), unseen])).toEqual(['unmoved', 'Truncal stable (within threefold); no tracked resistance variant called']);
    expect(read([trunk('stable'), second])).toEqual(['unmoved', 'KRAS p.G12D called, not shown to rise; truncal stable (within threefold)']);
  });
  it('has no direction, and why', () => {
    expect(read([unseen])).toEqual(['cannot_tell', 'no truncal variant is known']);
    expect(read([trunk('insufficient', called(0.1)), kras('insufficient', course(0))], {}, {}, 1)).toEqual(['cannot_tell', 'one draw has no direction']);
    expect(read([trunk('insufficient'), unseen])).toEqual(['cannot_tell', 'The draws do not show a direction of the truncal signal; no tracked resistance variant called']);
    expect(read([trunk('insufficient')])).toEqual(['cannot_tell', 'the draws do not show a direction of the truncal signal']); // nothing was looked for
    expect(read([trunk('insufficient', called(0.1, 0.1)), second], {}, {}, 2)[1]).toBe('KRAS p.G12D called; the draws do not show a direction of the truncal signal');
    expect(read([kras('falling')])[1]).toBe('KRAS p.G12D falls, still called; no truncal variant is known');
    expect(read([kras('falling'), kras('stable', undefined, 'NRAS p.Q61K')])[1]).toBe('KRAS p.G12D and NRAS p.Q61K called; no truncal variant is known');
  });
});

describe('a tracked variant that the last draw did not read', () => {
  const lost = (status: 'not_covered' | 'failed_qc'): SeriesResult => { const k = kras('insufficient', course(0.01, 0, 0)); return { ...k, points: k.points.map((p, i) => (i === k.points.length - 1 ? { ...p, status, vaf: null, upper95: null, lod95: null } : p)) }; };
  it.each(['not_covered', 'failed_qc'] as const)('%s: is not said to be "not called", whatever the trunk does and whatever else was read', (status) => {
    const none = 'no resistance variant reported, which does not exclude one';
    for (const beside of [[], [kras('insufficient', course(0.01, 0, 0), 'NRAS p.Q61K')]]) {
      const text = (trend: Trend): string => read([trunk(trend), lost(status), ...beside])[1]!;
      expect(['falling', 'rising', 'stable', 'insufficient'].map((trend) => text(trend as Trend))).toEqual([`Response: truncal falls; ${none}`, `Truncal rises; ${none}`, `Truncal stable (within threefold); ${none}`, 'the draws do not show a direction of the truncal signal']);
    }
  });
  it('what the draw reads of the trunk bounds no clone that it did not look at', () => {
    const missed = (...more: readonly SeriesResult[]): unknown => { const m = seen(evaluation(3, [trunk('stable'), lost('not_covered'), ...more])).missed; return [m.vaf === null, m.reason, m.unread]; };
    expect(missed()).toEqual([true, 'any clone: no tracked variant was read', ['KRAS p.G12D']]);
    expect(missed(kras('insufficient', course(0.01, 0, 0), 'NRAS p.Q61K'))).toEqual([false, null, ['KRAS p.G12D']]);
  });
});

describe('a draw that tells little or nothing', () => {
  it('no draw at all', () => expect(read([], {}, {}, 0)).toEqual(['cannot_tell', 'No results yet']));
  const blank = { informative: 'not_informative' as const, reason: 'No truncal variant called', truncalVaf: null };
  it('no tumour DNA shown: no word of response but the fall that the bound supports', () => {
    const all = [trunk('falling', course(0.1, 0.05, 0)), unseen];
    expect(read(all, {}, blank)).toEqual(['cannot_tell', 'Response and a poor draw look alike: no tumour DNA shown']);
    expect(read(all, inFocus(responseDraw(3, { provableFall: 0.92 })), blank)[1]).toBe('Response and a poor draw look alike: no tumour DNA shown; if it is response, a fall of at least 92 % is supported');
    for (const provableFall of [0, null]) expect(read(all, inFocus(responseDraw(3, { provableFall })), blank)[1]).toBe('Response and a poor draw look alike: no tumour DNA shown');
    // A resistant clone is called: the draw holds tumour DNA whatever the trunk says.
    expect(read([trunk('falling', course(0.1, 0.05, 0)), kras('rising')], {}, blank)[0]).toBe('clonal_replacement');
  });
  it('a limited draw says so, unless a call or a direction is there', () => {
    const limited = { informative: 'limited' as const, reason: 'low input' };
    for (const t of ['insufficient', 'stable'] as const) expect(read([trunk(t), unseen], {}, limited)).toEqual(['cannot_tell', 'The last draw tells little: low input']);
    expect(read([trunk('falling'), unseen], {}, limited)[0]).toBe('response');
    expect(read([trunk('rising'), unseen], {}, limited)[0]).toBe('truncal_only');
    expect(read([trunk('stable'), kras('stable')], {}, limited)[0]).toBe('unmoved');
  });
  it('an assay finds tumour DNA and names no clone', () => {
    const said = (state: 'detected' | 'not_detected', tumourFraction: number | null): Pick<DrawResult, 'tumourDna'> => ({ tumourDna: [{ assay: 'PCM MRD', state, tumourFraction, moleculesPerMl: null, lod: null }] });
    const none = { truncalVaf: null, ...said('detected', 0.0004) };
    expect(read([unseen], {}, none)).toEqual(['cannot_tell', 'Tumour DNA detected by PCM MRD (tumour fraction 0.040 %), no variant named: which clone it is is not known']);
    const again = { draws: [drawn(1), drawn(2, said('not_detected', null)), drawn(3, none)] };
    expect(read([unseen], again)[1]).toBe('Tumour DNA detected again by PCM MRD (tumour fraction 0.040 %), no variant named: which clone it is is not known');
    expect(read([trunk('stable'), unseen], {}, said('detected', 0.0004))[0]).toBe('unmoved'); // a truncal variant was called besides
    expect(read([kras('rising')], {}, none)[0]).toBe('emergence'); // and here a clone
    expect(read([trunk('stable'), unseen], {}, { truncalVaf: null, ...said('not_detected', null) })[0]).toBe('unmoved');
  });
});

describe('dilution', () => {
  const all = [trunk('falling'), unseen];
  const level = (n: number, meanVaf: Interval, mtmPerMl: Interval | null, more: Partial<ResponseDraw> = {}): ResponseDraw => responseDraw(n, { burden: { meanVaf, mtmPerMl, copiesPerMl: null, depthAssumed: false }, ...more });
  const before = level(2, span(0.1, 0.08, 0.12), span(100, 80, 120));
  const kind = (...focus: readonly ResponseDraw[]): string => read(all, inFocus(...focus))[0]!;
  it('the fraction fell beyond both intervals, the molecules per mL not', () => {
    expect(read(all, inFocus(before, level(3, span(0.02, 0.01, 0.03), span(100, 80, 120))))).toEqual(['dilution', 'Dilution, not response: the truncal fraction fell, the tumour molecules per mL did not']);
    expect(kind(before, level(3, span(0.02, 0.01, 0.03), span(60, 40, 80)))).toBe('dilution'); // reaches the lower limit
    expect(kind(before, level(3, span(0.02, 0.01, 0.03), span(60, 40, 79)))).toBe('response');
    expect(kind(before, level(3, span(0.06, 0.05, 0.08), span(100, 80, 120)))).toBe('response'); // the limits of the fraction touch
  });
  it('needs molecules per mL in both draws, the same variants, and the last draw itself', () => {
    const low = span(0.02, 0.01, 0.03);
    const same = span(100, 80, 120);
    expect(kind(before, level(3, low, null))).toBe('response');
    expect(kind(level(2, span(0.1, 0.08, 0.12), null), level(3, low, same))).toBe('response');
    expect(kind(before, level(3, low, same, { variantsRead: 2 }))).toBe('response');
    expect(kind(level(3, low, same))).toBe('response');
    expect(kind(level(1, span(0.1, 0.08, 0.12), same), level(2, low, same))).toBe('response');
    expect(kind(before, responseDraw(3))).toBe('response');
  });
});
