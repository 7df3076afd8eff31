/** `coverage_gap`: a required codon was not tested. What counts as not tested, what does not, how often it is said, and what answers it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AlertFinding, Measurement, PatientRecord } from '@clonewatch/domain';
import { coverageAnsweredBy, evaluatePatient } from '@clonewatch/guidance';
import { day, line, measure, patient } from './records.js';

const start = day('2026-01-01');
const narrow = ['KRAS:12', 'KRAS:13', 'APC'];
const wide = ['KRAS', 'NRAS', 'BRAF', 'APC'];
/** One draw every four weeks, each by a panel (null: the file states none). */
const follow = (panels: readonly (readonly string[] | null)[], more: Partial<Measurement> = {}): Measurement[] => panels.flatMap((panel, i) => [
  measure(`S${i + 1}`, start + 28 * i + 10, 'KRAS', 'p.G12D', 0, 3800, { panel, ...more }), measure(`S${i + 1}`, start + 28 * i + 10, 'APC', 'p.R1450*', 80, 3800, { panel, ...more })]);
const cetuximab = [line(start, null)];
const gaps = (r: PatientRecord, asOf: number | null = null): readonly AlertFinding[] => evaluatePatient(r, asOf === null ? null : { day: asOf }).alerts.filter((a) => a.kind === 'coverage_gap');
const missing = (a: AlertFinding | undefined): readonly string[] => (a?.evidence as { not_covered: readonly string[] } | undefined)?.not_covered ?? [];
const answer = (r: PatientRecord): string | null => coverageAnsweredBy(gaps(r)[0]!, r, evaluatePatient(r, null));

describe('a required codon that was not tested', () => {
  it('is said by name: exon 2 alone is not extended RAS', () => {
    const [gap, ...more] = gaps(patient(follow([narrow]), cetuximab));
    expect(more).toEqual([]);
    expect(gap).toMatchObject({ severity: 'note', grade: null, gene: null, variant: null, members: [], specimenId: 'S1', phase: 'baseline', firedDay: start + 10 });
    expect(missing(gap)).toEqual(['KRAS codon 59', 'KRAS codon 61', 'KRAS codon 117', 'KRAS codon 146', ...[12, 13, 59, 61, 117, 146].map((c) => `NRAS codon ${c}`), 'BRAF p.V600E']);
    expect(gap!.text).toContain('did not test KRAS codons 59, 61, 117, 146; NRAS codons 12, 13, 59, 61, 117, 146; BRAF p.V600E');
    expect(gap!.text).not.toMatch(/negative|wild.?type/i);
  });

  it('is said once, however many draws follow by the same panel', () => {
    expect(gaps(patient(follow([narrow, narrow, narrow, narrow]), cetuximab)).map((a) => a.specimenId)).toEqual(['S1']);
  });

  it('is not said where one assay of the draw covers it, whichever row says so', () => {
    expect(gaps(patient(follow([wide]), cetuximab))).toEqual([]);
    const two = [...follow([narrow]), measure('S1', start + 10, '', '', null, null, { assay: 'second', panel: ['KRAS', 'NRAS', 'BRAF'] })];
    expect(gaps(patient(two, cetuximab))).toEqual([]);
  });

  it('a digital assay reads the changes its rows name: one change of a codon is not the codon', () => {
    const digital = follow([null], { countUnit: 'partitions', wildtypeCount: 2000, totalCount: 20_000 });
    expect(missing(gaps(patient(digital, cetuximab))[0])).toContain('KRAS codon 12');
    const all = ['A', 'C', 'D', 'R', 'S', 'V'].map((x) => measure('S1', start + 10, 'KRAS', `p.G12${x}`, 0, 20_000, { countUnit: 'partitions', wildtypeCount: 2000 }));
    expect(missing(gaps(patient(all, cetuximab))[0])).not.toContain('KRAS codon 12');
    expect(missing(gaps(patient(all, cetuximab))[0])).toContain('KRAS codon 13');
  });

  it('a row that says "not covered" of the position counts against a panel that names the gene', () => {
    const rows = [...follow([wide]), measure('S1', start + 10, 'KRAS', 'p.Q61H', null, null, { panel: wide, reportedStatus: 'not_covered' })];
    expect(missing(gaps(patient(rows, cetuximab))[0])).toEqual(['KRAS codon 61']);
  });
});

