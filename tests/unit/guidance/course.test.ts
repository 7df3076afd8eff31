/** What every alert says beside its numbers: therapy, truncal signal, white blood cells, the evidence; what a site may decide; what a draw could have missed. */
import { describe, expect, it } from '@jest/globals';
import type { TherapyClass, TreatmentLine } from '@clonewatch/domain';
import { shareOfTumour } from '@clonewatch/kinetics';
import { clonesOf, lastShare } from '../../../libs/guidance/src/clones.js';
import { dayEntry, patientPhase, seriesText, targetedEver, therapyText, truncalText, variantEvidence, wbcText } from '../../../libs/guidance/src/context.js';
import { withDetectability } from '../../../libs/guidance/src/detectability.js';
import { checkedPolicy, defaultPolicy } from '../../../libs/guidance/src/policy.js';
import type { RoleResult } from '../../../libs/guidance/src/roles.js';
import { rules } from '../../../libs/guidance/src/rules.data.js';
import type { Snapshot } from '../../../libs/guidance/src/snapshot.js';
import { day, draws, goldenCase, line, measure, patient } from './records.js';
import { lastSnap, seriesIn } from './steps.js';

const egfrLine = (start: number, stop: number | null, more: Partial<TreatmentLine> = {}): TreatmentLine => line(start, stop, more);
const other = (start: number, stop: number | null, agents: readonly string[], cls: TherapyClass, regimen = ''): TreatmentLine => line(start, stop, { regimen, agents, therapyClasses: [cls] });
const kras = draws('KRAS', 'p.G12D', [[10, 0, 4000, 80], [38, 8, 4000, 80], [66, 20, 4000, 80]]);
const under = (lines: readonly TreatmentLine[], more: Parameters<typeof patient>[3] = {}, profile: Parameters<typeof patient>[2] = {}): Snapshot => lastSnap(patient(kras, lines, profile, more));
const therapy = (lines: readonly TreatmentLine[], at = 66, more: Parameters<typeof patient>[3] = {}, profile: Parameters<typeof patient>[2] = {}): string => {
  const snap = under(lines, more, profile);
  return therapyText(snap, seriesIn(snap, 'KRAS'), at);
};

