/** Laws of the whole evaluation: what may be said differently, or added, without a change in what is concluded. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateOfDay, dayOfDate, recordFromRows, type Evaluation, type Measurement, type PatientRecord } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import { simulatePatients } from '@clonewatch/simulate';
import { manifestOf, read, seriesOf } from '../formats/support.js';
import { goldenCase, measure } from './records.js';
import { recordOf } from './simulated.js';

const cohort: readonly PatientRecord[] = [goldenCase, ...[...simulatePatients(10, 7, 'demo')].map(recordOf), ...[...simulatePatients(3, 5, 'assay_switch')].map(recordOf)];
const patients = fc.constantFrom(...cohort);
const evaluate = (r: PatientRecord): Evaluation => evaluatePatient(r, null);
/** The cohort as it is, evaluated once each. */
const known = new Map<PatientRecord, Evaluation>();
function plainOf(r: PatientRecord): Evaluation {
  if (!known.has(r)) known.set(r, evaluate(r));
  return known.get(r)!;
}

/** The long run looks further. */
const runs = process.env['CLONEWATCH_TEST_LONG'] === '1' ? 300 : 8;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const spoken = new RegExp(`(\\d{1,2}) (${months.join('|')}) (\\d{4})|(\\d{4}-\\d{2}-\\d{2})|\\b(day) (-?\\d+)`, 'g');

/** Dates in a text, moved: `7 May 2026`, `2026-05-07`, `day 28`. */
function moveText(text: string, by: number): string {
  return text.replace(spoken, (_, d: string, m: string, y: string, iso: string | undefined, word: string | undefined, n: string) => {
    if (word !== undefined) return `day ${Number(n) + by}`;
    const to = dateOfDay(dayOfDate(iso ?? `${y}-${String(months.indexOf(m) + 1).padStart(2, '0')}-${d.padStart(2, '0')}`) + by);
    const [year, month, day] = to.split('-').map(Number) as [number, number, number];
    return iso === undefined ? `${day} ${months[month - 1]!} ${year}` : to;
  });
}

/** Every day of a record or an evaluation, moved: numbers under names that end in "day", the limits of a day, dates in texts. */
function moved<T>(value: T, by: number, isDay = false): T {
  if (typeof value === 'number') return (isDay ? value + by : value) as T;
  if (typeof value === 'string') return moveText(value, by) as T;
  if (Array.isArray(value)) return value.map((v: unknown) => moved(v, by, isDay)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, moved(v as unknown, by, isDay || (/(^|_)day$|Day(80)?$|^clearance$|^dates$/.test(k) && !/per_?day$/i.test(k)))])) as T;
}

const stringify = (e: unknown): string => JSON.stringify(e, null, 1);
const isDnmt3a = (x: { readonly gene: string | null }): boolean => x.gene === 'DNMT3A';

/** The same items in an order of fast-check's choosing, some of them twice. */
const again = <T>(items: readonly T[], order: readonly number[]): T[] => [...order.map((at) => items[at % items.length]!), ...items]
  .map((x, i) => [((i + 1) * 2654435761 + (order[i % order.length] ?? 0) * 40503) % 2 ** 32, x] as const).sort((x, y) => x[0] - y[0]).map(([, x]) => x);

/** Everything but the days as they are said: in texts, and as `*_on` or `*_day` in what an alert rests on. */
function wordless(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(spoken, '');
  if (Array.isArray(value)) return value.map(wordless);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'timeline').map(([k, v]) => (/_(on|day)$/.test(k) ? [k.replace(/_(on|day)$/, ''), v === null] : [k, wordless(v)])));
}

/** A dPCR export with one row for each target of each well. */
function plate(wells: readonly { readonly sample: string; readonly mutant: number; readonly wildtype: number; readonly accepted: number }[]): string {
  return `Well,Sample description 1,Target,Accepted Droplets,Positives\n${wells.flatMap((w, i) => [['MUT', w.mutant], ['WT', w.wildtype]].map(([target, k]) => `A${String(i + 1).padStart(2, '0')},${w.sample},${target},${w.accepted},${k}`)).join('\n')}\n`;
}

