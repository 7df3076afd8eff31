/**
 * Every published criteria set at every boundary of every criterion it has. What a set asks is transcribed here a second time, from the same sources
 * as the data; a set, or a kind of criterion, that no probe of this table takes over its boundary makes the table red.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { GateState, Measurement, TreatmentLine, TrialReadiness } from '@clonewatch/domain';
import { trialSets } from '@clonewatch/guidance';
import { gateRules } from '../../../libs/guidance/src/rechallenge/criteria.data.js';
import { line } from './records.js';
import { assessment, readiness, today, usualLines, type Change } from './rechallenge-records.js';

type Response = 'CR' | 'PR' | 'SD';
interface Wanted {
  /** Extended RAS, KRAS exon 2 alone, or RAS not asked for in tissue; BRAF V600E beside it. */
  readonly tissue?: readonly ['extended' | 'exon2', boolean];
  readonly plasma?: { readonly braf?: true; readonly ectodomain?: true; readonly upTo?: 0.001; readonly days?: 28 };
  /** Accepted best responses; `SD6`: stable disease from six months. */
  readonly response?: readonly (Response | 'SD6')[];
  readonly benefitMonths?: 6;
  /** Least free interval, days: the first that passes. */
  readonly freeDays?: number;
  readonly between?: true;
  readonly progression?: { readonly within: number };
  readonly line?: 2 | 3;
  readonly ecog?: 1 | 2;
  readonly refractory?: true;
  readonly amplified?: true;
  readonly benefit?: true;
}

const both = ['CR', 'PR'] as const;
const orSixMonths = ['CR', 'PR', 'SD6'] as const;
/** 4 months are 121.75 days; 16 weeks are 112. */
const wanted: Readonly<Record<string, Wanted>> = {
  CRICKET: { tissue: ['extended', true], response: both, benefitMonths: 6, progression: { within: 28 }, between: true, line: 3 },
  CAVE: { tissue: ['extended', false], response: both, freeDays: 122, between: true, line: 3 },
  CHRONOS: { tissue: ['extended', false], plasma: { braf: true, ectodomain: true }, response: both, between: true, line: 3, ecog: 2 },
  E_RECHALLENGE: { tissue: ['extended', false], response: orSixMonths, freeDays: 112 },
  JACCRO_CC08_09AR: { tissue: ['exon2', false], response: ['CR', 'PR', 'SD'] },
  PURSUIT: { tissue: ['extended', true], plasma: { upTo: 0.001, days: 28 }, response: both, progression: { within: 0 }, freeDays: 122, refractory: true },
  VELO: { tissue: ['extended', false], response: both, freeDays: 122, between: true, line: 3 },
  PARERE: { tissue: ['extended', true], plasma: { braf: true }, response: orSixMonths, between: true, freeDays: 122 },
  A_REPEAT: { plasma: {} },
  FIRE4_R2: { tissue: ['extended', false], response: orSixMonths, between: true, plasma: {} },
  CAVE2: { plasma: { braf: true }, response: both, freeDays: 122, between: true, line: 3, ecog: 1 },
  CAPRI2: { plasma: { braf: true } },
  PULSE: { tissue: ['extended', true], plasma: { braf: true, ectodomain: true }, amplified: true, freeDays: 90 },
  CITRIC: { plasma: { braf: true, ectodomain: true }, benefit: true, line: 3 },
  BEYOND: { plasma: {}, line: 2 },
};
const kindOf: Readonly<Record<keyof Wanted, string>> = {
  tissue: 'tissue', plasma: 'plasma', response: 'prior_response', benefitMonths: 'prior_benefit_months', freeDays: 'free_interval', between: 'line_between',
  progression: 'progression_on_anti_egfr', line: 'line', ecog: 'ecog', refractory: 'refractory', amplified: 'amplifications', benefit: 'benefit',
};

interface Probe<K extends keyof Wanted = keyof Wanted> { readonly of: K; readonly name: string; readonly change: Change; readonly state: (asked: never) => GateState }
const probe = <K extends keyof Wanted>(of: K, name: string, change: Change, state: (asked: NonNullable<Wanted[K]>) => GateState): Probe<K> => ({ of, name, change, state });