describe('the therapy in words', () => {
  it('on the drug, in whole weeks since its start; only the drug that matters is named', () => {
    expect(therapy([egfrLine(0, null)])).toBe('On cetuximab wk 9.');
    expect(therapy([egfrLine(3, null)])).toBe('On cetuximab wk 9.');
    // Another drug of the class before it, without a gap: the weeks are those of the drug that is named; with or without its partner it is the same drug.
    expect(therapy([egfrLine(-200, 2, { agents: ['panitumumab', 'oxaliplatin'] }), egfrLine(3, null)])).toBe('On cetuximab wk 9.');
    expect(therapy([egfrLine(-200, -100), egfrLine(-99, 2, { agents: ['panitumumab'] }), egfrLine(3, null)])).toBe('On cetuximab wk 9.');
    expect(therapy([egfrLine(3, 40), egfrLine(41, null, { agents: ['cetuximab'] })])).toBe('On cetuximab wk 9.');
    expect(therapy([egfrLine(4, null)])).toBe('On cetuximab wk 8.');
    expect(therapy([egfrLine(0, null, { agents: ['panitumumab', 'oxaliplatin'] })])).toBe('On panitumumab wk 9.');
    expect(therapy([egfrLine(0, 66)])).toBe('On cetuximab wk 9.');
  });
  it('a drug of the class that has another name, or no name', () => {
    expect(therapy([egfrLine(0, null, { agents: ['CMAB009', 'irinotecan'] })])).toBe('On CMAB009 + irinotecan wk 9.');
    expect(therapy([egfrLine(0, null, { agents: [] })])).toBe('On FOLFIRI + cetuximab wk 9.');
    expect(therapy([egfrLine(0, null, { agents: [], regimen: '' })])).toBe('On anti_egfr + chemotherapy wk 9.');
  });
  it('of a combination that counts as one, all of it', () => {
    const pair = egfrLine(0, null, { regimen: 'BEACON', agents: ['encorafenib', 'cetuximab'], therapyClasses: ['braf_inhibitor', 'anti_egfr'] });
    expect(therapy([pair], 66, {}, { nosology: 'mcrc_braf_v600e' })).toBe('On encorafenib + cetuximab wk 9.');
  });
  it('off it since when, and on what now', () => {
    expect(therapy([egfrLine(-100, 45)])).toBe('Off cetuximab wk 3.');
    expect(therapy([egfrLine(-100, 45), other(50, null, ['oxaliplatin'], 'chemotherapy'), other(52, null, [], 'vegf', 'bevacizumab')])).toBe('Off cetuximab wk 3 (on oxaliplatin; bevacizumab).');
    expect(therapy([egfrLine(-100, 45), other(50, 60, ['oxaliplatin'], 'chemotherapy')])).toBe('Off cetuximab wk 3.');
  });
  it('back on it', () => expect(therapy([egfrLine(-300, -200), egfrLine(40, null)])).toBe('Back on cetuximab wk 3.'));
  it('on other drugs alone, or on none', () => {
    expect(therapy([other(0, null, ['oxaliplatin', 'fluorouracil'], 'chemotherapy')])).toBe('On oxaliplatin + fluorouracil.');
    expect(therapy([other(0, null, ['oxaliplatin'], 'chemotherapy'), other(20, null, ['bevacizumab'], 'vegf')])).toBe('On oxaliplatin; bevacizumab.');
    expect(therapy([])).toBe('No treatment recorded.');
    expect(therapy([line(0, null, { regimen: 'observation', agents: [], therapyClasses: [] })])).toBe('No treatment recorded.');
    expect(therapy([other(0, 40, ['oxaliplatin'], 'chemotherapy')])).toBe('No treatment recorded.');
  });
  it('asked of an earlier day, what was given then', () => expect(therapy([egfrLine(30, null)], 20)).toBe('No treatment recorded.'));
  it('counts no weeks where numbers only order the draws', () => {
    expect(therapy([egfrLine(0, null)], 66, { timeline: { kind: 'days', anchor: 'draw order' } })).toBe('On cetuximab.');
    expect(therapy([egfrLine(-100, 45)], 66, { timeline: { kind: 'days', anchor: 'draw order' } })).toBe('Off cetuximab.');
  });
});

