/**
 * The one sentence that matters now, in each state: courses written by hand, read as any other, with what the rules remember of them set by hand. Limits in brackets are the business of the
 * tests of intervals and stand here as `(…)`.
 */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, CloneResult, Measurement, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import type { Folded } from '../../../libs/guidance/src/fold.js';
import { memoryOf } from '../../../libs/guidance/src/memory.js';
import { leadingCloneOf, sentenceOf } from '../../../libs/guidance/src/sentence.js';
import { day, draws, line, measure, patient } from './records.js';
import { emptyMemory, keptSteps, seriesIn } from './steps.js';

const at = (n: number): number => day('2026-01-08') + 28 * (n - 1);
const on = [line(at(1) - 7, null)];
type Row = readonly [k: number, n: number, truncal: number];
const rows = (all: readonly Row[], gene = 'KRAS', variant = 'p.G12D'): Measurement[] => draws(gene, variant, all.map(([k, n, t], i) => [at(i + 1), k, n, t]));
const beside = (name: string, counts: readonly (number | null)[], n = 4000): Measurement[] => counts.map((k, i) => measure(`S${i + 1}`, at(i + 1), name.split(' ')[0]!, name.split(' ')[1]!, k, n, k === null ? { reportedStatus: 'not_covered', totalCount: null } : {}));
const bare = (text: string): string => text.replaceAll(/ \([^()]*[–<;][^()]*\)/g, ' (…)');

interface Known { readonly open?: Readonly<Record<string, boolean>>; readonly detected?: readonly string[]; readonly burden?: boolean; readonly together?: readonly string[] }
/** The sentence of a record; `open`: variants with an open rise, and whether it is confirmed. */
function said(record: PatientRecord, { open = {}, detected = [], burden = false, together }: Known = {}): string {
  const { snap, memory } = folded(record, open);
  for (const name of detected) memoryOf(memory, keyIn(snap, name)).detected = true;
  const episode = { specimenId: 'S1', confirmed: false, lowDraws: 0 };
  if (burden) memory.burden = { kind: 'burden_rising', ...episode };
  const members = (together ?? []).map((name) => ({ gene: name.split(' ')[0]!, variant: name.split(' ')[1]! }));
  if (together) memory.together = { kind: 'resistance_emerging', ...episode, lines: new Set() };
  const alerts = together ? [{ kind: 'resistance_emerging', gene: null, variant: null, members } as unknown as AlertFinding] : [];
  return bare(sentenceOf({ snap, memory, alerts }));
}
type Snap = Folded['snap'];
const keyIn = (snap: Snap, name: string): string => seriesIn(snap, name.split(' ')[0]!, name.split(' ')[1]).key;
function folded(record: PatientRecord, open: Readonly<Record<string, boolean>>): Folded {
  const { snap } = keptSteps(record).at(-1)!;
  const memory = emptyMemory();
  for (const [name, confirmed] of Object.entries(open)) memoryOf(memory, keyIn(snap, name)).episode = { kind: 'resistance_emerging', specimenId: 'S1', confirmed, lowDraws: 0 };
  return { snap, memory, alerts: [] };
}
const of = (m: readonly Measurement[], lines: readonly TreatmentLine[] = on, more: Partial<PatientRecord> = {}): PatientRecord => patient(m, lines, {}, more);

const risen: readonly Row[] = [[0, 4000, 80], [0, 4000, 78], [8, 4000, 80], [40, 4000, 78], [160, 4000, 80]];

