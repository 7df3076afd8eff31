/**
 * Changes that the catalogue lists against some drugs of a class only: EGFR S492R and K467T against cetuximab, not panitumumab, which keeps its binding; T790M against the older EGFR
 * inhibitors. What the patient gets at the draw decides how loud a rise is and what its sentence says; a drug nobody named is none that is spared.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertFinding, Evaluation, PatientRecord, TherapyClass, TreatmentLine } from '@clonewatch/domain';
import { boardPacketOf, evaluatePatient, mechanismsOf } from '@clonewatch/guidance';
import { fromEngine, inLanguage, loadLanguage } from '@clonewatch/words';
import { drugsHold, ofClasses } from '../../../libs/guidance/src/catalogue/index.js';
import { exposuresTo, sparedBy } from '../../../libs/guidance/src/phases.js';
import { requiredFor } from '../../../libs/guidance/src/mechanisms/required.js';
import { resistedText, riseSeverity } from '../../../libs/guidance/src/context.js';
import { day, draws, line, measure, patient } from './records.js';
import { lastSnap } from './steps.js';

const at = (n: number): number => day('2026-01-08') + 28 * (n - 1);
const given = (agents: readonly string[], from: number, to: number | null, classes: readonly TherapyClass[] = ['anti_egfr']): TreatmentLine => line(from, to, { regimen: agents.join(' + ') || 'anti-EGFR', agents, therapyClasses: classes });
const cetuximab = (from = at(1) - 30, to: number | null = null): TreatmentLine => given(['cetuximab'], from, to);
const panitumumab = (from = at(1) - 30, to: number | null = null): TreatmentLine => given(['panitumumab'], from, to);
const rising = (lines: readonly TreatmentLine[], gene = 'EGFR', variant = 'p.S492R'): PatientRecord => patient(draws(gene, variant, [0, 0, 8, 40, 160, 600].map((k, i) => [at(i + 1), k, 4000, 80] as const)), lines);
const read = (r: PatientRecord): Evaluation => evaluatePatient(r, null);
const rises = (e: Evaluation): readonly AlertFinding[] => e.alerts.filter((a) => /^resistance_(?:emerging|regrowth)$/.test(a.kind));
const told = (lines: readonly TreatmentLine[], variant = 'p.S492R'): string[] => read(rising(lines, 'EGFR', variant)).alerts.map((a) => `${a.kind} ${a.severity}`);
const loud = (lines: readonly TreatmentLine[], variant = 'p.S492R'): string[] => [...new Set(rises(read(rising(lines, 'EGFR', variant))).map((a) => a.severity))];

describe('which drugs an entry may hold for', () => {
  const entry = { classes: ['anti_egfr'], agents: ['cetuximab'] } as const;
  it.each<[readonly string[], boolean]>([
    [['cetuximab'], true], [['Cetuximab', 'irinotecan'], true], [['panitumumab'], false], [['panitumumab', 'irinotecan'], false], [['cetuximab', 'panitumumab'], true], [[], true],
    // An antibody of the class that nobody named may be the one.
    [['irinotecan', 'fluorouracil'], true],
  ])('%j: %p', (agents, holds) => expect(drugsHold(entry, agents)).toBe(holds));
  it('one that is not limited holds for all', () => expect(drugsHold({ classes: ['anti_egfr'], agents: [] }, ['panitumumab'])).toBe(true));
  it('names the drugs of its classes alone', () => expect(ofClasses(entry, ['Panitumumab', 'irinotecan', 'osimertinib'])).toEqual(['panitumumab']));
  it('a line of another drug of the class is no exposure, even beside one that is', () => {
    const spans = (...lines: TreatmentLine[]): unknown[] => exposuresTo(entry, lines).map((e) => [e.startDay, e.stopDay, e.lines.length]);
    expect(spans(cetuximab(0, 50), panitumumab(60, null))).toEqual([[0, 50, 1]]);
    // The stop of cetuximab was not recorded: panitumumab is not what the change resists.
    expect(spans(cetuximab(0, null), panitumumab(60, 90))).toEqual([[0, null, 1]]);
    expect(spans(given([], 0, null))).toEqual([[0, null, 1]]);
    expect(spans(given(['irinotecan'], 0, null, ['anti_egfr', 'chemotherapy']))).toEqual([[0, null, 1]]);
  });
  it('spared: those in use on the day, and only while none that it may concern is', () => {
    expect(sparedBy(entry, [panitumumab(0, 90)], 50)).toEqual(['panitumumab']);
    expect([sparedBy(entry, [panitumumab(0, 90)], 91), sparedBy(entry, [panitumumab(60, null)], 59)]).toEqual([[], []]);
    expect(sparedBy(entry, [cetuximab(0, 60), panitumumab(60, null)], 60)).toEqual([]);
    expect(sparedBy(entry, [cetuximab(0, 60), panitumumab(60, null)], 61)).toEqual(['panitumumab']);
    expect([sparedBy(entry, [given([], 0, null)], 5), sparedBy(entry, [given(['bevacizumab'], 0, null, ['vegf'])], 5), sparedBy({ classes: ['anti_egfr'], agents: [] }, [panitumumab(0, null)], 5)]).toEqual([[], [], []]);
  });
  it('codons required for a drug of an unnamed member of the class are required', () => {
    const t790m = (agents: readonly string[]): number => requiredFor('nsclc_egfr', ['egfr_tki'], agents).filter((t) => t.name.includes('T790M')).length;
    expect([t790m([]), t790m(['gefitinib']), t790m(['bevacizumab']), t790m(['osimertinib'])]).toEqual([1, 1, 1, 0]);
  });
});

describe('EGFR S492R and K467T rise', () => {
  it.each(['p.S492R', 'p.K467T'])('%s under cetuximab: to act on, in conflict with the drug', (variant) => {
    expect(loud([cetuximab()], variant)).toEqual(['act']);
    expect(told([cetuximab()], variant)).toContain('therapy_conflict act');
  });
  it.each(['p.S492R', 'p.K467T'])('%s under panitumumab: to look at, no conflict, and the drug is said to be none it is catalogued against', (variant) => {
    const e = read(rising([panitumumab()], 'EGFR', variant));
    expect(loud([panitumumab()], variant)).toEqual(['review']);
    expect(rises(e).map((a) => a.grade)).toEqual(['rising', 'confirmed']);
    expect(e.alerts.map((a) => `${a.kind} ${a.severity}`)).not.toContain('therapy_conflict act');
    expect(e.alerts.every((a) => a.severity !== 'act')).toBe(true);
    for (const a of rises(e)) expect(a.text).toContain(' On panitumumab; not catalogued as resistance to panitumumab. ');
    expect(e.sentence).toMatch(new RegExp(`^EGFR ${variant.replace('.', '\\.')} rise confirmed: .*; on panitumumab; not catalogued as resistance to panitumumab\\.$`));
  });
  it('cetuximab, then panitumumab: what is given at the draw counts', () => {
    const lines = [cetuximab(at(1) - 200, at(1) - 60), panitumumab(at(1) - 50, null)];
    const e = read(rising(lines));
    expect(loud(lines)).toEqual(['review']);
    expect(rises(e)[0]!.text).toMatch(/ Off cetuximab wk \d+ \(on panitumumab; not catalogued as resistance to panitumumab\)\. /);
    expect(told(lines)).not.toContain('therapy_conflict act');
    // Cetuximab was stopped in the course of the rise: until then it was to act on.
    const late = [cetuximab(at(1) - 200, at(4) + 3), panitumumab(at(4) + 10, null)];
    expect(rises(read(rising(late))).map((a) => `${a.grade} ${a.severity}`)).toEqual(['rising act', 'confirmed review']);
  });
  it('an antibody nobody named, both, or none in use: to act on as any other', () => {
    expect(loud([given([], at(1) - 30, null)])).toEqual(['act']);
    expect(loud([given(['irinotecan'], at(1) - 30, null, ['anti_egfr', 'chemotherapy'])])).toEqual(['act']);
    expect(loud([given(['cetuximab', 'panitumumab'], at(1) - 30, null)])).toEqual(['act']);
    expect(loud([cetuximab(), panitumumab()])).toEqual(['act']);
    expect(loud([cetuximab(at(1) - 200, at(1) - 60)])).toEqual(['act']);
    expect(loud([])).toEqual(['act']);
  });
  it('another ectodomain change holds for both antibodies', () => {
    expect(loud([panitumumab()], 'p.G465R')).toEqual(['act']);
    expect(told([panitumumab()], 'p.G465R')).toContain('therapy_conflict act');
  });
  it('the conflict and the role name the drug they are about', () => {
    const e = read(rising([cetuximab()]));
    expect(e.alerts.find((a) => a.kind === 'therapy_conflict')!.text).toContain('the catalogue lists it as resistance to cetuximab, and cetuximab is in use with no stop recorded.');
    expect(e.series.find((s) => s.gene === 'EGFR')!.roleReason).toBe('Resistance to cetuximab: catalogue mcrc_wt.egfr.s492r (tier B)');
    expect(read(rising([panitumumab()])).series.find((s) => s.gene === 'EGFR')!.roleReason).toBe('Resistance to cetuximab, not given so far: catalogue mcrc_wt.egfr.s492r (tier B)');
  });
  it('a cetuximab whose stop was not recorded is the line in conflict, not the panitumumab after it', () => {
    const e = read(rising([cetuximab(), panitumumab(at(4), null)]));
    expect(e.alerts.filter((a) => a.kind === 'therapy_conflict').map((a) => (a.evidence.line as { regimen: string }).regimen)).toEqual(['cetuximab']);
  });
  it('the mechanism reading does not explain progression under panitumumab by it, and the packet says for which drugs it is', () => {
    const r = rising([panitumumab()]);
    const e = read(r);
    expect(mechanismsOf(e, r).verdict).not.toBe('explained');
    expect(boardPacketOf(e, r).options.find((o) => o.variant === 'p.S492R')!.limits).toContain('catalogued for drugs other than those asked about');
    const c = rising([cetuximab()]);
    expect(mechanismsOf(read(c), c).verdict).toBe('explained');
  });
  it('together with a clone that the drug does not hold, it is that clone that is to act on', () => {
    // Two molecules, then three, of each: called, and too little for any alone.
    const small = [[120, 0, 0, 0, 0, 0], [110, 0, 0, 0, 0, 0], [115, 0, 0, 0, 0, 0], [118, 2, 2, 0, 2, 0], [112, 2, 3, 2, 2, 2], [121, 3, 4, 3, 3, 3]];
    const names = ['APC p.R1450*', 'KRAS p.G12D', 'KRAS p.G12V', 'NRAS p.Q61K', 'EGFR p.S492R', 'KRAS p.Q61H'].map((x) => x.split(' ') as [string, string]);
    const rows = small.flatMap((row, i) => row.map((k, j) => measure(`S${i + 1}`, at(i + 1), names[j]![0], names[j]![1], k, 4000)));
    const joint = read(patient(rows, [panitumumab()])).alerts.find((a) => a.kind === 'resistance_emerging' && a.variant === null)!;
    expect(joint.members.map((m) => m.variant)).toContain('p.S492R');
    expect(joint).toMatchObject({ severity: 'act', text: expect.stringMatching(/ On panitumumab wk \d+\. /) as unknown });
  });
  it('what several resist is named by class, or by drug where no other of them resists the class', () => {
    const snap = lastSnap(patient(['EGFR p.S492R', 'EGFR p.K467T', 'KRAS p.G12D'].flatMap((x) => draws(...(x.split(' ') as [string, string]), [[at(1), 0, 4000, 80], [at(2), 8, 4000, 80]]).filter((m) => m.gene !== 'APC' || x.startsWith('KRAS'))), [cetuximab()]));
    const of = (...variants: string[]): string => resistedText(snap, snap.series.filter((s) => variants.includes(s.variant)));
    expect([of('p.S492R'), of('p.S492R', 'p.K467T'), of('p.S492R', 'p.G12D'), of('p.G12D')]).toEqual(['cetuximab', 'cetuximab', 'anti-EGFR', 'anti-EGFR']);
  });
  it('of several, all must be spared for the rise to be less than to act on', () => {
    const r = patient(['EGFR p.S492R', 'EGFR p.K467T', 'KRAS p.G12D'].flatMap((x) => draws(...(x.split(' ') as [string, string]), [[at(1), 0, 4000, 80], [at(2), 8, 4000, 80]]).filter((m) => m.gene !== 'APC' || x.startsWith('KRAS'))), [panitumumab()]);
    const snap = lastSnap(r);
    const of = (...variants: string[]): string => riseSeverity(snap, snap.series.filter((s) => variants.includes(s.variant)), at(2));
    expect([of('p.S492R'), of('p.S492R', 'p.K467T'), of('p.S492R', 'p.G12D'), of('p.G12D')]).toEqual(['review', 'review', 'act', 'act']);
  });
  describe('in Russian', () => {
    beforeAll(() => loadLanguage('ru'));
    it('no word of it stays English', () => {
      for (const lines of [[panitumumab()], [cetuximab(at(1) - 200, at(1) - 60), panitumumab(at(1) - 50, null)], [cetuximab()]]) {
        const e = read(rising(lines));
        for (const text of [e.sentence, ...e.alerts.map((a) => a.text), ...e.series.map((s) => s.roleReason)]) {
          expect(inLanguage('ru', () => fromEngine(text))).not.toMatch(/\b(?:the|not|is|on|catalogued|resistance|rising)\b/i);
        }
      }
    });
  });
});
