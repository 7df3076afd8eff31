/** The mechanism reading where it is easily misread: constructed patients, each in both languages. What was not looked at is never good news in either. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Assessment, Measurement, MechanismReading, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { catalogue, evaluatePatient, mechanismsOf } from '@clonewatch/guidance';
import { fromEngine, inLanguage, loadLanguage } from '@clonewatch/words';
import { draws, line, measure, patient } from './records.js';

const cetuximab: TreatmentLine = line(-60, null);
const wide = [...new Set(catalogue.filter((e) => e.nosology === 'mcrc_ras_braf_wt').flatMap((e) => e.genes)), 'APC'];
const seen = (day: number, kind: string, result: string): Assessment => ({ day, kind, gene: '', variant: '', result, unit: '' });
const pd = [seen(56, 'imaging', 'PD')];
const trunk = (k: readonly number[], panel: readonly string[] | null): readonly Measurement[] => k.flatMap((n, i) => [
  measure(`S${i + 1}`, 28 * i, 'APC', 'p.R1450*', n, 4000, { panel, wbcVafFraction: 0 }), measure(`S${i + 1}`, 28 * i, '', '', null, 4000, { panel })]);
const read = (rows: readonly Measurement[], assessments: readonly Assessment[] = pd, lines: readonly TreatmentLine[] = [cetuximab]): { readonly r: MechanismReading; readonly record: PatientRecord } => {
  const record = patient(rows, lines, {}, { assessments });
  return { r: mechanismsOf(evaluatePatient(record, null), record), record };
};
const russian = (text: string): string => inLanguage('ru', () => fromEngine(text));
const good = /wild|clear|excluded|no resistance|нет резистентности|исключен/i;
beforeAll(() => loadLanguage('ru'));

describe('progression without a resistance variant', () => {
  it('in a draw that shows no tumour DNA nothing can be assessed', () => {
    const { r } = read(trunk([300, 40, 0], wide));
    expect([r.verdict, r.leading, r.progression.length]).toEqual(['cannot_assess', null, 1]);
    expect(russian(r.wording)).toMatch(/^Забор .*: ответа нет\. /);
    expect(`${r.wording} ${russian(r.wording)}`).not.toMatch(good);
    expect(r.furtherTests[0]!.test).toBe('repeat_draw');
  });
  it('by a panel that does not cover the mechanisms they are counted as not read, and a wider panel is asked for', () => {
    const { r } = read(trunk([300, 280, 310], ['APC', 'KRAS']));
    expect(r.verdict).toBe('partly_tested');
    const open = r.tested.filter((t) => t.state !== 'not_called').length;
    expect(r.wording).toContain(`${open} of ${r.tested.length} catalogued mechanisms were not or only partly read`);
    expect(r.furtherTests.find((t) => t.test === 'wider_panel')!.shows).toContain('NRAS');
    expect(russian(r.wording)).toContain(`механизмы каталога: ${open} из ${r.tested.length}`);
  });
});

describe('which clone leads', () => {
  it('of two resistant clones the one that rises leads, not the higher one that stands', () => {
    const rows = [...draws('KRAS', 'p.G12D', [[0, 80, 4000, 400], [28, 82, 4000, 410], [56, 79, 4000, 405], [84, 81, 4000, 400], [112, 80, 4000, 395]]),
      ...draws('NRAS', 'p.Q61K', [[0, 0, 4000, 400], [28, 0, 4000, 410], [56, 5, 4000, 405], [84, 16, 4000, 400], [112, 52, 4000, 395]]).filter((m) => m.gene === 'NRAS')];
    const { r } = read(rows);
    expect(r.called.map((c) => `${c.gene} ${c.trend}`)).toEqual(['KRAS stable', 'NRAS rising']);
    expect(r.leading).toMatchObject({ variants: ['NRAS p.Q61K'], target: 'NRAS' });
  });
  it('KRAS of white blood cells explains nothing and leads nothing', () => {
    const rows = [...trunk([300, 280, 310], wide), ...[0, 28, 56].map((d, i) => measure(`S${i + 1}`, d, 'KRAS', 'p.G12D', 40, 4000, { panel: wide, wbcVafFraction: 0.01 }))];
    const { r } = read(rows);
    expect([r.called, r.verdict]).toEqual([[], 'unexplained']);
    expect(r.leading?.variants).toEqual(['APC p.R1450*']);
    expect(r.tested.find((t) => t.entry === 'mcrc_wt.kras.12')!.state).toBe('called');
  });
  it('an amplification alone explains, has no share, and the copies are to be confirmed', () => {
    const rows = [...trunk([300, 280, 310], wide), measure('S3', 56, 'MET', 'amplification', null, null, { panel: wide, reportedStatus: 'detected' })];
    const { r } = read(rows);
    expect(r.verdict).toBe('explained');
    expect(r.called).toEqual([expect.objectContaining({ gene: 'MET', variant: 'amplification', lastVaf: null, shareOfTumour: null, trend: 'insufficient' })]);
    expect(russian(r.wording)).toMatch(/MET \(амплификация\)/);
  });
  it('called and then not called again: said of the draw in which it was, and no longer what stands', () => {
    const rows = [...trunk([300, 310, 305], wide), ...[0, 60, 0].map((k, i) => measure(`S${i + 1}`, 28 * i, 'KRAS', 'p.G12D', k, 4000, { panel: wide, wbcVafFraction: 0 }))];
    const { r } = read(rows);
    expect(r.called).toEqual([expect.objectContaining({ gene: 'KRAS', lastStatus: 'not_detected', firstDay: 28 })]);
    expect(r.verdict).toBe('unexplained');
    expect(r.leading?.variants).toEqual(['APC p.R1450*']);
  });
});

describe('where it grows', () => {
  const rows = trunk([300, 280, 310], wide);
  it.each([
    ['previous foci', [seen(56, 'lesion:liver', 'PD'), seen(56, 'lesion:lung', 'SD')], 'previous_foci', true], ['new foci', [seen(56, 'lesion:liver', 'SD'), seen(56, 'lesion:bone', 'new')], 'new_foci', true],
    ['both', [seen(56, 'lesion:liver', 'PD'), seen(56, 'lesion:bone', 'new')], 'both', false], ['not recorded lesion by lesion', [], 'not_recorded', false],
  ] as const)('%s', (_, lesions, pattern, discordant) => expect(read(rows, [...pd, ...lesions]).r.foci).toMatchObject({ pattern, discordant }));
});