const first = (more: Partial<TreatmentLine>, freeDays = 200, on = 300): TreatmentLine => line(today - freeDays - on, today - freeDays, { bestResponse: 'PR', stopReason: 'progression', ...more });
const next = (more: Partial<TreatmentLine> = {}, freeDays = 200): TreatmentLine => ({ ...usualLines(freeDays)[1]!, ...more });
const withFirst = (more: Partial<TreatmentLine>, freeDays = 200, on = 300): Change => ({ lines: [first(more, freeDays, on), next({}, freeDays)] });
const wbc = (fraction: number) => (m: Measurement): Measurement => (m.gene === 'KRAS' || m.gene === 'NRAS' || m.gene === 'BRAF' ? { ...m, wbcVafFraction: fraction } : m);
const deep: Change = { depth: 10_000, truncal: { k: 300 } };
const performance = (n: string) => [assessment(today - 10, 'ecog', n)];
const stoppedForToxicity = (pd: number | null): Change => ({ ...withFirst({ stopReason: 'toxicity' }), assessments: pd === null ? [] : [assessment(today - 200 + pd, 'imaging', 'PD')] });

const probes: readonly Probe[] = [
  probe('tissue', 'extended RAS and BRAF free of mutation', {}, () => 'pass'),
  probe('tissue', 'exon 2 only', { profile: { tissueRas: 'exon2_wt_only' } }, ([ras]) => (ras === 'exon2' ? 'pass' : 'unknown')),
  probe('tissue', 'RAS not recorded', { profile: { tissueRas: null } }, () => 'unknown'),
  probe('tissue', 'tested tomorrow', { profile: { tissueDay: today + 1 } }, () => 'unknown'),
  probe('tissue', 'RAS mutant', { profile: { tissueRas: 'mutant' } }, () => 'fail'),
  probe('tissue', 'NRAS found in a later biopsy', { assessments: [assessment(today - 40, 'tissue', 'positive', 'NRAS', 'p.Q61H')] }, () => 'fail'),
  probe('tissue', 'BRAF V600E', { profile: { tissueBraf: 'v600e' } }, ([, braf]) => (braf ? 'fail' : 'pass')),
  probe('tissue', 'BRAF not recorded', { profile: { tissueBraf: null } }, ([, braf]) => (braf ? 'unknown' : 'pass')),

  probe('plasma', 'none called, 27 days old', { age: 27 }, () => 'pass'),
  probe('plasma', 'none called, 28 days old', { age: 28 }, () => 'pass'),
  probe('plasma', 'none called, 29 days old', { age: 29 }, ({ days }) => (days === 28 ? 'fail' : 'pass')),
  probe('plasma', 'KRAS of the tumour at 0.1 %', { ...deep, counts: { 'KRAS p.G12D': 10 }, edit: wbc(0) }, ({ upTo }) => (upTo === 0.001 ? 'pass' : 'fail')),
  probe('plasma', 'KRAS of the tumour at 0.11 %', { ...deep, counts: { 'KRAS p.G12D': 11 }, edit: wbc(0) }, () => 'fail'),
  probe('plasma', 'NRAS of the tumour', { counts: { 'NRAS p.A146T': 30 }, edit: wbc(0) }, () => 'fail'),
  probe('plasma', 'BRAF V600E of the tumour', { counts: { 'BRAF p.V600E': 30 }, edit: wbc(0) }, ({ braf }) => (braf ? 'fail' : 'pass')),
  probe('plasma', 'EGFR S492R', { counts: { 'EGFR p.S492R': 30 } }, ({ ectodomain }) => (ectodomain ? 'fail' : 'pass')),
  probe('plasma', 'EGFR G465R', { counts: { 'EGFR p.G465R': 30 } }, ({ ectodomain }) => (ectodomain ? 'fail' : 'pass')),
  probe('plasma', 'MAP2K1', { counts: { 'MAP2K1 p.K57N': 30 } }, () => 'pass'),
  probe('plasma', 'KRAS of blood cells', { counts: { 'KRAS p.G12D': 30 }, edit: wbc(0.009) }, () => 'pass'),
  probe('plasma', 'KRAS of open origin at 0.1 %', { ...deep, counts: { 'KRAS p.G12D': 10 } }, ({ upTo }) => (upTo === 0.001 ? 'pass' : 'unknown')),
  probe('plasma', 'KRAS of open origin at 0.11 %', { ...deep, counts: { 'KRAS p.G12D': 11 } }, () => 'unknown'),
  ...['KRAS p.G12D', 'KRAS p.G13D', 'KRAS p.A59T', 'KRAS p.Q61H', 'KRAS p.K117N', 'KRAS p.A146T', 'NRAS p.G12D', 'NRAS p.G13D', 'NRAS p.A59T', 'NRAS p.Q61H', 'NRAS p.K117N', 'NRAS p.A146T']
    .map((v) => probe('plasma', `${v}: codon not covered`, { counts: { [v]: null } }, () => 'unknown')),
  probe('plasma', 'BRAF 600 not covered', { counts: { 'BRAF p.V600E': null } }, ({ braf }) => (braf ? 'unknown' : 'pass')),
  ...['V441D', 'R451C', 'S464L', 'G465R', 'K467T', 'K489E', 'I491K', 'S492R'].map((v) => probe('plasma', `EGFR ${v}: codon not covered`, { counts: { [`EGFR p.${v}`]: null } }, ({ ectodomain }) => (ectodomain ? 'unknown' : 'pass'))),
  probe('plasma', 'no truncal variant', { truncal: null }, () => 'not_informative'),
  probe('plasma', 'TP53 alone', { truncal: { gene: 'TP53', variant: 'p.R175H' } }, () => 'not_informative'),

  probe('response', 'CR', withFirst({ bestResponse: 'CR' }), (xs) => (xs.includes('CR') ? 'pass' : 'fail')),
  probe('response', 'PR', {}, (xs) => (xs.includes('PR') ? 'pass' : 'fail')),
  probe('response', 'SD over 183 days', withFirst({ bestResponse: 'SD' }, 200, 183), (xs) => (xs.includes('SD') || xs.includes('SD6') ? 'pass' : 'fail')),
  probe('response', 'SD over 182 days', withFirst({ bestResponse: 'SD' }, 200, 182), (xs) => (xs.includes('SD') ? 'pass' : 'fail')),
  probe('response', 'PD', withFirst({ bestResponse: 'PD' }), () => 'fail'),
  probe('response', 'not evaluable', withFirst({ bestResponse: 'NE' }), () => 'unknown'),
  probe('response', 'not recorded', withFirst({ bestResponse: null }), () => 'unknown'),

  probe('benefitMonths', '183 days on the drug', withFirst({}, 200, 183), () => 'pass'),
  probe('benefitMonths', '182 days on the drug', withFirst({}, 200, 182), () => 'fail'),

  ...[89, 90, 91, 111, 112, 121, 122].map((days) => probe('freeDays', `${days} days`, withFirst({}, days), (least) => (days >= least ? 'pass' : 'fail'))),
  probe('freeDays', 'on the drug', { lines: [line(today - 300, null, { bestResponse: 'PR' })] }, () => 'fail'),

  probe('between', 'one line', {}, () => 'pass'),
  probe('between', 'none', { lines: [first({})] }, () => 'fail'),
  probe('between', 'of unknown kind', { lines: [first({}), next({ agents: [], therapyClasses: [] })] }, () => 'unknown'),

  probe('progression', 'stopped for it', {}, () => 'pass'),
  probe('progression', 'stopped for toxicity', stoppedForToxicity(null), () => 'fail'),
  probe('progression', 'reason not recorded', withFirst({ stopReason: null }), () => 'unknown'),
  ...[0, 1, 28, 29].map((d) => probe('progression', `image ${d} days after the stop`, stoppedForToxicity(d), ({ within }) => (d <= within ? 'pass' : 'fail'))),

  probe('line', 'would be the second', { lines: [first({})] }, (from) => (from <= 2 ? 'pass' : 'fail')),
  probe('line', 'would be the third', {}, () => 'pass'),
  probe('line', 'would be the first again', { lines: [line(today + 1, null), first({})] }, (from) => (from <= 2 ? 'pass' : 'fail')),

  ...[0, 1, 2, 3].map((n) => probe('ecog', `ECOG ${n}`, { assessments: performance(String(n)) }, (max) => (n <= max ? 'pass' : 'fail'))),
  probe('ecog', 'not recorded', {}, () => 'unknown'),
  probe('ecog', 'of tomorrow', { assessments: [assessment(today + 1, 'ecog', '0')] }, () => 'unknown'),
  probe('ecog', 'no number', { assessments: performance('good') }, () => 'unknown'),

  probe('amplified', 'none called', {}, () => 'pass'),
  ...['ERBB2 amplification', 'MET amplification'].flatMap((v) => [probe('amplified', `${v} called`, { counts: { [v]: 9 } }, () => 'fail'), probe('amplified', `${v} not looked for`, { counts: { [v]: null } }, () => 'unknown')]),
  probe('amplified', 'no truncal variant', { truncal: null }, () => 'not_informative'),
  probe('amplified', 'MAP2K1', { counts: { 'MAP2K1 p.K57N': 30 } }, () => 'pass'),

  ...(['CR', 'PR'] as const).map((best) => probe('benefit', best, withFirst({ bestResponse: best }), () => 'pass')),
  ...[180, 700].map((days) => probe('benefit', `SD over ${days} days: what counts is not defined`, withFirst({ bestResponse: 'SD' }, 200, days), () => 'unknown')),
  probe('benefit', 'PD', withFirst({ bestResponse: 'PD' }), () => 'fail'),
  ...([null, 'NE'] as const).map((best) => probe('benefit', `${best}`, withFirst({ bestResponse: best }), () => 'unknown')),
  probe('benefit', 'anti-EGFR in the second line', { lines: [line(today - 900, today - 600, { regimen: 'FOLFOX', agents: ['oxaliplatin'], therapyClasses: ['chemotherapy'], bestResponse: 'PR' }), first({}), next()] }, () => 'unknown'),
  probe('benefit', 'a response in the first line, none in a later one', { lines: [line(today - 900, today - 700, { bestResponse: 'PR' }), first({ bestResponse: 'PD' }), next()] }, () => 'pass'),

  probe('refractory', 'all three given', {}, () => 'pass'),
  probe('refractory', 'no oxaliplatin', { lines: [first({}), next({ agents: ['bevacizumab', 'fluorouracil'] })] }, () => 'fail'),
  probe('refractory', 'no fluoropyrimidine', { lines: [first({}), next({ agents: ['bevacizumab', 'oxaliplatin'] })] }, () => 'fail'),
  probe('refractory', 'no irinotecan', { lines: [first({ agents: ['cetuximab'] }), next()] }, () => 'fail'),
  probe('refractory', 'a line without drug names', { lines: [first({}), next({ agents: [] })] }, () => 'unknown'),
];

