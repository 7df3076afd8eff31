/** Several small resistant clones that rise together, asked directly: who is counted, what fires, confirms, conflicts and ends it. */
import { describe, expect, it } from '@jest/globals';
import type { AlertFinding, Measurement, TreatmentLine } from '@clonewatch/domain';
import { memoryOf, type Memory, type Step } from '../../../libs/guidance/src/memory.js';
import { defaultPolicy, type Policy } from '../../../libs/guidance/src/policy.js';
import { togetherRules } from '../../../libs/guidance/src/rules-together.js';
import { line, measure, patient } from './records.js';
import { anew, inShort, once, keptSteps } from './steps.js';

const names = [['APC', 'p.R1450*'], ['KRAS', 'p.G12D'], ['KRAS', 'p.G12V'], ['NRAS', 'p.Q61K'], ['EGFR', 'p.S492R'], ['KRAS', 'p.Q61H']] as const;
type Row = readonly [apc: number, ...resistant: number[]];
const day0 = 20_000;
const history = (rows: readonly Row[]): Measurement[] => rows.flatMap((row, i) => row.map((k, j) => measure(`S${i + 1}`, day0 + 28 * i, names[j]![0], names[j]![1], k, 4000)));
/** Two molecules, then three, of each: called, and too little for any alone. */
const small: readonly Row[] = [[120, 0, 0, 0, 0, 0], [110, 0, 0, 0, 0, 0], [115, 0, 0, 0, 0, 0], [118, 2, 2, 0, 2, 0], [112, 2, 3, 2, 2, 2], [121, 3, 4, 3, 3, 3]];
const high: Row = [118, 3, 4, 3, 3, 3];
const low: Row = [118, 0, 0, 0, 0, 0];
const on = [line(day0 - 10, null)];
const stepsFor = (ms: readonly Measurement[], lines: readonly TreatmentLine[] = on, policy?: Policy): (() => readonly Step[]) => once(() => keptSteps(patient(ms, lines), policy));
const run = (steps: readonly Step[], prepare?: (m: Memory) => void): readonly AlertFinding[] => { const own = anew(steps); prepare?.(own[0]!.memory); return own.flatMap((s) => togetherRules(s)); };
const usual = stepsFor(history([...small, high, high]));
const episode = (specimenId = 'S1') => ({ kind: 'resistance_emerging' as const, specimenId, confirmed: false, lowDraws: 0 });
const labels = (a: AlertFinding): string[] => a.members.map((m) => `${m.gene} ${m.variant}`);

