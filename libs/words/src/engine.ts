/**
 * What the engine says, in the reader's language. Contracts and the store hold the engine's English sentences; a reader of another language needs their key and
 * parameters. They are read back from the sentence with the catalogue's own English texts, which is exact: a text is taken only where its English rendering is the
 * stored sentence, byte for byte. What is not of the catalogue stays as stored, whole: half a sentence in each language helps nobody.
 */
import { engine } from './en/engine.js';
import { gates } from './en/gates.js';
import { reasons } from './en/reasons.js';
import { language, quotesLoaded, spokenNow, t, textOf } from './language.js';
import { changeText } from './change.js';
import { foundText, kindText } from './recorded.js';
import { dateText, pointed } from './numbers.js';
import type { Key, ParamsOf } from './keys.js';

interface Phrase { readonly key: string; readonly counted: boolean; readonly names: readonly string[]; readonly form: RegExp }

const escape = (s: string): string => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const parts = (text: string): string[] => text.split(/\{\{(\w+)\}\}/);

const day = '(?:\\d{1,2} [A-Z][a-z]{2} \\d{4}|day -?\\d+|draw \\d+)';
const reading = `${day} (?:not covered|failed quality control|detected|ND \\([^)]*\\)|[\\d.]+ %(?: \\([^)]*\\))?)`;
/** What a parameter may hold: readings are readings, a day a day, variants no sentence; nothing reaches over the end of a sentence. */
const holds = (name: string): string => (name === 'points' ? `(${reading}(?: → ${reading})*)` : name === 'day' || name === 'due' || name === 'last' ? `(${day})` : name === 'v' || name === 'unread' ? '((?:(?!\\. )[^;:])+?)' : name === 'tier' ? '([^();]+)' : name === 'level' || name === 'later' || name === 'bound' ? '([\\d.]+ %)' : name.startsWith('say') ? '(.+?)' : '((?:(?!\\. ).)+?)');

/** The most said first: a phrase with fewer words of its own must not swallow one with more. */
const phrases: readonly Phrase[] = Object.entries({ ...engine, ...gates, ...reasons })
  .sort(([, a], [, b]) => b.replace(/\{\{\w+\}\}/g, '').length - a.replace(/\{\{\w+\}\}/g, '').length)
  .filter(([key]) => !key.endsWith('_one'))
  .map(([key, text]) => ({ key: key.replace(/_other$/, ''), counted: key.endsWith('_other'), names: parts(text).filter((_, i) => i % 2 === 1), form: new RegExp(`^${parts(text).map((p, i) => (i % 2 === 0 ? escape(p) : holds(p))).join('')}$`) }));

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Words that stand among the numbers of a reading. */
const among: readonly (readonly [RegExp, string])[] = [
  [/\bND\b/g, 'н/о'], [/bound unknown/g, 'граница неизвестна'], [/not covered/g, 'не покрыт'], [/failed quality control/g, 'контроль качества не пройден'], [/depth assumed/g, 'глубина предположена'],
  [/ molecules\/mL/g, ' молекул/мл'], [/ molecules\b/g, ' молекул'], [/tumour fraction/g, 'опухолевая фракция'], [/amount not given/g, 'количество не указано'], [/95 % CrI/g, '95 % ДИ'], [/~([\d.,]+) d\b/g, '~$1 дн.'], [/ and (\d+) more/g, ' и ещё $1'], [/ and /g, ' и '], [/\bday (-?\d+)/g, 'день $1'], [/\bdraw (\d+)/g, 'забор $1'], [/ detected\b/g, ' обнаружен'],
  [/\(last read /g, '(последнее измерение '], [/ in (\d)/g, ' в $1'], [/inhibitor\b/g, 'ингибитор'], [/\bcodons? (?=\d)/g, 'кодоны '], [/ only\)/g, ' только)'], [/ and (?=[A-Z])/g, ' и '],
];

/** Numbers, days and the few words among them; names of genes, drugs and assays stay. */
function data(text: string): string {
  if (language() === 'en') return text;
  const dated = text.replace(/(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4})/g, (_, d: string, m: string, y: string) => dateText(`${y}-${String(months.indexOf(m) + 1).padStart(2, '0')}-${d.padStart(2, '0')}`));
  const named = dated.replace(/\b[A-Z][A-Z0-9-]* (?:amplification|loss|fusion:[\w.-]*\w)\b/g, changeText);
  // Thousands first: a decimal comma followed by three digits, 0,077, must not be taken for one. The number of a version is none.
  return among.reduce((s, [from, to]) => s.replace(from, to), named).replace(/(\d),(?=\d{3}(?!\d))/g, '$1\u00a0').replace(/(?<!\d|rules-)\d+\.\d+/g, pointed);
}

/** Author and year first: a reference is the same in every language. */
const reference = /^(?:\p{Lu}[\p{L}.-]*,? )+(?:19|20)\d\d\b/u;
/** Letters of a word in English; no variant, gene or unit has so many small ones. */
const word = /(?<![\p{L}\d.:/-])[a-z]{3,}(?![\p{L}\d-])/u;
const spoken = (said: string): string => (spokenNow() === 'pseudo' ? `⟦${said}⟧` : said);