describe('an open rise', () => {
  it('comes before everything else: the last reading, and the drug it is seen under', () => {
    expect(said(of(rows(risen)), { open: { 'KRAS p.G12D': false } })).toBe('KRAS p.G12D rising: 30 Apr 2026 4.0 % (…); on cetuximab wk 17.');
    expect(said(of(rows(risen)), { open: { 'KRAS p.G12D': true }, burden: true, together: ['KRAS p.G12D'] })).toBe('KRAS p.G12D rise confirmed: 30 Apr 2026 4.0 % (…); on cetuximab wk 17.');
    expect(said(of(rows(risen), [line(at(1) - 200, at(1) - 7)]), { open: { 'KRAS p.G12D': false } })).toBe('KRAS p.G12D rising: 30 Apr 2026 4.0 % (…); off cetuximab wk 17.');
    expect(said(of(rows(risen), []), { open: { 'KRAS p.G12D': false } })).toMatch(/; no treatment recorded\.$/);
    expect(said(of(rows(risen), [line(at(1) - 7, null, { regimen: 'arm no. 2', agents: [], therapyClasses: ['anti_egfr'] })]), { open: { 'KRAS p.G12D': false } })).toMatch(/; on arm no\. 2 wk 17\.$/);
  });
  it('confirmed before not, then the higher one', () => {
    const two = of([...rows(risen), ...beside('NRAS p.Q61K', [0, 0, 10, 60, 300])]);
    expect(said(two, { open: { 'KRAS p.G12D': false, 'NRAS p.Q61K': false } })).toMatch(/^NRAS p\.Q61K rising: 30 Apr 2026 7\.5 %/);
    expect(said(two, { open: { 'KRAS p.G12D': true, 'NRAS p.Q61K': false } })).toMatch(/^KRAS p\.G12D rise confirmed: 30 Apr 2026 4\.0 %/);
    expect(said(two, { open: { 'KRAS p.G12D': true, 'NRAS p.Q61K': true } })).toMatch(/^NRAS p\.Q61K rise confirmed/);
  });
  it('a draw that could not read it leaves the last that could; one far lower says so, and no word of rising', () => {
    const unread = of([...rows(risen), measure('S6', at(6), 'KRAS', 'p.G12D', null, null, { reportedStatus: 'not_covered' }), measure('S6', at(6), 'APC', 'p.R1450*', 80, 4000)]);
    expect(said(unread, { open: { 'KRAS p.G12D': false } })).toBe('KRAS p.G12D rising: 30 Apr 2026 4.0 % (…); on cetuximab wk 21.');
    const dropped = of(rows([...risen.slice(0, 4), [320, 4000, 80], [130, 4000, 80]]));
    const text = said(dropped, { open: { 'KRAS p.G12D': false } });
    // … and so where a later draw could not read it.
    const unreadSince = of([...rows([...risen.slice(0, 4), [320, 4000, 80], [130, 4000, 80]]), measure('S7', at(7), 'KRAS', 'p.G12D', null, null, { reportedStatus: 'not_covered' }), measure('S7', at(7), 'APC', 'p.R1450*', 80, 4000)]);
    expect(said(unreadSince, { open: { 'KRAS p.G12D': false } })).toMatch(/^KRAS p\.G12D lower than in the draw before, after a rise: 30 Apr 2026 8\.0 % \(…\) → 28 May 2026 3\.3 %/);
    expect(text).toBe('KRAS p.G12D lower than in the draw before, after a rise: 30 Apr 2026 8.0 % (…) → 28 May 2026 3.3 % (…); on cetuximab wk 21.');
  });
  it('an episode whose clone falls by now, or that raises no alert, is no rise', () => {
    const falling = of(rows([[160, 4000, 80], [80, 4000, 80], [40, 4000, 80], [20, 4000, 80], [10, 4000, 80]]), [line(at(1) - 300, at(1) - 10)]);
    expect(said(falling, { open: { 'KRAS p.G12D': true } })).toBe('KRAS p.G12D called, falling: 30 Apr 2026 0.25 % (…).');
    const caution = of(rows(risen, 'PIK3CA', 'p.H1047R'));
    expect(said(caution, { open: { 'PIK3CA p.H1047R': true } })).toBe('PIK3CA p.H1047R rising, a caution of the catalogue that raises no alert by itself: 30 Apr 2026 4.0 % (…).');
  });
});