/** `total` in as many parts as `cuts` has, whole numbers, none below 0. */
function parts(total: number, cuts: readonly number[]): number[] {
  const at = [0, ...cuts.slice(1).map((c) => Math.round(c * total)).sort((a, b) => a - b), total];
  return at.slice(1).map((x, i) => x - at[i]!);
}

describe('laws of the evaluation', () => {
  it('any order of what was uploaded, and any of it again: not a byte differs', () => {
    fc.assert(fc.property(patients, fc.array(fc.nat(100_000), { minLength: 5, maxLength: 60 }), (r, order) => {
      const other = { ...r, measurements: again(r.measurements, order), specimens: again(r.specimens, order), treatments: [...r.treatments].reverse(), assessments: [...r.assessments].reverse() };
      expect(stringify(evaluate(other))).toBe(stringify(plainOf(r)));
    }), { seed: 25, numRuns: runs, endOnFailure: true });
  });

  it('dates, or the same days as numbers from an anchor: the same but for the words', () => {
    fc.assert(fc.property(patients.filter((p) => p.timeline.kind === 'calendar'), (r) => {
      expect(wordless(evaluate({ ...r, timeline: { kind: 'days', anchor: 'start of treatment' } }))).toEqual(wordless(plainOf(r)));
    }), { seed: 26, numRuns: runs, endOnFailure: true });
  });

  it('a reaction in one well, or spread over several: the same record, so the same evaluation', async () => {
    const samples = ['D1', 'D2', 'D3', 'D4'];
    const manifest = manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay,assay_version,mutant_target,wildtype_target,gene,variant,background,plasma_ml\n${samples.map((d, i) => `${d},patient,P1,${d},2026-0${i + 2}-03,KRAS G12D ddPCR,1,MUT,WT,KRAS,p.G12D,0.00002,4`).join('\n')}\n`);
    const draw = fc.record({ mutant: fc.nat(60), wildtype: fc.integer({ min: 50, max: 9000 }), cuts: fc.array(fc.double({ min: 0.05, max: 0.95, noNaN: true }), { minLength: 2, maxLength: 6 }) });
    await fc.assert(fc.asyncProperty(fc.array(draw, { minLength: 4, maxLength: 4 }), async (draws) => {
      const accepted = 60_000;
      const recordAt = async (text: string): Promise<PatientRecord> => {
        const rows = seriesOf(await read(text, { fileName: 'plate.csv', manifest }));
        expect(rows).toHaveLength(4);
        return recordFromRows('P1', rows);
      };
      const whole = plate(draws.map((d, i) => ({ sample: samples[i]!, mutant: d.mutant, wildtype: d.wildtype, accepted })));
      // Droplets first: no well may hold more positives than droplets.
      const spread = plate(draws.flatMap((d, i) => {
        const [m, w] = [parts(d.mutant, d.cuts), parts(d.wildtype, d.cuts)];
        const empty = parts(accepted - d.mutant - d.wildtype, d.cuts);
        return empty.map((e, j) => ({ sample: samples[i]!, mutant: m[j]!, wildtype: w[j]!, accepted: e + m[j]! + w[j]! }));
      }));
      expect(stringify(evaluate(await recordAt(spread)))).toBe(stringify(evaluate(await recordAt(whole))));
    }), { seed: 27, numRuns: runs, endOnFailure: true });
  });

  it('all days moved by any number of days: the same evaluation, moved', () => {
    fc.assert(fc.property(patients, fc.integer({ min: -4000, max: 4000 }), (r, by) => {
      expect(stringify(moved(evaluate(moved(r, by)), -by))).toBe(stringify(plainOf(r)));
    }), { seed: 21, numRuns: runs, endOnFailure: true });
  });

  it('twice the same: not a byte differs, and nothing that was given is changed', () => {
    for (const r of cohort) {
      const before = stringify(r);
      expect(stringify(evaluate(structuredClone(r)))).toBe(stringify(plainOf(r)));
      expect(stringify(r)).toBe(before);
    }
  });

  it('a draw whose assay read nothing changes no series, no clone and no alert but those about draws that cannot answer', () => {
    fc.assert(fc.property(patients, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (r, at) => {
      const days = r.measurements.map((m) => m.day);
      const day = Math.round(Math.min(...days) + at * (Math.max(...days) - Math.min(...days)));
      fc.pre(!days.includes(day) && Math.min(...days) < day && day < Math.max(...days));
      const variants = [...new Map(r.measurements.map((m) => [`${m.gene} ${m.variant}`, m])).values()];
      const empty = variants.map((m) => measure('ZERO', day, m.gene, m.variant, 0, 0, { countUnit: m.countUnit, inputHge: null, assay: m.assay, assayVersion: m.assayVersion }));
      const [plain, more] = [plainOf(r), evaluate({ ...r, measurements: [...r.measurements, ...empty], specimens: [...r.specimens, { specimenId: 'ZERO', day, knownDay: day, specimenType: 'plasma' }] })];
      const strip = (e: Evaluation): unknown => ({
        series: e.series.map((s) => ({ ...s, points: s.points.filter((p) => p.specimenId !== 'ZERO') })), clones: e.clones, leading: e.leadingClone,
        alerts: e.alerts.filter((a) => !['not_informative', 'draw_overdue', 'coverage_gap'].includes(a.kind)).map(({ evidence: _, ...a }) => a),
      });
      expect(more.draws.find((d) => d.specimenId === 'ZERO')!.informative).toBe('not_informative');
      expect(stringify(strip(more))).toBe(stringify(strip(plain)));
    }), { seed: 22, numRuns: runs, endOnFailure: true });
  });

  it('a haematopoietic variant beside the others changes nothing but its own series', () => {
    fc.assert(fc.property(patients.filter((p) => !p.measurements.some((m) => m.gene === 'DNMT3A')), fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 30, maxLength: 30 }), (r, counts) => {
      const first = [...new Map(r.measurements.filter((m) => (m.totalCount ?? 0) > 0 && m.countUnit === 'molecules' && m.reportedStatus === null).map((m) => [m.specimenId, m])).values()];
      const chip = first.map((m, i): Measurement => measure(m.specimenId, m.day, 'DNMT3A', 'p.R736C', Math.min(counts[i % 30]!, m.totalCount!), m.totalCount, {
        knownDay: m.knownDay, assay: m.assay, assayVersion: m.assayVersion, inputHge: m.inputHge, plasmaMl: m.plasmaMl, backgroundFraction: m.backgroundFraction,
      }));
      const e = evaluate({ ...r, measurements: [...r.measurements, ...chip] });
      // Where doubts about origin are listed, it is named; that is all.
      const said = stringify({ ...e, series: e.series.filter((s) => !isDnmt3a(s)) }).replaceAll('; DNMT3A p.R736C not from the tumour', '');
      expect(said).toBe(stringify(plainOf(r)));
    }), { seed: 23, numRuns: runs, endOnFailure: true });
  });

  it('counts, or the fraction they make with its depth: the same calls, alerts and rates', () => {
    fc.assert(fc.property(patients, (r) => {
      const asFraction = (m: Measurement): Measurement => (m.countUnit === 'molecules' && m.mutantCount !== null && m.totalCount !== null && m.totalCount > 0
        ? { ...m, vafFraction: m.mutantCount / m.totalCount, mutantCount: null } : m);
      const [a, b] = [plainOf(r), evaluate({ ...r, measurements: r.measurements.map(asFraction) })];
      const said = (e: Evaluation): unknown => ({
        alerts: e.alerts.map((x) => [x.kind, x.grade, x.gene, x.variant, x.specimenId, x.firedDay]), sentence: e.sentence, draws: e.draws, clones: e.clones.map((c) => c.variants),
        series: e.series.map((s) => [s.gene, s.variant, s.role, s.trend, s.points.map((p) => p.status)]),
      });
      expect(said(b)).toEqual(said(a));
    }), { seed: 24, numRuns: runs, endOnFailure: true });
  });
});
