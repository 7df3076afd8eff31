/**
 * What was not seen, not covered, failed, not informative or not computed never reads as good news: the same five patients on the page, in the work list, in the packet, on its
 * printed pages and in the mail, in English and in Russian. The export is in tests/integration/states.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import { trajectoryView } from '@clonewatch/charts';
import { toWireEvaluation, toWireMechanisms, toWireRechallenge, type PatientPage } from '@clonewatch/contracts';
import { dayOfDate, type Measurement, type PatientRecord } from '@clonewatch/domain';
import { evaluatePatient, mechanismsOf } from '@clonewatch/guidance';
import { AlertPanel, CountsTable, EvidenceList, GlancePanel, MechanismsPanel, PacketView, PatientHeader, RechallengePanel, TrajectoryChart, WorkListTable } from '@clonewatch/ui';
import { inLanguage, loadLanguage, setLanguage, type Language } from '@clonewatch/words';
import { mailText } from '../../../libs/workflows/src/delivery/mail.js';
import { canonicalJson, sha256 } from '../../../libs/workflows/src/board/canonical.js';
import { packetContent } from '../../../libs/workflows/src/board/content.js';
import { appendix } from '../../../libs/workflows/src/board/pdf/appendix.js';
import { firstPage } from '../../../libs/workflows/src/board/pdf/first-page.js';
import { notComputed, pageOf } from '../../stories/data.js';
import { line, measure, patient } from '../guidance/records.js';

const on = (date: string): number => dayOfDate(date);
const dates = ['2026-03-12', '2026-04-09', '2026-05-07'];
type Row = Partial<Measurement> & { readonly k: number | null };
/** KRAS in every draw as `kras` says it, with a truncal variant at `trunk` molecules of 3,900; off anti-EGFR, with another line between. */
const record = (trunk: Row, kras: Row): PatientRecord => patient(
  dates.flatMap((d, i) => [['APC', 'p.R1450*', trunk] as const, ['KRAS', 'p.G12D', kras] as const].map(([gene, variant, { k, ...more }]) => measure(`S${i + 1}`, on(d), gene, variant, k, k === null ? null : 3900, { wbcVafFraction: k === null ? null : 0, ...more }))),
  [line(on('2025-01-01'), on('2025-09-01'), { bestResponse: 'PR', stopReason: 'progression' }), line(on('2025-09-15'), null, { regimen: 'FOLFOX', agents: ['oxaliplatin', 'fluorouracil'], therapyClasses: ['chemotherapy'] })],
  { tissueRas: 'ras_ext_wt', tissueBraf: 'wt' },
);
const lost = (reportedStatus: 'not_covered' | 'failed_qc'): Row => ({ k: null, reportedStatus, inputHge: null });
const records = {
  not_detected: record({ k: 200 }, { k: 0 }), not_covered: record({ k: 200 }, lost('not_covered')), failed_qc: record(lost('failed_qc'), lost('failed_qc')),
  not_informative: record({ k: 0 }, { k: 0 }), not_computed: record({ k: 200 }, { k: 0 }),
} as const;
type State = keyof typeof records;
const states = Object.keys(records) as State[];
const surfaces = ['page', 'list', 'packet', 'pdf', 'mail'] as const;
type Surface = (typeof surfaces)[number];

const plain = (s: string): string => s.replaceAll('\u00a0', ' ');
/** Words of a document of the printer, without its names of styles. */
const texts = (x: unknown): string => (typeof x === 'string' ? `${x} ` : Array.isArray(x) ? x.map(texts).join('') : x !== null && typeof x === 'object' ? Object.entries(x).filter(([k]) => ['text', 'stack', 'columns', 'table', 'body', 'ul', 'svg'].includes(k)).map(([, v]) => texts(v)).join('') : '');

