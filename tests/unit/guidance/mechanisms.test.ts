import { describe, expect, it } from '@jest/globals';
import type { Assessment, Measurement, MechanismReading, PatientRecord, TreatmentLine } from '@clonewatch/domain';
import { catalogue, evaluatePatient, mechanismsOf } from '@clonewatch/guidance';
import { draws, goldenCase, line, measure, patient } from './records.js';

const read = (record: PatientRecord, asOf: number | null = null): MechanismReading => mechanismsOf(evaluatePatient(record, asOf === null ? null : { day: asOf }), record);
const state = (r: MechanismReading, entry: string): string | undefined => r.tested.find((t) => t.entry === entry)?.state;
/** A panel of whole genes, and an empty row of it in each draw. */
const wide = [...new Set(catalogue.filter((e) => e.nosology === 'mcrc_ras_braf_wt').flatMap((e) => e.genes)), 'APC'];
const empty = (id: string, day: number, panel: readonly string[] | null): Measurement => measure(id, day, '', '', null, 3800, { panel });
const truncal = (days: readonly number[], panel: readonly string[] | null, k = 400): Measurement[] =>
  days.flatMap((d, i) => [measure(`S${i + 1}`, d, 'APC', 'p.R1450*', k, 3800, { panel }), empty(`S${i + 1}`, d, panel)]);
const seen = (day: number, kind: string, result: string, gene = '', variant = ''): Assessment => ({ day, kind, gene, variant, result, unit: '' });
const cetuximab: TreatmentLine = line(-30, null);