describe('targeted lines', () => {
  it('of a targeted class, begun by the day', () => {
    expect(targetedEver([egfrLine(10, 20)], 10)).toBe(true);
    expect(targetedEver([egfrLine(10, 20)], 9)).toBe(false);
    expect(targetedEver([other(0, null, ['oxaliplatin'], 'chemotherapy'), other(0, null, ['pembrolizumab'], 'immunotherapy')], 50)).toBe(false);
    expect(targetedEver([], 50)).toBe(false);
    for (const cls of ['anti_egfr', 'braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'her2', 'akt_pathway', 'endocrine', 'cdk46', 'vegf', 'multikinase'] as const) expect(targetedEver([other(0, null, ['x'], cls)], 1)).toBe(true);
  });
  it('the phase of the patient is that of the class begun last', () => {
    const phase = (lines: readonly TreatmentLine[], at: number, drawDays = [10, at]): string => patientPhase({ lines, drawDays }, at);
    expect(phase([], 50)).toBe('baseline');
    expect(phase([other(0, null, ['oxaliplatin'], 'chemotherapy')], 50)).toBe('baseline');
    expect(phase([egfrLine(0, null)], 50)).toBe('on');
    expect(phase([egfrLine(0, 40)], 50)).toBe('off');
    expect(phase([egfrLine(60, null)], 50)).toBe('baseline');
    // Off cetuximab, on a VEGF inhibitor since: the question is now that of the VEGF inhibitor.
    expect(phase([egfrLine(0, 40), other(20, null, ['bevacizumab'], 'vegf')], 80)).toBe('on');
    expect(phase([egfrLine(0, 40), other(60, null, ['oxaliplatin'], 'chemotherapy')], 80)).toBe('off');
    expect(phase([egfrLine(-200, -100), egfrLine(0, null)], 50)).toBe('rechallenge');
  });
});

describe('the truncal signal in words', () => {
  const truncal = (counts: readonly number[], gene = 'APC', variant = 'p.R1450*'): string => truncalText(lastSnap(patient(counts.map((k, i) => measure(`S${i + 1}`, 28 * i, gene, variant, k, 4000)), [])));
  it.each([['rising', [20, 60, 180, 500]], ['falling', [600, 200, 60, 20]], ['stable', [80, 85, 78, 82, 80]], ['seen, trend open', [80]]] as const)('%s', (words, counts) => expect(truncal(counts)).toBe(`Truncal APC ${words}.`));
  it('without a gene by its name; without any: not corrected', () => {
    expect(truncal([80], '', 'chr5:g.112839942C>T')).toBe('Truncal chr5:g.112839942C>T seen, trend open.');
    expect(truncalText(lastSnap(patient([measure('S1', 0, 'KRAS', 'p.G12D', 0, 4000)], [])))).toBe('No truncal variant known: not corrected for shedding.');
  });
});

describe('white blood cells in words', () => {
  const words = (state: string, blood: object | null = null): string => wbcText({ wbc: { state, vaf: null }, blood } as unknown as RoleResult);
  it('each state its own, the course beside "not tested" alone', () => {
    expect(['not_tested', 'negative', 'below_plasma', 'positive', 'germline'].map((s) => words(s))).toEqual([
      'CHIP: WBC not tested.', 'CHIP: not found in WBC.', 'CHIP: in WBC, but far below plasma.', 'CHIP: found in WBC.', 'CHIP: found in WBC.']);
    expect(words('not_tested', { p: 0.9, reason: 'its course stays level' })).toBe('CHIP: WBC not tested; its course stays level.');
  });
});

describe('numbers and evidence of a variant', () => {
  const snap = lastSnap(goldenCase);
  const s = seriesIn(snap, 'KRAS');
  it('are the last three draws that could see it', () => {
    expect(seriesText(snap, s)).toBe('12 Mar 2026 ND (<0.077 %, 3,900 molecules) → 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800) → 7 May 2026 0.55 % (0.34–0.84; 21/3,800)');
    const gap = lastSnap(patient([...kras, measure('S4', 94, 'KRAS', 'p.G12D', null, null, { reportedStatus: 'not_covered' })], []));
    expect(seriesText(gap, seriesIn(gap, 'KRAS'))).not.toContain('not covered');
  });
  it('all that is behind an alert: counts of every draw, therapy, origin, truncal signal, catalogue with its check mark, versions', () => {
    const e = variantEvidence(snap, s, 'S5', 'on', null) as Record<string, Record<string, unknown>> & { draws: Record<string, unknown>[] };
    expect(e.draws).toHaveLength(5);
    expect(e.draws[0]).toMatchObject({ specimen_id: 'S1', collected_on: '2026-01-15', assay: 'NGS', status: 'not_detected', mutant: 0, total: 4100, interval_assumed: false });
    expect(e.draws[4]).toMatchObject({ specimen_id: 'S5', collected_on: '2026-05-07', status: 'detected', mutant: 21, total: 3800, vaf: 21 / 3800 });
    expect(e.truncal).toEqual({ gene: 'TP53', variant: 'p.R175H', trend: 'stable', vaf: 78 / 3800 });
    // TP53 alone proves no tumour DNA.
    expect(e.informative).toEqual({ status: 'limited', reason: expect.stringContaining('TP53') as unknown });
    expect(e.therapy).toEqual({ phase: 'on', classes: ['anti_egfr'], exposures: [{ started_on: '2025-11-06', regimens: ['FOLFIRI + cetuximab'] }] });
    expect(e.wbc).toEqual({ state: 'not_tested', vaf: null });
    expect(e.catalogue).toMatchObject({ id: 'mcrc_wt.kras.12', tier: 'A', effect: 'resistance', action: 'exclude', mechanism_class: expect.any(String) as unknown, citation: expect.stringContaining('Diaz') as unknown, citation_checked: 'some' });
    expect(e).toMatchObject({ label: 'KRAS p.G12D', rules_version: expect.stringMatching(/^rules-/) as unknown, model_version: expect.stringMatching(/^kinetics-/) as unknown });
    expect(e).not.toHaveProperty('score');
  });
  it('with a rise, its score beside its threshold and what that costs; a threshold of the site has no known cost', () => {
    const rise = { score: 7, threshold: 4, doublingDays: { median: 9, low: 6, high: 15 }, growthPerDay: null, pRising: 0.99, sheddingCorrected: true, drawsUsed: 5, calledDraws: 2 } as unknown as Parameters<typeof variantEvidence>[4];
    expect(variantEvidence(snap, s, 'S5', 'on', rise)).toMatchObject({ score: 7, threshold: 4, false_alerts_per_100_patient_years: '1, simulated', doubling_days: { median: 9 }, growth_per_day: null, p_rising: 0.99, shedding_corrected: true, draws_used: 5, called_draws: 2 });
    const own = lastSnap(goldenCase, { ...defaultPolicy, grades: { rising: 3, confirmed: null } });
    expect(variantEvidence(own, seriesIn(own, 'KRAS'), 'S5', 'on', rise).false_alerts_per_100_patient_years).toBeNull();
    const confirmed = lastSnap(goldenCase, { ...defaultPolicy, grades: { rising: null, confirmed: 9 } });
    expect(variantEvidence(confirmed, seriesIn(confirmed, 'KRAS'), 'S5', 'on', rise).false_alerts_per_100_patient_years).toBe('1, simulated');
  });
  it('says what is not there: no truncal variant, no draw, no catalogue entry, a stop', () => {
    const alone = under([egfrLine(-100, 45)]);
    expect(variantEvidence(alone, seriesIn(alone, 'KRAS'), 'S3', 'off', null).therapy).toEqual({ phase: 'off', classes: ['anti_egfr'], exposures: [{ started_on: '1969-09-23', stopped_on: '1970-02-15', regimens: ['FOLFIRI + cetuximab'] }] });
    const unknown = lastSnap(patient([measure('S1', 0, 'FOO', 'p.A1B', 8, 4000), measure('S1', 0, 'KRAS', 'p.G12D', 9, 4000)], []));
    expect(variantEvidence(unknown, seriesIn(unknown, 'FOO'), 'none', 'baseline', null)).toMatchObject({ informative: null, catalogue: null, therapy: { classes: [], exposures: [] } });
    const lonely = lastSnap(patient([measure('S1', 0, 'KRAS', 'p.G12D', 9, 4000)], [egfrLine(-50, null)]));
    expect(variantEvidence(lonely, seriesIn(lonely, 'KRAS'), 'S1', 'on', null).truncal).toBeNull();
  });
  it('days as dates under a calendar, as days elsewhere', () => {
    expect(dayEntry(snap, 'collected', day('2026-05-07'))).toEqual({ collected_on: '2026-05-07' });
    expect(dayEntry(under([], { timeline: { kind: 'days', anchor: 'first dose' } }), 'collected', 14)).toEqual({ collected_day: 14 });
  });
});

describe('what a site may decide', () => {
  const refused = (more: object): boolean => { try { checkedPolicy({ ...defaultPolicy, ...more }); return false; } catch (e) { if (!(e instanceof RangeError)) throw e; return true; } };
  it('a budget above 0; half-lives of half a month to five years; thresholds of 0.5 to 50 or none', () => {
    expect(checkedPolicy(defaultPolicy)).toBe(defaultPolicy);
    expect(defaultPolicy).toEqual({ falseRises: 1, halfLifeMonths: { ras: 3.7, egfr: 4.7, other: 4.4 } });
    expect([1e-9, 0, -1, NaN, Infinity].map((falseRises) => refused({ falseRises }))).toEqual([false, true, true, true, true]);
    expect([1e-9, 0, -1, NaN, Infinity, undefined].map((falseDetections) => refused({ falseDetections }))).toEqual([false, true, true, true, true, false]);
    for (const gene of ['ras', 'egfr', 'other']) expect([0.49, 0.5, 60, 60.1, NaN].map((m) => refused({ halfLifeMonths: { ras: 4, egfr: 4, other: 4, [gene]: m } }))).toEqual([true, false, false, true, true]);
    for (const grade of ['rising', 'confirmed']) expect([0.49, 0.5, 50, 50.1, NaN, null].map((x) => refused({ grades: { rising: null, confirmed: null, [grade]: x } }))).toEqual([true, false, false, true, true, false]);
  });
  it('is told what was wrong, with the value', () => {
    const said = (more: object) => () => checkedPolicy({ ...defaultPolicy, ...more });
    expect(said({ falseRises: 0 })).toThrow('false alerts per 100 patient-years must be above 0, got 0');
    expect(said({ falseDetections: -2 })).toThrow('false first detections per 100 patient-years must be above 0, got -2');
    expect(said({ halfLifeMonths: { ras: 0.1, egfr: 4, other: 4 } })).toThrow('half-life of ras must be 0.5 to 60 months, got 0.1');
    expect(said({ grades: { rising: 51, confirmed: null } })).toThrow('threshold of rising must be 0.5 to 50, got 51');
  });
});

describe('what a draw could have missed', () => {
  it('is read beside the mean of the truncal variants called in it, not the highest', () => {
    const share = (apc: number, tp53: number | null): readonly number[] => {
      const ms = [measure('S1', 0, 'KRAS', 'p.G12D', 0, 1000), measure('S1', 0, 'APC', 'p.R1450*', apc, 1000, { backgroundFraction: 0 }), ...(tp53 === null ? [] : [measure('S1', 0, 'SMAD4', 'p.R361C', tp53, 1000, { backgroundFraction: 0 })])];
      const snap = lastSnap(patient(ms, [], {}, { assessments: ['APC', 'SMAD4'].map((gene) => ({ day: -5, kind: 'tissue', gene, variant: gene === 'APC' ? 'p.R1450*' : 'p.R361C', result: 'positive', unit: '' })) }));
      return withDetectability(snap, seriesIn(snap, 'KRAS'))[0]!.detectability!.atShare!;
    };
    // 10 and 30 of 1,000 are 40 of 2,000: 2 %, above what 1 % shows and below 3 %.
    expect(share(10, 30)[0]!).toBeGreaterThan(share(10, null)[0]!);
    expect(share(10, 30)[0]!).toBeLessThan(share(30, null)[0]!);
    // One that was not called does not count.
    expect(share(30, 0)).toEqual(share(30, null));
  });
  it('the states that have no number, and an inherited variant', () => {
    const snap = lastSnap(patient([measure('S1', 0, 'APC', 'p.R1450*', 80, 4000), measure('S1', 0, 'BRCA2', 'p.K3326*', 2000, 4000, { wbcVafFraction: 0.5 }), measure('S1', 0, 'MET', 'amplification', null, null, { reportedStatus: 'detected' })], []));
    expect(withDetectability(snap, seriesIn(snap, 'BRCA2'))[0]!.detectability).toMatchObject({ state: 'computed', sharesReason: 'not_tumour' });
    expect(withDetectability(snap, seriesIn(snap, 'MET'))[0]!.detectability).toMatchObject({ state: 'not_computed', reason: 'no_counts' });
  });
});

describe('the last share of the tumour', () => {
  const of = (ms: Parameters<typeof patient>[0]): ReturnType<typeof lastShare> => { const snap = lastSnap(patient(ms, [])); return lastShare(snap, seriesIn(snap, 'KRAS')); };
  const tracked = (id: string, at: number, k: number, ...truncal: readonly number[]): Parameters<typeof patient>[0] => [
    measure(id, at, 'KRAS', 'p.G12D', k, 4000), ...truncal.map((t, i) => measure(id, at, ['APC', 'SMAD4'][i]!, ['p.R1450*', 'p.R361C'][i]!, t, 4000))];
  const share = (k: number, t: number): ReturnType<typeof shareOfTumour> => shareOfTumour({ mutant: k, total: 4000 }, { mutant: t, total: 4000 });
  it('is against the largest truncal variant of the last draw that shows one', () => {
    expect(of([...tracked('S1', 0, 8, 200, 100), ...tracked('S2', 28, 20, 100, 240)])).toEqual(share(20, 240));
    expect(of([...tracked('S1', 0, 8, 200, 100), ...tracked('S2', 28, 20, 240, 100)])).toEqual(share(20, 240));
    expect(of([...tracked('S1', 0, 8, 200), ...tracked('S2', 28, 20, 0)])).toEqual(share(8, 200));
    expect(of([...tracked('S1', 0, 8, 200), measure('S2', 28, 'APC', 'p.R1450*', 300, 4000)])).toEqual(share(8, 200));
  });
  it('is none without a truncal call', () => expect(of([...tracked('S1', 0, 8), measure('S2', 28, 'KRAS', 'p.G12D', 9, 4000)])).toBeNull());
});

describe('clones', () => {
  /** Two passengers that part slowly: what plasma cannot tell apart, cells sequenced directly can. */
  const rows = (n: number): Parameters<typeof patient>[0] => [0, 1, 2, 3].flatMap((i) => [['APC', 'p.R1450*', 0.4], ['FOO', 'p.A1B', 0.2], ['BAR', 'p.C2D', [0.2, 0.17, 0.15, 0.13][i]!]].map(([gene, variant, f]) =>
    measure(`S${i + 1}`, 28 * i, gene as string, variant as string, Math.round((f as number) * n), n)));
  const groups = (n: number, type: string): number => {
    const ms = rows(n);
    const r = patient(ms, [], {}, { assessments: [{ day: -5, kind: 'tissue', gene: 'APC', variant: 'p.R1450*', result: 'positive', unit: '' }] });
    return clonesOf(lastSnap({ ...r, specimens: r.specimens.map((s) => ({ ...s, specimenType: type })) })).length;
  };
  it('of plasma scatter more than those of cells, and what is called plasma says so', () => {
    expect(groups(4000, 'plasma')).toBe(groups(4000, ''));
    for (const type of ['Serum', 'cfDNA', 'cell-free DNA', 'cell free', 'cellfree DNA', 'urine', 'CSF']) expect(groups(4000, type)).toBe(groups(4000, 'plasma'));
    expect(groups(4000, 'bone marrow')).toBeGreaterThan(groups(4000, 'plasma'));
  });
  it('of draws deeper than plasma gives are read as those of cells, whatever they are called', () => {
    expect(groups(60_000, 'plasma')).toBe(groups(60_000, 'bone marrow'));
    expect(groups(60_000, 'plasma')).toBeGreaterThan(groups(49_000, 'plasma'));
    expect(groups(50_000, 'plasma')).toBe(groups(50_000, 'bone marrow'));
  });
  it('one specimen of cells among those of plasma: the record is not of plasma alone', () => {
    const r = patient(rows(4000), [], {}, { assessments: [{ day: -5, kind: 'tissue', gene: 'APC', variant: 'p.R1450*', result: 'positive', unit: '' }] });
    const mixed = { ...r, specimens: r.specimens.map((x, i) => ({ ...x, specimenType: i === 0 ? 'buffy coat' : 'plasma' })) };
    expect(clonesOf(lastSnap(mixed))).toHaveLength(groups(4000, 'bone marrow'));
  });
  it('a call without a number is a clone of its own; without a call there is none, with or without a number', () => {
    const of = (...ms: Parameters<typeof patient>[0]): string[] => clonesOf(lastSnap(patient([...kras.filter((m) => m.gene === 'APC'), ...ms], []))).flatMap((c) => c.variants.map((v) => `${v.gene} ${c.prevalence.length}`));
    expect(of(measure('S1', 10, 'MET', 'amplification', null, null, { reportedStatus: 'detected' }))).toEqual(['APC 3', 'MET 0']);
    expect(of(measure('S1', 10, 'MET', 'amplification', null, null, { reportedStatus: 'not_detected', inputHge: null }))).toEqual(['APC 3']);
    expect(of(measure('S1', 10, 'MET', 'p.X1Y', 0, 4000))).toEqual(['APC 3']);
  });
  it('name their variants, and give haematopoietic ones no place', () => {
    const snap = lastSnap(patient([...rows(4000), measure('S1', 0, 'DNMT3A', 'p.R882H', 90, 4000), measure('S1', 0, 'BRCA2', 'p.K3326*', 2000, 4000, { wbcVafFraction: 0.5 })], []));
    expect(clonesOf(snap).flatMap((c) => c.variants.map((v) => `${v.gene} ${v.variant}`)).sort()).toEqual(['APC p.R1450*', 'BAR p.C2D', 'FOO p.A1B']);
  });
});

it('rules name each targeted class once', () => expect(new Set(rules.targetedClasses).size).toBe(rules.targetedClasses.length));