async function read(state: State, language: Language): Promise<Readonly<Record<Surface, { readonly text: string; readonly html: string }>>> {
  await setLanguage(language);
  const r = records[state];
  const e = evaluatePatient(r, null);
  const computed = pageOf(state, r);
  const p: PatientPage = state === 'not_computed' ? notComputed(computed) : computed;
  const shown = (node: React.ReactNode): { text: string; html: string } => { const html = renderToStaticMarkup(<>{node}</>); return { html, text: plain(html.replace(/<[^>]*>/g, ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&#x27;', '’').replaceAll('&amp;', '&').replace(/ +/g, ' ')) }; };
  const ids = { id: 'x', patient_id: state, site: 'main', as_of: '2026-06-12' };
  const content = packetContent({
    page: { ...p, evaluation: p.evaluation ?? toWireEvaluation(e) }, evaluation: e, record: r, inputHash: sha256('r'), timing: null, handling: { tube: null, hours_to_plasma: null }, question: null, furtherEvidence: null, madeAt: '2026-06-12T09:00:00.000Z', madeBy: 'doctor@example.org',
  });
  const packet = { id: 'k', patient: 'x', patient_id: state, site: 'main', made_at: content.made_at, made_by: content.made_by, as_of: content.as_of, question: null, sentence: content.sentence, sha256: sha256(canonicalJson(content)).toString('hex'), decision: null, content, decisions: [] };
  const printed = plain(inLanguage(language, () => texts([firstPage(content, 523), appendix(content)])));
  const mails = await Promise.all([null, ...p.alerts.map((a) => a.severity)].map((severity) => mailText({ id: '1', site: 'main', severity, alerts: severity === null ? null : 1, link: 'https://x/', language })));
  return {
    page: shown(<>
      <PatientHeader page={p} actions={null} /><GlancePanel page={p} /><AlertPanel page={p} /><EvidenceList page={p} /><CountsTable page={p} /><TrajectoryChart view={trajectoryView(p)} height={392} axis="log" />
      {p.evaluation && <MechanismsPanel answer={{ ...ids, ...toWireMechanisms(r.timeline, mechanismsOf(e, r)), further_evidence: null, model_version: 'm', rules_version: 'r' }} timeline={r.timeline} colorectal />}
      {p.evaluation && <RechallengePanel answer={{ ...ids, arises: true, ...toWireRechallenge(r.timeline, e.rechallenge!) }} timeline={r.timeline} />}
    </>),
    list: shown(<WorkListTable items={[p]} selected={-1} today="2026-06-12" href={() => '#'} onOpen={() => undefined} />),
    packet: state === 'not_computed' ? { text: '', html: '' } : shown(<PacketView packet={packet} />),
    pdf: { text: state === 'not_computed' ? '' : printed, html: '' },
    mail: { text: mails.map((m) => `${m.subject} ${m.text}`).join(' '), html: '' },
  };
}

beforeAll(() => loadLanguage('ru'));
afterAll(() => setLanguage('en'));

/** Good news that none of these is. A limitation that speaks of false negatives is no good news. */
const banned: Readonly<Record<Language, RegExp>> = {
  en: /(?<!false )\bnegative\b|wild.?type|all clear|will respond|\bcleared\b|undetectable|no mutations?\b|\brecovered\b/i, ru: /дик\S* тип|(?<!ложно)отрицательн|здоров|не содержит мутаций|мутаций не найдено/i,
};
/** What each state says in its own words, and what only another state may say. */
const words: Readonly<Record<State, Readonly<Record<Language, { readonly says: readonly RegExp[]; readonly never: RegExp | null; readonly list: RegExp }>>>> = {
  not_detected: {
    en: { says: [/Not detected/i, /0\.077 %/], never: null, list: /Informative/ }, ru: { says: [/не обнаружен/i, /0,077 %/], never: null, list: /Информативен/ },
  },
  not_covered: {
    en: { says: [/not covered/i, /no genetic explanation found in what was tested; 35 of 35/], never: /No tracked resistance variant called|excluded above|excluded to|ND </, list: /A required codon was not tested/ },
    ru: { says: [/не покрыт/i, /35 из 35/], never: /ни один отслеживаемый вариант резистентности не выявлен|отслеживаемые варианты резистентности не выявлены|исключён выше|исключено до|н\/о </, list: /Обязательный кодон не исследован/ },
  },
  failed_qc: {
    en: { says: [/quality control failed/i, /cannot be assessed/i], never: /No tracked resistance variant called|excluded above|excluded to|ND </, list: /Failed QC(?!.*Not informative)/ },
    ru: { says: [/контроль качества не пройден/i, /Оценить нельзя|ответа нет/], never: /не выявлен(?!о)\b|исключён выше|исключено до|н\/о </, list: /КК не пройден(?!.*Неинформативен)/ },
  },
  not_informative: {
    en: { says: [/no tumour DNA shown/i, /cannot be assessed/i], never: /No tracked resistance variant called|excluded above/, list: /Not informative/ },
    ru: { says: [/опухолевая ДНК в этом заборе не показана/i, /Оценить нельзя|ответа нет/], never: /ни один отслеживаемый вариант резистентности не выявлен|исключён выше/, list: /Неинформативен/ },
  },
  not_computed: {
    en: { says: [/not computed/i, /this is not the same as none/], never: /No alert is open|No alert has fired|excluded above/, list: /Not computed yet .*Evaluation failed/ },
    ru: { says: [/не вычислен/i, /это не то же, что их нет/], never: /Открытых оповещений нет|исключён выше/, list: /Ещё не вычислено .*Сбой вычисления/ },
  },
};

describe.each(states.flatMap((s) => (['en', 'ru'] as const).map((l) => [s, l] as const)))('%s, in %s', (state, language) => {
  let said: Awaited<ReturnType<typeof read>>;
  beforeAll(async () => { said = await read(state, language); });
  const own = words[state][language];
  it.each(surfaces)('%s: no word of good news, no 0 %%', (surface) => {
    expect(banned[language].exec(said[surface].text)?.[0]).toBeUndefined();
    expect(/(?<![\d.,])0(?:[.,]0+)? %.{0,30}/.exec(said[surface].text)?.[0]).toBeUndefined();
  });
  it('page, packet and pages say what it is, and nothing that only another state may say', () => {
    for (const surface of state === 'not_computed' ? ['page'] as const : ['page', 'packet', 'pdf'] as const) {
      for (const form of own.says) expect([surface, form.source, form.test(said[surface].text)]).toEqual([surface, form.source, true]);
      expect([surface, own.never?.exec(said[surface].text)?.[0]]).toEqual([surface, undefined]);
      expect(said[surface].html).not.toMatch(/id="rechallenge"[^>]*data-verdict="met"/);
    }
  });
  it('the work list says it, and only what was computed has no alert open', () => {
    expect(said.list.text).toMatch(own.list);
    if (state !== 'not_detected') expect(said.list.text).not.toMatch(/none open|открытых нет/);
  });
  it('the mail tells no result at all', () => expect(said.mail.text).not.toMatch(/KRAS|APC|%|\bp\./));
});