/** A change as the catalogue names it, `KRAS codon 12: p.G12A/C/D`, or several with commas between and `and 3 more` behind; null where a word of English would stay. */
function changes(text: string): string | null {
  const { whole, among: regular } = quotesLoaded();
  const one = (label: string): string | null => {
    if (changeText(label) !== label) return changeText(label);
    for (let at = label.length; at > 0; at = label.lastIndexOf(' ', at - 1)) {
      const gene = label.slice(0, at);
      const rest = label.slice(at + 1);
      // Nothing behind it: only where the whole is known, for words of its end may have words of ours.
      if (rest === '' && whole[gene] === undefined) continue;
      const genes = whole[gene] ?? (word.test(gene) ? null : gene);
      const change = rest === '' ? '' : whole[rest] ?? null;
      if (genes !== null && change !== null) return `${genes} ${change}`.trim();
    }
    const said = regular.reduce((s, [from, to]) => s.replace(from, to), label);
    return word.test(said) ? null : said;
  };
  const more = / and (\d+) more$/.exec(text);
  const listed = (rest: string): string | null => {
    for (let at = rest.length; at > 0; at = rest.lastIndexOf(', ', at - 1)) {
      const first = one(rest.slice(0, at));
      const others = first === null || at === rest.length ? '' : listed(rest.slice(at + 2));
      if (first !== null && others !== null) return others === '' ? first : `${first}, ${others}`;
    }
    return null;
  };
  const said = listed(more ? text.slice(0, more.index) : text);
  return said === null ? null : more ? `${said} и ещё ${more[1]!}` : said;
}

/** What is quoted from the catalogue or a trial; a reference as it is. Null: not known. */
function quotation(text: string): string | null {
  const { whole } = quotesLoaded();
  if (Object.hasOwn(whole, text)) return spoken(whole[text]!);
  if (reference.test(text)) return text;
  const named = / /.test(text) ? changes(text) : null;
  return named === null ? null : spoken(named);
}

/** Classes as the engine says them, where that is more than the id with blanks. */
const classIds: Readonly<Record<string, string>> = { 'EGFR inhibitor': 'egfr_tki', 'HER2-directed drug': 'her2', 'VEGF inhibitor': 'vegf', 'endocrine therapy': 'endocrine', 'multikinase inhibitor': 'multikinase', 'CDK4/6 inhibitor': 'cdk46', 'AKT-pathway inhibitor': 'akt_pathway' };

/** What stands in a hole of a phrase. */
function said(name: string, text: string): string | null {
  if (name === 'saySource') return quotation(text) ?? phrase(text);
  if (name === 'option') return quotation(text) ?? data(text);
  if (name === 'saySentence') return phrase(`${text}.`)?.replace(/\.$/, '') ?? null;
  if (name.startsWith('sayEach')) return each(text);
  if (name.startsWith('say')) return phrase(text);
  if (name === 'assays' || name === 'how' || name === 'who') return text;
  if (name === 'classes' || name === 'class') return text.split(' + ').map((x) => textOf(`class.${classIds[x] ?? x.toLowerCase().replace(/[ -]/g, '_').replace('/', '')}`) ?? x).join(' + ');
  if (name === 'assessed') return kindText(text);
  if (name === 'found') return foundText(text) ?? data(text);
  if (name === 'list' || name === 'unread') return data(changes(text) ?? text);
  return data(text);
}

/** One phrase, or null. */
function phrase(text: string): string | null {
  for (const { key, counted, names, form } of phrases) {
    const found = form.exec(text);
    if (!found) continue;
    const values = names.map((name, i) => said(name, found[i + 1]!));
    if (values.includes(null)) continue;
    // The English of these has one form; another language's noun follows the number.
    const count = counted ? { count: Number(found[names.indexOf('n') + 1]!.replace(/,/g, '')) } : {};
    return t(key as Key, ...([{ ...Object.fromEntries(names.map((n, i) => [n, values[i]!])), ...count }] as unknown as ParamsOf<Key>));
  }
  return null;
}

/** Findings with `; ` between, each a phrase; the first may have lost its capital inside a sentence. */
function each(text: string): string | null {
  const one = (part: string): string | null => phrase(part) ?? lowered(phrase(part.charAt(0).toUpperCase() + part.slice(1)));
  // A list may hold a `; ` of its own: as many findings as there can be.
  for (const end of text.matchAll(/; /g)) {
    const first = one(text.slice(0, end.index));
    const rest = first === null ? null : each(text.slice(end.index + 2));
    if (first !== null && rest !== null) return `${first}; ${rest}`;
  }
  return one(text);
}

/** Symbols of genes keep their capitals. */
const lowered = (text: string | null): string | null => (text !== null && /^\p{Lu}[\p{Ll} ]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

/** Sentences one after the other, each a phrase. */
function sentences(text: string): string | null {
  const whole = phrase(text);
  if (whole !== null) return whole;
  for (const end of text.matchAll(/\. (?=\S)/g)) {
    const first = phrase(text.slice(0, end.index + 1));
    const rest = first === null ? null : sentences(text.slice(end.index + 2));
    if (first !== null && rest !== null) return `${first} ${rest}`;
  }
  return null;
}

const known = new Map<string, string>();

/** A sentence of an evaluation or an alert. */
export function fromEngine(text: string): string {
  // The stored sentence has one form for any number.
  if (spokenNow() === 'en' || text === '') return text.replace('≈ 1 false alerts/', '≈ 1 false alert/');
  const name = `${spokenNow()} ${text}`;
  const said = known.get(name) ?? sentences(text) ?? quotation(text) ?? text;
  if (known.size > 5000) known.clear();
  known.set(name, said);
  return said;
}

/** What the server says of a problem, by its code; in English its own sentence, and so where the code has no words. */
export function fromServer(code: string, message: string): string {
  const { problems } = quotesLoaded();
  return spokenNow() === 'en' || !Object.hasOwn(problems, code) ? message : spoken(problems[code]!.replace('{{detail}}', message));
}