describe('a rise of several together', () => {
  it('is to act on: shown, confirmed by a further draw, and then a conflict with the drug in use', () => {
    expect(inShort(run(usual()))).toEqual(['resistance_emerging rising act S6', 'resistance_emerging confirmed act S7', 'therapy_conflict confirmed act S7']);
  });
  it('says who rises, each with its numbers, that none alone is shown to, and what the joint odds cost', () => {
    const [a, b] = run(usual());
    expect(a).toMatchObject({ gene: null, variant: null, clone: null, phase: 'on', episode: 'resistance_emerging|together|S6', firedDay: day0 + 140, knownDay: day0 + 140, specimenId: 'S6', evidence: { score: a!.score, threshold: a!.threshold, false_alerts_per_100_patient_years: '1, simulated' } });
    expect(a!.score!).toBeGreaterThan(a!.threshold!);
    const members = a!.evidence.members as { gene: string; variant: string; score: number; threshold: number; draws: { specimen_id: string; collected_on: string; mutant: number; total: number; called: boolean }[] }[];
    expect(members.map((m) => `${m.gene} ${m.variant}`)).toEqual(labels(a!));
    expect(labels(a!)).not.toContain('APC p.R1450*');
    expect(members.every((m) => m.score <= m.threshold && m.draws.length === 6)).toBe(true);
    const g12v = members.find((m) => m.variant === 'p.G12V')!;
    expect(g12v.draws.at(-1)).toMatchObject({ specimen_id: 'S6', collected_on: '2025-02-21', mutant: 4, total: 4000 });
    expect(a!.text).toMatch(new RegExp(`^${labels(a!).join(', ').replaceAll('.', '\\.')} RISE TOGETHER in plasma; none of them alone is shown to\\. .*KRAS p\\.G12V: 27 Dec 2024 .* → 21 Feb 2025 .*\\. Truncal APC seen, trend open\\. On cetuximab wk 21\\. `
      + `Evidence: joint ln odds that resistance emerges ${a!.score!.toFixed(1).replace('.', '\\.')} \\(threshold ${a!.threshold!.toFixed(1).replace('.', '\\.')} ≈ 1 false alerts/100 patient-years, shared with the rises of single variants, simulated\\)\\. Suggested check: confirm with repeat draw/imaging; not a treatment instruction\\.$`));
    for (const label of labels(a!)) expect(a!.text).toContain(`${label}: `);
    expect(a!.text.split('. KRAS ').length + a!.text.split('. NRAS ').length).toBeGreaterThan(2);
    expect(b!.episode).toBe('resistance_emerging|together|S6|confirmed');
    expect(b!.text).toContain(' rise together, CONFIRMED by a further draw; none of them alone is shown to. ');
  });
  it('the conflict names the drugs it is with, and its line', () => {
    const c = run(usual())[2]!;
    expect(c).toMatchObject({ gene: null, variant: null, episode: `therapy_conflict|together|S7|${day0 - 10}`, evidence: { score: c.score, line: { regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab', 'irinotecan'], started_on: '2024-09-24' } } });
    expect(c.text).toMatch(new RegExp(`^${labels(c).join(', ').replaceAll('.', '\\.')}: their rise together is confirmed, the catalogue lists them as resistance to anti-EGFR, and FOLFIRI \\+ cetuximab is in use with no stop recorded\\. ${labels(c)[0]!.replaceAll('.', '\\.')}: .*\\. ${labels(c)[1]!.replaceAll('.', '\\.')}: .*\\. Truncal APC seen, trend open\\. On cetuximab wk 25\\. Suggested check: review the line with this result, or record the decision; not a treatment instruction\\.$`));
    const unnamed = run(stepsFor(history([...small, high]), [line(day0 - 10, null, { regimen: '' })])()).at(-1)!;
    expect(unnamed.text).toContain('and cetuximab + irinotecan is in use with no stop recorded');
  });
});

describe('who is counted', () => {
  const keys = names.slice(1).map(([g, v]) => `${g} ${v}`);
  const without = (...own: string[]): readonly AlertFinding[] => run(usual(), (m) => { for (const k of own) memoryOf(m, k).episode = episode(); });
  it('no variant that rises on its own already; with one left there is no together', () => {
    expect(labels(without('KRAS p.G12V')[0]!)).not.toContain('KRAS p.G12V');
    expect(without(...keys.slice(0, 4))).toEqual([]);
    expect(without(...keys)).toEqual([]);
  });
  it('no variant that the draw did not measure, nor one measured for the first time', () => {
    const gap = history([...small, high]).map((m) => (m.variant === 'p.G12V' && m.specimenId >= 'S6' ? { ...m, mutantCount: null, totalCount: null, reportedStatus: 'not_covered' as const } : m));
    expect(run(stepsFor(gap)()).flatMap(labels)).not.toContain('KRAS p.G12V');
    const late = [...history([...small, high]), measure('S6', day0 + 140, 'NRAS', 'p.G12D', 9, 4000)];
    expect(labels(run(stepsFor(late)())[0]!)).not.toContain('NRAS p.G12D');
  });
  it('no variant that was never called, or whose draws speak against a rise', () => {
    const quiet = history([...small, high]).map((m) => (m.variant === 'p.G12V' ? { ...m, mutantCount: 0 } : m));
    expect(run(stepsFor(quiet)()).flatMap(labels)).not.toContain('KRAS p.G12V');
    const falling = history([...small, high]).map((m) => (m.variant === 'p.G12V' ? { ...m, mutantCount: [60, 45, 30, 20, 12, 8, 5][Number(m.specimenId.slice(1)) - 1]! } : m));
    expect(run(stepsFor(falling)()).flatMap(labels)).not.toContain('KRAS p.G12V');
  });
});

describe('what fires', () => {
  it('never one draw, and never a draw in which none is called', () => {
    expect(run(stepsFor(history([...small.slice(0, 3), [118, 3, 4, 3, 3, 3]]))())).toEqual([]);
    expect(run(stepsFor(history([...small.slice(0, 5), low]))())).toEqual([]);
  });
  it('one call in the draw is enough beside others that only support it', () => {
    const found = run(stepsFor(history([...small.slice(0, 5), [121, 2, 6, 2, 2, 2]]))());
    expect(inShort(found)).toEqual(['resistance_emerging rising act S6']);
  });
  it('not below what the site\'s budget asks for', () => {
    expect(inShort(run(stepsFor(history(small))()))).toEqual(['resistance_emerging rising act S6']);
    expect(run(stepsFor(history(small), on, { ...defaultPolicy, falseRises: 1e-6 })())).toEqual([]);
    const strict = stepsFor(history([...small, high, high]), on, { ...defaultPolicy, grades: { rising: null, confirmed: 50 } });
    expect(inShort(run(strict()))).toEqual(['resistance_emerging rising act S6']);
  });
  it('the draw that fired it does not confirm it: a later row of the same draw says nothing more', () => {
    const steps = anew(usual());
    const six = steps[5]!;
    expect([...steps.slice(0, 6), six].flatMap((s) => togetherRules(s)).map((a) => a.grade)).toEqual(['rising']);
  });
});

describe('what follows', () => {
  it('a conflict once a line: with a line begun later too, and not for variants told on their own', () => {
    const steps = stepsFor(history([...small, high, high, high]), [line(day0 - 10, day0 + 150), line(day0 + 170, null, { regimen: 'panitumumab', agents: ['panitumumab'], therapyClasses: ['anti_egfr'] })]);
    const told = run(steps()).filter((a) => a.kind === 'therapy_conflict');
    expect(told.map((a) => (a.evidence.line as { regimen: string }).regimen)).toEqual(['panitumumab']);
    expect(run(usual(), (m) => { for (const [g, v] of names.slice(1)) memoryOf(m, `${g} ${v}`).conflicts.add(day0 - 10); }).map((a) => a.kind)).not.toContain('therapy_conflict');
    const some = run(usual(), (m) => memoryOf(m, 'KRAS p.G12V').conflicts.add(day0 - 10)).find((a) => a.kind === 'therapy_conflict')!;
    expect(labels(some)).not.toContain('KRAS p.G12V');
    expect(labels(some).length).toBeGreaterThan(1);
    // Each variant told now is not told on its own for that line.
    const own = anew(usual());
    for (const s of own) togetherRules(s);
    expect(labels(run(usual())[2]!).every((k) => memoryOf(own[0]!.memory, k).conflicts.has(day0 - 10))).toBe(true);
  });
  it('a line is said once of a joint rise, whatever becomes of the variants in it', () => {
    const own = anew(usual());
    const told = own.flatMap((s, i) => { if (i === 7) for (const m of s.memory.variants.values()) m.conflicts.clear(); return togetherRules(s); });
    expect(told.filter((a) => a.kind === 'therapy_conflict').map((a) => a.specimenId)).toEqual(['S7']);
  });
  it('of a combination every class is named once', () => {
    const pair = line(day0 - 10, null, { regimen: 'encorafenib + cetuximab', agents: ['encorafenib', 'cetuximab'], therapyClasses: ['braf_inhibitor', 'anti_egfr'] });
    const told = run(keptSteps(patient(history([...small, high, high]), [pair], { nosology: 'mcrc_braf_v600e' })));
    expect(told.find((a) => a.kind === 'therapy_conflict')!.text).toContain('as resistance to BRAF inhibitor + anti-EGFR, and encorafenib + cetuximab is in use');
  });
  it('no conflict with a drug that was stopped, or none', () => {
    expect(inShort(run(stepsFor(history([...small, high]), [line(day0 - 10, day0 + 160)])())).filter((k) => k.startsWith('therapy'))).toEqual([]);
    expect(inShort(run(stepsFor(history([...small, high]), [])())).filter((k) => k.startsWith('therapy'))).toEqual([]);
  });
  it('ends after two draws in a row below half the threshold; a high one between begins the count anew', () => {
    const after = (...rows: Row[]): { open: boolean; lowDraws: number | null } => {
      const own = anew(stepsFor(history([...small, high, ...rows]))());
      for (const s of own) togetherRules(s);
      const t = own[0]!.memory.together ?? null;
      return { open: t !== null, lowDraws: t?.lowDraws ?? null };
    };
    const told = anew(usual());
    for (const x of told.slice(0, 6)) togetherRules(x);
    expect(told[0]!.memory.together).toEqual({ kind: 'resistance_emerging', specimenId: 'S6', confirmed: false, lowDraws: 0, lines: new Set() });
    expect(after()).toEqual({ open: true, lowDraws: 0 });
    expect(after(low, low, low, low)).toEqual({ open: false, lowDraws: null });
    const one = after(low);
    expect(one.open).toBe(true);
    expect(after(low, high)).toEqual({ open: true, lowDraws: 0 });
  });
});