describe('resistance called, and no open rise', () => {
  it('several that rise together, none alone', () => {
    const two = of([...rows([[0, 4000, 80], [3, 4000, 80]]), ...beside('NRAS p.Q61K', [0, 3])]);
    expect(said(two, { together: ['KRAS p.G12D', 'NRAS p.Q61K'] })).toBe('KRAS p.G12D, NRAS p.Q61K rising together, none of them alone shown to.');
    // By the last alert of several together, whatever fired of one since; and not once that rise has ended.
    const { snap } = keptSteps(two).at(-1)!;
    const emerging = (variant: string | null, kind = 'resistance_emerging') => ({ kind, gene: variant === null ? null : 'KRAS', variant, members: [{ gene: variant !== null ? 'KRAS' : kind === 'resistance_emerging' ? 'NRAS' : 'BRAF', variant: variant ?? 'p.Q61K' }] }) as unknown as AlertFinding;
    const alerts = [emerging(null), emerging('p.G12D'), emerging(null, 'resistance_detected'), emerging('p.G12D', 'resistance_detected')];
    const episode = { kind: 'resistance_emerging', specimenId: 'S1', confirmed: false, lowDraws: 0, lines: new Set<number>() } as const;
    expect(sentenceOf({ snap, memory: { ...emptyMemory(), together: episode }, alerts })).toBe('NRAS p.Q61K rising together, none of them alone shown to.');
    expect(sentenceOf({ snap, memory: emptyMemory(), alerts })).toMatch(/^KRAS p\.G12D and 1 more resistance variant called/);
    expect(sentenceOf({ snap, memory: { ...emptyMemory(), together: episode }, alerts: [] })).toMatch(/^KRAS p\.G12D and 1 more resistance variant called/);
  });
  it('awaits confirmation until a draw has given it; then it is not shown to rise', () => {
    const once = of(rows([[0, 4000, 80], [10, 4000, 80]]));
    expect(said(once)).toBe('KRAS p.G12D called, awaiting confirmation by a further draw: 5 Feb 2026 0.25 % (…).');
    expect(said(once, { detected: ['KRAS p.G12D'] })).toBe('KRAS p.G12D called, not shown to rise: 5 Feb 2026 0.25 % (…).');
  });
  it('the highest is named, the others are counted; one of the highest falling is not said of all', () => {
    const two = of([...rows([[0, 4000, 80], [9, 4000, 80]]), ...beside('NRAS p.Q61K', [0, 40])]);
    expect(said(two, { detected: ['NRAS p.Q61K'] })).toBe('NRAS p.Q61K and 1 more resistance variant called, not shown to rise: 5 Feb 2026 1.0 % (…).');
    const three = of([...rows([[0, 4000, 80], [9, 4000, 80]]), ...beside('NRAS p.Q61K', [0, 40]), ...beside('KRAS p.Q61H', [0, 20])]);
    expect(said(three)).toBe('NRAS p.Q61K and 2 more resistance variants called, awaiting confirmation by a further draw: 5 Feb 2026 1.0 % (…).');
    const off = [line(at(1) - 300, at(1) - 10)];
    const fallen = of([...rows([[400, 4000, 80], [40, 4000, 80]]), ...beside('NRAS p.Q61K', [20, 20])], off);
    expect(said(fallen, { detected: ['KRAS p.G12D'] })).toBe('KRAS p.G12D and 1 more resistance variant called, not shown to rise: 5 Feb 2026 1.0 % (…).');
  });
  it('a variant that raises alerts is named before a higher caution; a caution alone says what it is', () => {
    const both = of([...rows([[0, 4000, 80], [9, 4000, 80]]), ...beside('PIK3CA p.H1047R', [0, 40])]);
    expect(said(both)).toMatch(/^KRAS p\.G12D and 1 more resistance variant called/);
    expect(said(of(rows([[0, 4000, 80], [40, 4000, 80]], 'PIK3CA', 'p.H1047R')))).toBe('PIK3CA p.H1047R called, a caution of the catalogue that raises no alert by itself: 5 Feb 2026 1.0 % (…).');
  });
});

