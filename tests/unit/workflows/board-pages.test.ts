/** The packet as pages: the same packet gives the same bytes, in both languages, with nothing read but the fonts. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { patientPicture, standaloneSvg } from '@clonewatch/charts';
import { toWireEvaluation, packetContentSchema, type PacketContent, type WireDecision } from '@clonewatch/contracts';
import { evaluatePatient } from '@clonewatch/guidance';
import type { Measurement, PatientRecord } from '@clonewatch/domain';
import { canonicalJson, sha256 } from '../../../libs/workflows/src/board/canonical.js';
import { checklistIds, reportChecklist } from '../../../libs/workflows/src/board/checklist.js';
import { packetContent, type Handling } from '../../../libs/workflows/src/board/content.js';
import { say } from '../../../libs/workflows/src/board/pdf/parts.js';
import { appendix } from '../../../libs/workflows/src/board/pdf/appendix.js';
import { findingText, firstPage, optionRow } from '../../../libs/workflows/src/board/pdf/first-page.js';
import { pictureOf } from '../../../libs/workflows/src/board/pdf/picture.js';
import { printed, renderPacket } from '../../../libs/workflows/src/board/pdf/render.js';
import { storyPatients } from '@clonewatch/simulate';
import { inLanguage, loadLanguage, optionSays } from '@clonewatch/words';
import { page } from '../ui/page.js';
import { candidate } from '../guidance/rechallenge-records.js';
import { storyRecord } from '../guidance/simulated.js';
import { draws, goldenCase, line, measure, patient } from '../guidance/records.js';

const out = resolve(import.meta.dirname, '../../../dist/board');
const contentOf = (record: PatientRecord, handling: Handling = { tube: null, hours_to_plasma: null }): PacketContent => {
  const evaluation = evaluatePatient(record, null);
  return packetContent({
    page: page({ evaluation: toWireEvaluation(evaluation) }), evaluation, record, inputHash: sha256('record'), timing: null, handling, question: null, furtherEvidence: null, madeAt: '2026-05-19T09:30:00.000Z', madeBy: 'doctor@example.org',
  });
};
const decision: WireDecision = {
  version: 1, decision: 'Stop cetuximab; trial of a KRAS-directed combination', dissent: 'One member: wait for a repeat draw', follow_up: 'ctDNA in four weeks', follow_up_on: '2026-06-16', present: 'Oncology, pathology, genetics',
  signed_name: 'Dr A. Doctor', signed_by: 'doctor@example.org', signed_at: '2026-05-20T10:00:00.000Z', sha256: 'ab'.repeat(32),
};
const render = (content: PacketContent, language: 'en' | 'ru', d: WireDecision | null = null): Promise<Buffer> => renderPacket(content, { language, sha256: sha256(canonicalJson(content)).toString('hex'), packetId: 'packet', decision: d });

it.each(['en', 'ru'] as const)('%s: the same packet prints to the same bytes; a decision prints to others', async (language) => {
  const content = contentOf(goldenCase);
  expect(packetContentSchema.parse(content)).toEqual(content);
  const once = await render(content, language);
  const again = await render(JSON.parse(canonicalJson(content)) as PacketContent, language);
  expect(once.subarray(0, 5).toString()).toBe('%PDF-');
  expect(sha256(again).toString('hex')).toBe(sha256(once).toString('hex'));
  const decided = await render(content, language, decision);
  expect(decided.equals(once)).toBe(false);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `golden-${language}.pdf`), decided);
});
it('the picture is the one that the patient page exports: the same shapes, the same words, the hash of the same data', () => {
  const content = contentOf(goldenCase);
  const exported = standaloneSvg(patientPicture(content.page).layout, 'HCL-0147', content.page.data_hash);
  const [printed, hash] = pictureOf(content) as [{ svg: string }, { text: string }];
  const shapes = (svg: string): string[] => [...svg.matchAll(/ d="([^"]*)"/g)].map((m) => m[1]!);
  const words = (svg: string): string[] => [...svg.matchAll(/>([^<>]+)<\/(?:text|tspan)>/g)].map((m) => m[1]!);
  expect(shapes(printed.svg).length).toBeGreaterThan(10);
  expect(shapes(printed.svg)).toEqual(shapes(exported));
  expect(words(printed.svg)).toEqual(words(exported).filter((w) => w !== 'HCL-0147' && w !== hash.text));
  expect(words(exported)).toContain(hash.text);
  expect(exported).toContain(`data SHA-256 ${content.page.data_hash}`);
  // Clones are in both: a picture without a track is another picture.
  expect(patientPicture(content.page).layout.composition).not.toBeNull();
});
it('prints a packet of almost nothing too', async () => {
  const bare = contentOf(patient([measure('S1', 0, 'KRAS', 'p.G12D', null, null, { reportedStatus: 'failed_qc', inputHge: null })], [line(-30, null)]));
  for (const language of ['en', 'ru'] as const) expect((await render(bare, language)).length).toBeGreaterThan(10_000);
});
it('what is not translated is marked as such', async () => {
  await loadLanguage('ru');
  const russian = (text: string): string => inLanguage('ru', () => say(text));
  expect(russian('some quite unknown sentence')).toBe('some quite unknown sentence (англ.)');
  expect(russian('Truncal APC p.R1450* called at 0.21 %')).toBe('Трункальный APC p.R1450* выявлен, 0,21\u00a0%');
  expect(russian('Only TP53 p.R175H (2.1 %) speaks for tumour DNA, and TP53 alone can come from white blood cells (not tested)')).not.toContain('(англ.)');
});
it('the checklist of a ctDNA report: each item is there, or said to be missing', () => {
  const items = reportChecklist(contentOf(goldenCase));
  expect(items.map((i) => i.id)).toEqual([...checklistIds]);
  expect(items.filter((i) => !i.there).map((i) => i.id)).toEqual(['plasmaTime', 'tube', 'discordance']);
  const stated = reportChecklist(contentOf(goldenCase, { tube: 'Streck', hours_to_plasma: '36' }));
  expect(stated.filter((i) => !i.there).map((i) => i.id)).toEqual(['discordance']);
  // A packet of before it was asked holds neither; it opens, and says so.
  const { handling: _, ...older } = contentOf(goldenCase);
  expect(packetContentSchema.parse(older).handling).toBeUndefined();
  expect(reportChecklist(older).filter((i) => !i.there).map((i) => i.id)).toEqual(['plasmaTime', 'tube', 'discordance']);
});
describe('what is said of blood cells, for each variant', () => {
  const drawn = (gene: string, variant: string, k: number, wbc: readonly (number | null)[]): Measurement[] => wbc.map((w, i) => measure(`S${i}`, 28 * i, gene, variant, k, 3800, { wbcVafFraction: w }));
  const chipOfAll = (rows: readonly Measurement[]): Record<string, string | undefined> => Object.fromEntries(contentOf(patient(rows, [line(-30, null)])).variants.map((v) => [v.gene, `${v.chip} ${v.wbc_vaf}`]));
  it('tested once with the first draw is tested; not tested is never "not from blood cells"', () => {
    expect(chipOfAll([
      ...drawn('APC', 'p.R1450*', 200, [0, null]), ...drawn('KRAS', 'p.G12D', 36, [0.0095, null]), ...drawn('TP53', 'p.R175H', 300, [0.004, null]), ...drawn('BRCA2', 'p.K3326*', 1900, [0.49, null]),
      ...drawn('NRAS', 'p.Q61K', 20, [null, null]), ...drawn('SMAD4', 'p.R361H', 150, [null, null]), ...drawn('DNMT3A', 'p.R882H', 30, [null, null]),
    ])).toEqual({
      APC: 'not_seen 0', KRAS: 'from_blood_cells 0.0095', TP53: 'less_than_plasma 0.004', BRCA2: 'inherited 0.49', NRAS: 'not_tested_may_be null', SMAD4: 'not_tested null', DNMT3A: 'not_tested_may_be null',
    });
  });
});
describe('the four things asked of an option', () => {
  const option = { kind: 'resistance' as const, entry: 'e', gene: 'MET', variant: 'amplification' };
  const called = (mechanism: string) => ({ called: [{ ...option, mechanism }] });
  it('are the strategy\'s where the packet has one for the change', () => {
    const said = optionSays(option, { strategies: [{ id: 'combined_cascade_blockade', changes: ['MET amplification'] }], mechanisms: called('bypass_activation') });
    expect(said.map((x) => [x.aspect, x.known])).toEqual([['basis', true], ['expected', true], ['limitation', true], ['burden', true]]);
    expect(said[3]!.text).toBe('Toxicities add up; cost of two drugs');
  });
  it('else the basis alone is known, and the rest says that it is not stated', () => {
    const of = (o: Parameters<typeof optionSays>[0], mechanism: string) => optionSays(o, { strategies: [{ id: 'reintroduction', changes: [] }], mechanisms: called(mechanism) }).map((x) => x.text);
    expect(of(option, 'clonal_selection')).toEqual(['clonal selection', 'not stated', 'not stated', 'not stated']);
    expect(of(option, 'not_tumour')).toEqual(['not stated', 'not stated', 'not stated', 'not stated']);
    expect(of({ ...option, kind: 'target', entry: 'other' }, 'clonal_selection')).toEqual(['The change itself is what the drug binds or needs', 'not stated', 'not stated', 'not stated']);
  });
});

it('the board has one page: where the decision would not stand on it, the picture gives way', async () => {
  const content = contentOf(goldenCase);
  const long: WireDecision = { ...decision, decision: 'Whether the two changes lie on one allele is not known. '.repeat(24) };
  const asked = { language: 'ru' as const, sha256: sha256(canonicalJson(content)).toString('hex'), packetId: 'packet', decision: long };
  expect((await printed(content, asked, 523)).onePage).toBe(false);
  const narrow = await printed(content, asked, 360);
  const bytes = await renderPacket(content, asked);
  expect([narrow.onePage, bytes.equals((await printed(content, asked, 523)).bytes)]).toEqual([true, false]);
  expect((await printed(content, { ...asked, decision }, 523)).onePage).toBe(true);
});
it('the question of the disease stands in the packet, with every criterion, its datum and its source', () => {
  const record = patient([measure('S1', 20600, 'BRAF', 'p.V600E', 100, 5000, { wbcVafFraction: 0 })], [line(20500, null, { regimen: 'dabrafenib + trametinib', agents: ['dabrafenib', 'trametinib'], therapyClasses: ['braf_inhibitor', 'mek_inhibitor'] })], { nosology: 'thyroid_rair_braf' });
  const content = contentOf(record);
  expect(packetContentSchema.parse(content)).toEqual(content);
  expect(content.scenarios).toEqual([expect.objectContaining({ id: 'redifferentiation', verdict: 'cannot_assess' })]);
  expect(content.scenarios![0]!.gates.every((g) => g.source !== '')).toBe(true);
  expect(contentOf(goldenCase).scenarios).toEqual([]);
});
it('what is said twice by strategy and option is printed once; a truncal change is not said to lack a share', () => {
  const target = contentOf(patient([measure('S1', 20600, 'EGFR', 'p.L858R', 300, 5000, { wbcVafFraction: 0 }), measure('S1', 20600, 'EGFR', 'p.T790M', 60, 5000, { wbcVafFraction: 0 })], [line(20500, null, { regimen: 'gefitinib', agents: ['gefitinib'], therapyClasses: ['egfr_tki'] })], { nosology: 'nsclc_egfr' }));
  const of = (variant: string) => target.options.find((o) => o.variant === variant)!;
  expect(of('p.L858R').limits).not.toContain('no_share');
  expect(JSON.stringify(optionRow(of('p.T790M'), false))).toContain('"osimertinib, where it was not given (acquired T790M)"');
  const kept = JSON.stringify(optionRow({ ...of('p.T790M'), strategy: 'Stop the drug; see option' }, false));
  expect(kept).toContain('Stop the drug; see option. osimertinib, where');
});

it('what a criterion found and where it is from is said in the language of the pages', async () => {
  await loadLanguage('ru');
  const record = patient([measure('S1', 20600, 'BRAF', 'p.V600E', 31, 5000, { wbcVafFraction: 0 })], [line(20500, null, { regimen: 'dabrafenib + trametinib', agents: ['dabrafenib', 'trametinib'], therapyClasses: ['braf_inhibitor', 'mek_inhibitor'] })], { nosology: 'thyroid_rair_braf' }, { assessments: [{ day: 20590, kind: 'iodine_uptake', gene: '', variant: '', result: 'positive', unit: '' }] });
  const content = contentOf(record);
  const gates = content.scenarios![0]!.gates;
  const found = (id: string): string => inLanguage('ru', () => findingText(gates.find((g) => g.id === id)!));
  expect([found('iodine_uptake'), found('informative')]).toEqual(['положительно', 'Трункальный сигнал 0,62\u00a0%']);
  const printed = inLanguage('ru', () => JSON.stringify(appendix(content)));
  expect(printed).toContain('MERAIODE 2023 (ссылка не проверена)');
  expect(printed).not.toContain('citation not verified');
});

describe('rechallenge in the appendix', () => {
  beforeAll(() => loadLanguage('ru'));
  const spoilt = candidate({ counts: { 'KRAS p.G12D': 35 } });
  const text = (record: PatientRecord, language: 'en' | 'ru' = 'en'): string => inLanguage(language, () => JSON.stringify(appendix(contentOf(record))).replaceAll('\u00a0', ' '));
  it('every gate stands with its datum and its source; the verdict names its sample, the outcomes are context', () => {
    const content = contentOf(candidate());
    const said = text(candidate());
    for (const g of content.rechallenge!.gates) for (const x of [g.datum, g.source.replace(' (citation not verified)', '')]) expect(said).toContain(JSON.stringify(x).slice(1, -1));
    expect(said).toContain('Criteria met in the sample of 25 May 2026');
    expect(said).toContain('promise no response');
    expect(said).toContain('Window: no date.');
  });
  it('the window with its limits and the clones it is of; nothing of markup', () => {
    const m = draws('KRAS', 'p.G12D', [[0, 400, 4000, 400], [28, 300, 4000, 390], [56, 220, 4000, 410], [84, 160, 4000, 400], [112, 120, 4000, 395]].map(([d, k, n, a]) => [20_500 + d!, k!, n!, a!] as const));
    const said = text(patient(m, [line(20_200, 20_490)]));
    expect(said).toMatch(/All known resistance clones \(KRAS p\.G12D\) below 0\.10 % by \d+ \w{3} 20\d\d \(95 %: \d+ \w{3} 20\d\d – (?:\d+ \w{3} 20\d\d|[^)]+)\); probability on this day \d+ %, above 80 % from/);
    expect(said).not.toMatch(/<\/?q>/);
  });
  it('in Russian too, and nothing of it where the question does not arise', () => {
    expect(text(spoilt, 'ru')).toContain('PURSUIT');
    expect(text(patient(goldenCase.measurements, []))).not.toContain('Window');
  });
  it('a strategy names what brought it up in the reader’s language', () => {
    const content = contentOf(goldenCase);
    const strategy = { id: 'combined_cascade_blockade', because: 'bypass_activation', changes: ['MET amplification'] } as const;
    expect(inLanguage('ru', () => JSON.stringify(appendix({ ...content, strategies: [{ ...strategy, changes: [...strategy.changes] }] })))).toContain('MET (амплификация)');
  });
});

describe('the stories of the demonstration', () => {
  const stories = [...storyPatients(7, 20600)].map((p) => storyRecord(p));
  const said = (record: PatientRecord, language: 'en' | 'ru'): string => {
    const content = contentOf(record);
    const whole = { ...content, page: { ...content.page, nosology: record.profile.nosology } };
    return inLanguage(language, () => JSON.stringify([firstPage(whole, 523), appendix(whole)]));
  };
  beforeAll(() => loadLanguage('ru'));
  it.each(['en', 'ru'] as const)('%s: every letter has its form in the font of the pages', (language) => {
    const here = createRequire(import.meta.url);
    const pdfmake = here.resolve('pdfmake/package.json');
    const fontkit = createRequire(createRequire(pdfmake).resolve('pdfkit'))('fontkit') as { create(bytes: Buffer): { hasGlyphForCodePoint(c: number): boolean } };
    const font = fontkit.create(readFileSync(join(dirname(pdfmake), 'build/fonts/Roboto/Roboto-Regular.ttf')));
    const letters = new Set(stories.flatMap((r) => [...said(r, language)]));
    expect(letters.size).toBeGreaterThan(80);
    expect([...letters].filter((c) => !font.hasGlyphForCodePoint(c.codePointAt(0)!))).toEqual([]);
  });
  it('in Russian nothing is left marked as English, and no name of a change is half said', () => {
    for (const r of stories) expect([r.patientId, /.{40}\(англ\.\)|слияние с \)/.exec(said(r, 'ru'))?.[0]]).toEqual([r.patientId, undefined]);
  });
  it('rechallenge is no question of another disease; one without criteria of ours says that there are none', () => {
    const of = (id: string): string => said(stories.find((r) => r.patientId === id)!, 'en');
    expect([of('DEMO-RCC').includes('Anti-EGFR rechallenge'), of('DEMO-RCC').includes('There is no set of criteria for this disease here'), of('DEMO-HCC').includes('There is no set of criteria'), of('DEMO-CASE').includes('Anti-EGFR rechallenge')]).toEqual([false, true, false, true]);
  });
  it('what the founding paper’s table says stands with the change that a strategy is for', () => {
    const aspects = (id: string, variant: string): readonly boolean[] => { const c = contentOf(stories.find((r) => r.patientId === id)!); return optionSays(c.options.find((o) => o.variant === variant)!, c).map((x) => x.known); };
    for (const [id, variant] of [['DEMO-CASE', 'p.G12D'], ['DEMO-THYROID', 'p.V600E'], ['DEMO-BRAF', 'p.G12D'], ['DEMO-MELANOMA', 'p.Q61K'], ['DEMO-NSCLC', 'p.C797S']] as const) expect([id, aspects(id, variant)]).toEqual([id, [true, true, true, true]]);
  });
});