describe('what is not "not tested"', () => {
  it('unknown: a file that does not say what its assay covers', () => expect(gaps(patient(follow([null, null]), cetuximab))).toEqual([]));
  it('unknown: one assay of the draw does not say, though the other does', () => {
    expect(gaps(patient([...follow([narrow]), measure('S1', start + 10, 'TP53', 'p.R175H', 40, 3000, { assay: 'second' })], cetuximab))).toEqual([]);
  });
  it('not yet: blood was drawn and no result is known', () => {
    const r = patient([], cetuximab, {}, { specimens: [{ specimenId: 'S1', day: start + 10, knownDay: start + 10, specimenType: 'plasma' }] });
    expect(gaps(r)).toEqual([]);
    const late = patient(follow([narrow]).map((m) => ({ ...m, knownDay: m.day + 9 })), cetuximab);
    expect(gaps(late, start + 18)).toEqual([]);
    expect(gaps(late, start + 19)).toMatchObject([{ firedDay: start + 10, knownDay: start + 19 }]);
  });
  it('failed: a panel that covers it and did not pass quality control', () => {
    expect(gaps(patient(follow([wide], { reportedStatus: 'failed_qc', mutantCount: null, totalCount: null }), cetuximab))).toEqual([]);
    const one = [...follow([narrow]), measure('S1', start + 10, '', '', null, null, { assay: 'second', panel: wide, reportedStatus: 'failed_qc' })];
    expect(gaps(patient(one, cetuximab))).toEqual([]);
  });
  it('not required: without a drug, under another drug, in a disease that is not known', () => {
    expect(gaps(patient(follow([narrow]), []))).toEqual([]);
    expect(gaps(patient(follow([narrow]), [line(start, null, { regimen: 'bevacizumab', agents: ['bevacizumab'], therapyClasses: ['vegf'] })]))).toEqual([]);
    expect(gaps(patient(follow([narrow]), cetuximab, { nosology: null }))).toEqual([]);
    expect(gaps(patient(follow([narrow]), cetuximab, { nosology: 'rcc' }))).toEqual([]);
  });
  it('by disease and drug: T790M under gefitinib, not under osimertinib; ESR1 under endocrine therapy', () => {
    const lung = (agent: string): readonly string[] => missing(gaps(patient(follow([['TP53', 'APC', 'KRAS']]), [line(start, null, { regimen: agent, agents: [agent], therapyClasses: ['egfr_tki'] })], { nosology: 'nsclc_egfr' }))[0]);
    expect(lung('gefitinib')).toEqual(['EGFR p.T790M']);
    expect(lung('osimertinib')).toEqual([]);
    const breast = gaps(patient(follow([['PIK3CA', 'APC', 'KRAS']]), [line(start, null, { regimen: 'letrozole', agents: ['letrozole'], therapyClasses: ['endocrine'] })], { nosology: 'breast_hrpos_her2neg' }));
    expect(missing(breast[0])).toContain('ESR1 p.Y537S');
  });
});

describe('its answer', () => {
  it('is a draw that tests it, whatever the assay; a draw that does not leaves it open', () => {
    expect(answer(patient(follow([narrow, narrow]), cetuximab))).toBeNull();
    expect(answer(patient(follow([narrow, null]), cetuximab))).toBeNull();
    expect(answer(patient(follow([narrow, wide]), cetuximab))).toBe('tested by the draw of 2026-02-08 (S2)');
    expect(answer(patient([...follow([narrow]), ...follow([null, wide], { reportedStatus: 'failed_qc', mutantCount: null, totalCount: null }).slice(2)], cetuximab))).toBeNull();
  });
  it('is a later result of the same draw too', () => {
    const second = measure('S1', start + 10, '', '', null, 5000, { assay: 'second', panel: wide, knownDay: start + 20 });
    const r = patient([...follow([narrow]), second], cetuximab);
    expect(gaps(r).map((a) => a.knownDay)).toEqual([start + 10]);
    expect(answer(r)).toBe('tested by the draw of 2026-01-11 (S1)');
    expect(coverageAnsweredBy(gaps(r)[0]!, r, evaluatePatient(r, { day: start + 15 }))).toBeNull();
  });
  it('is the panel at the baseline of the line: what it tested is not asked for again on that line, and is on the next', () => {
    const base = [...follow([wide]).map((m) => ({ ...m, specimenId: 'S0', day: start - 7, knownDay: start - 7 })), ...follow([narrow, narrow, narrow, narrow, narrow])];
    expect(gaps(patient(base, cetuximab))).toEqual([]);
    const again = patient(base, [line(start, start + 40), line(start + 90, null, { regimen: 'panitumumab', agents: ['panitumumab'], therapyClasses: ['anti_egfr'] })]);
    expect(gaps(again).map((a) => a.specimenId)).toEqual(['S4']);
  });
  it('law: at most one alert a line while nothing more goes missing, and it is answered exactly when every codon it names was tested', () => {
    const panels = fc.array(fc.constantFrom<readonly string[] | null>(narrow, wide, null, ['KRAS', 'APC'], ['NRAS', 'BRAF:600', 'APC']), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(panels, (list) => {
      const r = patient(follow(list), cetuximab);
      const e = evaluatePatient(r, null);
      const found = e.alerts.filter((a) => a.kind === 'coverage_gap');
      const named = found.flatMap(missing);
      expect(new Set(named).size).toBe(named.length);
      const covered = (name: string, from: number): boolean => list.some((p, i) => {
        if (i < from || p === null) return i >= from && p === null && /^KRAS codon 12$/.test(name);
        const [gene, , codon] = name.startsWith('BRAF') ? ['BRAF', '', '600'] : name.split(' ');
        return p.includes(gene!) || p.includes(`${gene!}:${codon!}`);
      });
      for (const a of found) expect(coverageAnsweredBy(a, r, e) !== null).toBe(missing(a).every((n) => covered(n, 0)));
    }), { numRuns: 60 });
  });
});