describe('nothing called: never an all-clear', () => {
  const clean = rows([[0, 4000, 80], [0, 4000, 80]]);
  it('no draw', () => expect(sentenceOf({ snap: { ...keptSteps(of(clean)).at(-1)!.snap, draws: [] }, memory: emptyMemory(), alerts: [] })).toBe('No results yet.'));
  it('what was looked for, down to the widest bound of that draw', () => {
    // 1 − 0.05^(1/4000) = 0.0749 %; of 1,000, 0.299 %.
    expect(said(of(clean))).toBe('No tracked resistance variant called on 5 Feb 2026; KRAS p.G12D excluded above 0.075 %.');
    expect(said(of([...clean, ...beside('NRAS p.Q61K', [0, 0], 1000)]))).toBe('No tracked resistance variant called on 5 Feb 2026; NRAS p.Q61K excluded above 0.30 %.');
    expect(said(of([...beside('NRAS p.Q61K', [0, 0], 1000), ...clean]))).toBe('No tracked resistance variant called on 5 Feb 2026; NRAS p.Q61K excluded above 0.30 %.');
    // Reported as not detected without a depth: no bound, and none is said for all, whatever the order; a limit that the laboratory states is one.
    const unbounded = (n: number): Measurement => measure(`S${n}`, at(n), 'NRAS', 'p.Q61K', null, null, { reportedStatus: 'not_detected' });
    expect(said(of([...beside('APC p.R1450*', [80, 80]), unbounded(1), unbounded(2)]))).toBe('No tracked resistance variant called on 5 Feb 2026; down to which share is not known.');
    for (const all of [[...clean, unbounded(1), unbounded(2)], [unbounded(1), unbounded(2), ...clean]]) expect(said(of(all))).toBe('No tracked resistance variant called on 5 Feb 2026; down to which share is not known.');
    expect(said(of([...clean, ...[1, 2].map((n) => ({ ...unbounded(n), gene: 'BRAF', variant: 'p.V600E' }))]))).toMatch(/down to which share is not known\.$/);
    expect(said(of([...beside('BRAF p.V600E', [0, 0], 2000), ...clean, ...beside('NRAS p.Q61K', [0, 0], 3000)]))).toMatch(/; BRAF p\.V600E excluded above 0\.15 %\.$/);
    expect(said(of([...clean, ...[1, 2].map((n) => ({ ...unbounded(n), lodFraction: 0.004 }))]))).toBe('No tracked resistance variant called on 5 Feb 2026; NRAS p.Q61K excluded above 0.40 %.');
    // A copy number has no fraction.
    const copies = [1, 2].map((n) => measure(`S${n}`, at(n), 'MET', 'amplification', null, null, { reportedStatus: 'not_detected' }));
    expect(said(of([...clean, ...copies]))).toBe('No tracked resistance variant called on 5 Feb 2026; KRAS p.G12D excluded above 0.075 %.');
    // Not looked at in the last draw: its older bound bounds nothing now.
    expect(said(of([...clean, ...beside('NRAS p.Q61K', [0, null], 1000)]))).toBe('No tracked resistance variant called on 5 Feb 2026; KRAS p.G12D excluded above 0.075 %; not read: NRAS p.Q61K.');
    expect(said(of([...beside('KRAS p.G12D', [9, null]), ...beside('APC p.R1450*', [80, 80])]))).toBe('Draw of 5 Feb 2026: truncal APC p.R1450* called at 2.0 %; no resistance variant reported, which does not exclude one.');
  });
  it('names every tracked variant that the draws of the day did not read', () => {
    const lost = ['NRAS p.Q61K', 'EGFR p.S464L', 'BRAF p.V600E'].flatMap((v) => beside(v, [0, null], 3000));
    expect(said(of([...clean, ...lost]))).toBe('No tracked resistance variant called on 5 Feb 2026; KRAS p.G12D excluded above 0.075 %; not read: BRAF p.V600E, EGFR p.S464L, NRAS p.Q61K.');
    const many = ['NRAS p.Q61K', 'EGFR p.S464L', 'BRAF p.V600E', 'NRAS p.G12D', 'NRAS p.G13D', 'KRAS p.Q61H', 'KRAS p.A146T', 'MAP2K1 p.K57N'].flatMap((v) => beside(v, [0, null], 3000));
    expect(said(of([...clean, ...many]))).toMatch(/; not read: (?:\w+ p\.\w+, ){5}\w+ p\.\w+ and 2 more\.$/);
    // Failed is not read either; another tube of the day that read it has.
    const failed = [measure('S1', at(1), 'NRAS', 'p.Q61K', 0, 3000), measure('S2', at(2), 'NRAS', 'p.Q61K', null, null, { reportedStatus: 'failed_qc' })];
    expect(said(of([...clean, ...failed]))).toMatch(/; not read: NRAS p\.Q61K\.$/);
    expect(said(of([...clean, ...failed, measure('S3', at(2), 'NRAS', 'p.Q61K', 0, 3000)]))).not.toContain('not read');
    const unbounded = (n: number): Measurement => measure(`S${n}`, at(n), 'MAP2K1', 'p.K57N', null, null, { reportedStatus: 'not_detected' });
    expect(said(of([...clean, unbounded(1), unbounded(2), ...lost]))).toBe('No tracked resistance variant called on 5 Feb 2026; down to which share is not known; not read: BRAF p.V600E, EGFR p.S464L, NRAS p.Q61K.');
    // What raises no resistance alert is not asked for.
    expect(said(of([...clean, ...beside('DNMT3A p.R882H', [0, null], 3000)]))).not.toContain('not read');
  });
  it('says what tissue found under the drugs in use, beside what was not called and beside a burden that rises', () => {
    const fish = (gene: string, result = 'amplified') => ({ day: at(2), kind: 'fish', gene, variant: '', result, unit: '' });
    const none = 'No tracked resistance variant called on 5 Feb 2026; KRAS p.G12D excluded above 0.075 %';
    expect(said(of(clean, on, { assessments: [fish('MET')] }))).toBe(`${none}; found in tissue: MET amplification.`);
    expect(said(of(clean, on, { assessments: [fish('MET'), { ...fish('MET'), kind: 'cish' }, fish('ERBB2')] }))).toBe(`${none}; found in tissue: MET amplification, ERBB2 amplification.`);
    expect(said(of(clean, on, { assessments: [fish('MET', 'not amplified')] }))).toBe(`${none}.`);
  });
  it('does not stand without the progression on record: of the line begun last, where tissue was not examined since', () => {
    const told = (kind: string, result: string, on: number, gene = '') => ({ day: on, kind, result, gene, variant: '', unit: '' });
    const pd = told('imaging', 'PD', at(2));
    const none = 'No tracked resistance variant called on 5 Feb 2026; KRAS p.G12D excluded above 0.075 %';
    expect(said(of(clean, on, { assessments: [pd] }))).toBe(`${none}; progression of 5 Feb 2026 is on record.`);
    expect(said(of([...clean, ...beside('NRAS p.Q61K', [0, null], 1000)], on, { assessments: [pd] }))).toBe(`${none}; not read: NRAS p.Q61K; progression of 5 Feb 2026 is on record.`);
    expect(said(of(beside('APC p.R1450*', [80, 80]), on, { assessments: [pd] }))).toMatch(/which does not exclude one; progression of 5 Feb 2026 is on record\.$/);
    for (const assessments of [[told('imaging', 'SD', at(2))], [told('imaging', 'PD', at(1) - 30)], [told('imaging', 'PD', at(2) + 1)], [pd, told('tissue', 'negative', at(2), 'KRAS')]]) expect(said(of(clean, on, { assessments }))).toBe(`${none}.`);
  });
  it('a draw that shows no tumour DNA says so before any bound', () => {
    expect(said(of(rows([[0, 4000, 80], [0, 4000, 0]])))).toMatch(/^(?!No tracked).+ \(5 Feb 2026\)\.$/);
  });
  it('an assay that finds tumour DNA and names no variant', () => {
    const whole = (n: number, reportedStatus: 'detected' | 'not_detected', tumourFraction: number | null): Measurement => measure(`S${n}`, at(n), '', '', null, null, { assay: 'PCM MRD', assayVersion: '', reportedStatus, tumourFraction, backgroundFraction: null, inputHge: null, plasmaMl: null });
    const seen = whole(2, 'detected', 0.0004);
    expect(said(of([...rows([[0, 4000, 80], [0, 4000, 0]]), seen]))).toBe('Tumour DNA detected by PCM MRD (tumour fraction 0.040 %), no variant named: draw of 5 Feb 2026.');
    expect(said(of([...rows([[0, 4000, 80], [0, 4000, 0]]), whole(1, 'not_detected', null), seen]))).toBe('Tumour DNA detected again by PCM MRD (tumour fraction 0.040 %), no variant named: draw of 5 Feb 2026.');
    expect(said(of([...clean, seen]))).toMatch(/^No tracked resistance variant called/);
  });
  it('an open rise of the burden, while the trunk does not fall: rising only while it rises', () => {
    const trunk = (...counts: readonly number[]): PatientRecord => of(rows(counts.map((t) => [0, 4000, t] as const)));
    expect(said(trunk(40, 80, 160, 320, 640), { burden: true })).toBe('Tumour burden rising: APC p.R1450* 30 Apr 2026 16 % (…).');
    expect(said(trunk(40, 80, 160, 320, 640))).toMatch(/^No tracked resistance variant called/);
    // The rise is one of the past: what the last draws show is said, not that it goes on.
    expect(said(trunk(80, 80, 80, 80), { burden: true })).toBe('Tumour burden rose by the draw of 8 Jan 2026; its course since is open: APC p.R1450* 2 Apr 2026 2.0 % (…).');
    expect(said(trunk(40, 80, 160, 320, 640, 100), { burden: true })).toMatch(/^APC p\.R1450\* lower than in the draw before, after a rise of the tumour burden: 30 Apr 2026 16 % \(…\) → 28 May 2026 2\.5 % \(…\)\.$/);
    expect(said(trunk(640, 320, 160, 80, 40), { burden: true })).toMatch(/^No tracked resistance variant called/);
  });
  it('none reported: no finding, or no such variant in the disease', () => {
    const trunk = beside('APC p.R1450*', [80, 80]);
    const text = (nosology: PatientRecord['profile']['nosology']): string => said(patient(trunk, on, { nosology }));
    const end = /; no resistance variant reported, which does not exclude one\.$/;
    expect(text('mcrc_ras_braf_wt')).toMatch(/^Draw of 5 Feb 2026: [a-z]/);
    expect(text('mcrc_ras_braf_wt')).toMatch(end);
    expect(text(null)).toMatch(end);
    expect(text('rcc')).toMatch(/; the catalogue has no change that alone shows resistance in this disease\.$/);
  });
});