describe('mechanism reading', () => {
  it('names the clone that leads and the target it depends on (science §8.1)', () => {
    const r = read(goldenCase);
    expect(r).toMatchObject({ verdict: 'explained', therapy: ['anti_egfr'], onTherapy: true });
    expect(r.wording).toBe('Draw of 7 May 2026: KRAS p.G12D called, catalogued as resistance to anti-EGFR.');
    expect(r.called).toEqual([expect.objectContaining({ gene: 'KRAS', variant: 'p.G12D', entry: 'mcrc_wt.kras.12', mechanism: 'clonal_selection', action: 'exclude', applies: true, order: 1, origin: 'emerged', lastStatus: 'detected', tier: 'A' })]);
    expect(r.leading).toMatchObject({ variants: ['KRAS p.G12D'], target: 'KRAS', dependence: 'on KRAS, in a clone the drug has selected' });
    expect(state(r, 'mcrc_wt.kras.12')).toBe('called');
    // Nothing but KRAS codon 12 and TP53 was read: the other codons are not absent, they were not looked for.
    expect([state(r, 'mcrc_wt.kras.13'), state(r, 'mcrc_wt.met.amplification')]).toEqual(['not_tested', 'not_tested']);
  });
  it('knows on a day only what was known then', () => {
    const r = read(goldenCase, goldenCase.specimens[2]!.day);
    // Only TP53 speaks for tumour DNA by then, which blood cells could give as well.
    expect([r.verdict, r.called.length]).toEqual(['cannot_assess', 0]);
    const late = { ...goldenCase, assessments: [seen(goldenCase.specimens[4]!.day + 10, 'imaging', 'PD')] };
    expect(read(late, goldenCase.specimens[4]!.day).progression).toEqual([]);
    expect(read(late).progression).toEqual([{ basis: 'imaging', day: goldenCase.specimens[4]!.day + 10 }]);
  });
  it('no genetic explanation is a reading of its own: only with everything read in an informative draw', () => {
    const record = patient(truncal([0, 28], wide), [cetuximab], {}, { assessments: [seen(28, 'imaging', 'PD')] });
    const r = read(record);
    expect(r.verdict).toBe('unexplained');
    expect(r.wording).toBe('Draw of 29 Jan 1970: no genetic explanation found in what was tested; plasticity or a mechanism outside the catalogue stays open.');
    expect(r.tested.every((t) => t.state === 'not_called')).toBe(true);
    expect(r.notInBlood.map((n) => n.entry)).toEqual(['mcrc_wt.tgfb_caf', 'mcrc_wt.stress_mutagenesis']);
    expect(r.furtherTests.map((t) => t.test)).toEqual(['fish_or_ihc', 'tissue']);
    expect(r.furtherTests[0]!.shows).toContain('MET');
    expect(r.leading).toMatchObject({ clone: 'C0', target: null });
  });
  it.each<[string, readonly string[] | null, string, string]>([
    ['no panel', null, 'not_tested', 'not_tested'], ['codons', ['KRAS:12', 'APC'], 'not_called', 'not_tested'], ['one of the changes', ['EGFR:p.S464L', 'MAP2K1:56', 'APC'], 'not_tested', 'partly'],
    ['the gene', ['KRAS', 'MAP2K1'], 'not_called', 'not_called'],
  ])('%s: what was not read is never read as absent', (_, panel, kras, map2k1) => {
    const r = read(patient(truncal([0, 28], panel), [cetuximab]));
    expect([r.verdict, state(r, 'mcrc_wt.kras.12'), state(r, 'mcrc_wt.map2k1.f53l')]).toEqual(['partly_tested', kras, map2k1]);
    expect(r.wording).toMatch(/not or only partly read/);
    expect(r.furtherTests.map((t) => t.test)).toContain('wider_panel');
  });
  it('a codon panel does not read the gene, its copies or its fusions', () => {
    const r = read(patient(truncal([0], ['EGFR:724', 'KRAS:12', 'BRAF:600', 'APC']), [cetuximab]));
    expect([state(r, 'mcrc_wt.kras.amplification'), state(r, 'mcrc_wt.alk.fusion'), state(r, 'mcrc_wt.braf.v600e')]).toEqual(['not_tested', 'not_tested', 'not_called']);
  });
  it('a failed position is failed, though the panel names it', () => {
    const r = read(patient([...truncal([0], ['KRAS', 'APC']), measure('S1', 0, 'KRAS', 'p.G12D', null, null, { panel: ['KRAS', 'APC'], reportedStatus: 'failed_qc' })], [cetuximab]));
    expect(state(r, 'mcrc_wt.kras.12')).toBe('failed_qc');
  });
  it('a draw without tumour DNA explains nothing, and asks for another', () => {
    const r = read(patient(truncal([0], wide, 0), [cetuximab]));
    expect([r.verdict, r.furtherTests[0]!.test]).toEqual(['cannot_assess', 'repeat_draw']);
    expect(r.wording).toMatch(/cannot be assessed/i);
  });
  it('orders mechanisms by first call; a caution explains nothing by itself', () => {
    const rows = [0, 28, 56].flatMap((d, i) => [
      measure(`S${i + 1}`, d, 'KRAS', 'p.G12D', [0, 30, 90][i]!, 3800), measure(`S${i + 1}`, d, 'EGFR', 'p.S464L', [0, 0, 40][i]!, 3800),
      measure(`S${i + 1}`, d, 'PTEN', 'p.R130*', [30, 30, 30][i]!, 3800), measure(`S${i + 1}`, d, 'APC', 'p.R1450*', 400, 3800),
    ]);
    const r = read(patient(rows, [cetuximab]));
    expect(r.called.map((m) => [m.gene, m.order, m.origin, m.action])).toEqual([['PTEN', 1, 'from_start', 'caution'], ['KRAS', 2, 'emerged', 'exclude'], ['EGFR', 3, 'emerged', 'exclude']]);
    expect(r.wording).toContain('KRAS p.G12D, EGFR p.S464L called');
    const only = read(patient(rows.filter((m) => m.gene === 'PTEN' || m.gene === 'APC'), [cetuximab]));
    expect(only.verdict).toBe('partly_tested');
  });
  it('reads the disease and the drug: EGFR C797S under osimertinib, RAS under BRAF + EGFR, nothing without a drug', () => {
    const lung = read(patient(draws('EGFR', 'p.C797S', [[0, 0, 3800, 300], [28, 30, 3800, 300]], ['EGFR', 'p.L858R']), [line(-30, null, { therapyClasses: ['egfr_tki'], agents: ['osimertinib'] })], { nosology: 'nsclc_egfr' }));
    expect(lung.leading).toMatchObject({ target: 'EGFR', dependence: 'still on EGFR, in a form the drug holds less' });
    const colon = read(patient(draws('KRAS', 'p.G12D', [[0, 0, 3800, 300], [28, 30, 3800, 300]], ['BRAF', 'p.V600E']), [line(-30, null, { therapyClasses: ['braf_inhibitor', 'anti_egfr'], agents: ['encorafenib', 'cetuximab'] })], { nosology: 'mcrc_braf_v600e' }));
    expect(colon.leading).toMatchObject({ target: 'KRAS', dependence: 'on KRAS, past the target that is held' });
    expect(read(patient(truncal([0], wide), [])).verdict).toBe('no_therapy');
    expect(mechanismsOf(evaluatePatient(patient([], [cetuximab]), null), patient([], [cetuximab])).verdict).toBe('cannot_assess');
  });
  it('off the drug it asks about the drug last given', () => {
    const off = read(patient(draws('KRAS', 'p.G12D', [[0, 60, 3800, 300], [90, 30, 3800, 300]]), [line(-60, 10), line(20, null, { therapyClasses: ['chemotherapy'], agents: ['oxaliplatin'] })]));
    expect([off.therapy, off.onTherapy, off.verdict]).toEqual([['anti_egfr'], false, 'explained']);
  });
  it('a later draw that did not look keeps the call, with its day', () => {
    const rows = [...draws('KRAS', 'p.G12D', [[0, 60, 3800, 300]]), measure('S9', 30, 'APC', 'p.R1450*', 300, 3800)];
    expect(read(patient(rows, [cetuximab])).wording).toContain('KRAS p.G12D (last read 1 Jan 1970) called');
  });
  it('results of tissue, FISH and IHC stand beside plasma', () => {
    const r = read(patient(draws('KRAS', 'p.G12D', [[0, 60, 3800, 300]]), [cetuximab], {}, { assessments: [seen(-40, 'tissue', 'negative', 'KRAS', 'G12D'), seen(5, 'fish', 'positive', 'MET', 'amplification'), seen(-3, 'cea', '12')] }), 10);
    expect(r.beside).toEqual([
      { day: -40, kind: 'tissue', gene: 'KRAS', variant: 'p.G12D', result: 'negative', plasma: 'detected', agrees: false },
      { day: 5, kind: 'fish', gene: 'MET', variant: 'amplification', result: 'positive', plasma: 'not_tested', agrees: null },
    ]);
  });
  it.each<[string, readonly (readonly [number, string, string])[], string, boolean]>([
    ['nothing recorded', [], 'not_recorded', false], ['overall imaging names no lesion', [[20, 'imaging', 'PD']], 'not_recorded', false],
    ['previous foci', [[20, 'lesion:liver S6', 'PD']], 'previous_foci', false], ['new foci', [[20, 'lesion:lung', 'new'], [20, 'lesion:liver S6', 'PR']], 'new_foci', true],
    ['both', [[20, 'lesion:lung', 'NEW'], [20, 'lesion:liver S6', 'pd']], 'both', false], ['the last day counts', [[10, 'lesion:liver S6', 'PD'], [20, 'lesion:liver S6', 'SD']], 'no_progression', false],
    ['what is not a result of a lesion is not read', [[20, 'lesion:liver S6', '12 mm'], [20, 'lesion:', 'PD']], 'not_recorded', false], ['not known yet', [[99, 'lesion:liver S6', 'PD']], 'not_recorded', false],
  ])('foci: %s', (_, found, pattern, discordant) => {
    const r = read(patient(truncal([0, 28], wide), [cetuximab], {}, { assessments: found.map(([day, kind, result]) => seen(day, kind, result)) }), 40);
    expect([r.foci.pattern, r.foci.discordant]).toEqual([pattern, discordant]);
  });
  it('tissue of two sites that disagree is said; one site, or an untested one, is no discordance', () => {
    const tissue = (found: readonly (readonly [string, string])[]): MechanismReading['foci']['tissueDiscordance'] =>
      read(patient(truncal([0], wide), [cetuximab], { sidedness: 'right' }, { assessments: found.map(([site, result]) => seen(0, `tissue:${site}`, result, 'KRAS', 'G12D')) })).foci.tissueDiscordance;
    expect(tissue([['liver', 'positive'], ['primary', 'negative'], ['lung', 'failed']])).toEqual([{ gene: 'KRAS', variant: 'p.G12D', positive: ['liver'], negative: ['primary'] }]);
    expect(tissue([['liver', 'positive'], ['liver', 'negative']])).toEqual([]);
    expect(tissue([['liver', 'negative'], ['lung', 'negative']])).toEqual([]);
    expect(read(patient(truncal([0], wide), [cetuximab], { sidedness: 'right' })).sidedness).toBe('right');
  });
});