/** What every trial says of a probe's patient: evaluated once, when first asked. */
const read = new Map<Probe, ReadonlyMap<string, TrialReadiness>>();
const trialsOf = (p: Probe): ReadonlyMap<string, TrialReadiness> => {
  let found = read.get(p);
  if (!found) read.set(p, (found = new Map(readiness(p.change).trials.map((t) => [t.id, t] as const))));
  return found;
};

describe('criteria sets', () => {
  it('are those transcribed here, with the criteria transcribed here', () => {
    expect(Object.keys(wanted).sort()).toEqual(trialSets.map((t) => t.id).sort());
    for (const t of trialSets) expect([t.id, t.criteria.map((c) => c.kind).sort()]).toEqual([t.id, Object.keys(wanted[t.id]!).map((k) => kindOf[k as keyof Wanted]).sort()]);
  });

  it.each(probes.map((p) => [p.of, p.name, p] as const))('%s: %s', (of, _name, p) => {
    const asking = Object.entries(wanted).filter(([, w]) => w[of] !== undefined);
    const states = asking.map(([id]) => [id, trialsOf(p).get(id)!.gates.find((g) => g.id === kindOf[of])!.state]);
    expect(states).toEqual(asking.map(([id, w]) => [id, p.state(w[of] as never)]));
  });

  it('every criterion of every set is taken over its boundary, and an open one says which test would answer', () => {
    for (const t of trialSets) {
      for (const c of t.criteria) {
        const gates = probes.filter((p) => kindOf[p.of] === c.kind).map((p) => trialsOf(p).get(t.id)!.gates.find((g) => g.id === c.kind)!);
        const states = new Set(gates.map((g) => g.state));
        // Whoever has had anti-EGFR has had a line: the second cannot be missed.
        const missable = !(c.kind === 'line' && c.from <= 2);
        expect([t.id, c.kind, states.has('pass'), states.has('fail')]).toEqual([t.id, c.kind, true, missable]);
        for (const g of gates) expect([t.id, c.kind, g.datum !== '', g.source.startsWith(t.source), g.opens !== null]).toEqual([t.id, c.kind, true, true, g.state === 'unknown' || g.state === 'not_informative']);
      }
    }
  });

  const yaml = new URL('../../../../shared/domain/rechallenge_criteria.yaml', import.meta.url);
  (existsSync(yaml) ? it : it.skip)('are the sets of the criteria file', () => {
    const text = readFileSync(yaml, 'utf8');
    const ids = [...text.slice(text.indexOf('\nsets:'), text.indexOf('\ndefault_readiness')).matchAll(/^ {2}([A-Z][A-Z0-9_]*):/gm)].map((m) => m[1]!);
    const named: Readonly<Record<string, string>> = { BEYOND_GEMCAD1701: 'BEYOND' };
    expect(ids.map((id) => named[id] ?? id).sort()).toEqual(trialSets.map((t) => t.id).sort());
  });

  (existsSync(yaml) ? it : it.skip)('have the thresholds and alleles of the criteria file', () => {
    const text = readFileSync(yaml, 'utf8');
    const sets = [...text.slice(0, text.indexOf('\ndefault_readiness')).matchAll(/^ {2}([A-Z0-9_]+): \{([\s\S]*?)\}\s*$/gm)].map((m) => [m[1] === 'BEYOND_GEMCAD1701' ? 'BEYOND' : m[1]!, m[2]!] as const);
    expect(sets).toHaveLength(trialSets.length);
    for (const [id, body] of sets) {
      const w = wanted[id]!;
      const list = (key: string): string | undefined => new RegExp(`\\b${key}: \\[([^\\]]*)\\]`).exec(body)?.[1];
      const number = (key: string): number | undefined => { const found = new RegExp(`\\b${key}: "?>?=?(\\d+(?:\\.\\d+)?)`).exec(body)?.[1]; return found === undefined ? undefined : Number(found); };
      // Months of 30.4375 days; a length that the file gives in days or weeks is that many days.
      const days = /min_mo_since_antiEGFR: "?\d+ \((\d+) d\)/.exec(body)?.[1];
      const weeks = /min_mo_since_antiEGFR: "(\d+) wk/.exec(body)?.[1];
      const months = days || weeks ? undefined : number('min_mo_since_antiEGFR');
      const least = days ? Number(days) : weeks ? 7 * Number(weeks) : months ? Math.ceil(months * 30.4375) : undefined;
      expect([id, 'free', w.freeDays]).toEqual([id, 'free', least]);
      const plasma = list('plasma_wt');
      if (plasma) expect([id, 'plasma', w.plasma?.braf ?? false, w.plasma?.ectodomain ?? false]).toEqual([id, 'plasma', plasma.includes('BRAF'), plasma.includes('EGFR_ECD')]);
      expect([id, 'bound', w.plasma?.upTo, w.plasma?.days]).toEqual([id, 'bound', number('value_pct') === undefined ? undefined : number('value_pct')! / 100, number('plasma_window_days')]);
      const response = list('prior_best_response')?.split(',').map((x) => x.replace(/[" ]|\(U\)/g, '').replace('SD>=6mo', 'SD6'));
      expect([id, 'response', w.response]).toEqual([id, 'response', response]);
      expect([id, 'ecog', w.ecog]).toEqual([id, 'ecog', number('ecog_max')]);
      expect([id, 'benefit', w.benefitMonths]).toEqual([id, 'benefit', number('prior_pfs_min_mo')]);
      const within = number('pd_on_antiEGFR_within_wk');
      expect([id, 'progression', w.progression?.within]).toEqual([id, 'progression', within ? 7 * within : /pd_on_antiEGFR: true/.test(body) ? 0 : undefined]);
      const tissue = list('tissue_wt');
      expect([id, 'tissue', w.tissue]).toEqual([id, 'tissue', tissue === undefined ? undefined : [tissue.includes('KRAS_ex2') ? 'exon2' : 'extended', tissue.includes('BRAF')]]);
      const line = /(?<![_\w])line: "?(?:>=)?(\d)/.exec(body)?.[1];
      expect([id, 'line', w.line]).toEqual([id, 'line', line === undefined ? undefined : Number(line)]);
    }
    // The default gates' own numbers, as the file's rules word them.
    const gates = text.slice(text.indexOf('\ndefault_readiness'));
    const rule = (id: string): string => new RegExp(`id: ${id},[^\\n]*`).exec(gates)![0];
    expect([rule('G2'), rule('G3'), rule('G5'), rule('G6'), rule('G7')].map((x, i) => [/SD >= (\d+) mo/, />= (\d+) -> pass; (\d+)-4 -> caution/, /<= (\d+) d/, />= (\d+) %/, /alpha <= (\d+) %[\s\S]*clone of (\d+) % of the tumour\) >= ([\d.]+) -> pass; ([\d.]+)-/][i]!.exec(x)!.slice(1).map(Number))).toEqual([
      [gateRules.stableMonths], [gateRules.freeIntervalMonths.pass, gateRules.freeIntervalMonths.caution], [gateRules.sampleDays], [100 * gateRules.tumourFraction],
      [100 * gateRules.familywiseAlpha, 100 * gateRules.cloneShare, gateRules.detection.pass, gateRules.detection.caution],
    ]);
  });
});