describe('the clone to look at first', () => {
  const clones: readonly CloneResult[] = [['C0', 'APC', 'p.R1450*'], ['C1', 'KRAS', 'p.G12D'], ['C2', 'NRAS', 'p.Q61K']].map(([id, gene, variant]) => ({ id: id!, parent: null, order: 'undetermined', variants: [{ gene: gene!, variant: variant! }], prevalence: [] }));
  const leading = (record: PatientRecord, open: Readonly<Record<string, boolean>> = {}, all = clones): string | null => { const f = folded(record, open); return leadingCloneOf(f, all, f.snap); };
  const two = (...nras: readonly (number | null)[]): PatientRecord => of([...rows(risen), ...beside('NRAS p.Q61K', nras)]);
  it('a rising one, else the highest resistant one of the last draw that could tell, else the trunk', () => {
    expect(leading(two(0, 0, 0, 0, 400), { 'KRAS p.G12D': false })).toBe('C1');
    expect(leading(two(0, 0, 0, 0, 400))).toBe('C2');
    expect(leading(two(400, 400, 400, 400, 0))).toBe('C1');
    expect(leading(of(rows([[0, 4000, 80], [0, 4000, 80]])))).toBe('C0');
    expect(leading(of(rows([[0, 4000, 80], [0, 4000, 80]])), {}, clones.slice(1))).toBeNull();
    expect(leading(of(rows([[0, 4000, 80], [10, 4000, 80]])), {}, clones.slice(0, 1))).toBeNull();
    // A later draw that could tell and did not call it.
    expect(leading(of(rows([[9, 4000, 80], [0, 4000, 80]])))).toBe('C0');
    // A clone is known by gene and variant, one of its variants is enough.
    const kin: readonly CloneResult[] = [{ ...clones[1]!, id: 'A', variants: [{ gene: 'KRAS', variant: 'p.Q61H' }, { gene: 'NRAS', variant: 'p.G12D' }] }, { ...clones[1]!, id: 'B', variants: [{ gene: 'MET', variant: 'amplification' }, { gene: 'KRAS', variant: 'p.G12D' }] }];
    expect(leading(of(rows(risen)), {}, kin)).toBe('B');
    expect(leading(of(rows(risen)), { 'KRAS p.G12D': true }, kin)).toBe('B');
  });
  it('a draw that shows no tumour DNA dethrones none, unless it shows a resistant clone; nothing ever shown, nothing leads', () => {
    expect(leading(of(rows([[0, 4000, 80], [9, 4000, 80], [0, 4000, 0]])))).toBe('C1');
    expect(leading(of([...rows([[9, 4000, 80], [0, 4000, 0]]), ...beside('NRAS p.Q61K', [0, 9])]))).toBe('C2');
    expect(leading(of(rows([[0, 4000, 80], [0, 4000, 0]])))).toBe('C0');
    expect(leading(of(rows([[0, 4000, 0], [0, 4000, 0]])))).toBeNull();
  });
});
