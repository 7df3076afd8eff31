/**
 * What the engine says, in the reader's language. Contracts and the store hold the engine's English sentences; a reader of another language needs their key and
 * parameters. They are read back from the sentence with the catalogue's own English texts, which is exact: a text is taken only where its English rendering is the
 * stored sentence, byte for byte. What is not of the catalogue stays as stored, whole: half a sentence in each language helps nobody.
 */
import { engine } from './en/engine.js';
import { gates } from './en/gates.js';
import { language, spokenNow, t } from './language.js';
import { dateText, pointed } from './numbers.js';
import type { Key, ParamsOf } from './keys.js';

interface Phrase { readonly key: string; readonly counted: boolean; readonly names: readonly string[]; readonly form: RegExp }

const escape = (s: string): string => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const parts = (text: string): string[] => text.split(/\{\{(\w+)\}\}/);

const day = '(?:\\d{1,2} [A-Z][a-z]{2} \\d{4}|day -?\\d+|draw \\d+)';
const reading = `${day} (?:not covered|failed quality control|detected|ND \\([^)]*\\)|[\\d.]+ %(?: \\([^)]*\\))?)`;
/** What a parameter may hold: readings are readings, a day a day, variants no sentence; nothing reaches over the end of a sentence. */
const holds = (name: string): string => (name === 'points' ? `(${reading}(?: → ${reading})*)` : name === 'day' || name === 'due' || name === 'last' ? `(${day})` : name === 'v' ? '((?:(?!\\. )[^;:])+?)' : name === 'tier' ? '([^();]+)' : name.startsWith('say') ? '(.+?)' : '((?:(?!\\. ).)+?)');

/** The most said first: a phrase with fewer words of its own must not swallow one with more. */
const phrases: readonly Phrase[] = Object.entries({ ...engine, ...gates })
  .sort(([, a], [, b]) => b.replace(/\{\{\w+\}\}/g, '').length - a.replace(/\{\{\w+\}\}/g, '').length)
  .filter(([key]) => !key.endsWith('_one'))
  .map(([key, text]) => ({ key: key.replace(/_other$/, ''), counted: key.endsWith('_other'), names: parts(text).filter((_, i) => i % 2 === 1), form: new RegExp(`^${parts(text).map((p, i) => (i % 2 === 0 ? escape(p) : holds(p))).join('')}$`) }));

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Words that stand among the numbers of a reading. */
const among: readonly (readonly [RegExp, string])[] = [
  [/\bND\b/g, 'н/о'], [/bound unknown/g, 'граница неизвестна'], [/not covered/g, 'не покрыт'], [/failed quality control/g, 'контроль качества не пройден'], [/depth assumed/g, 'глубина предположена'],
  [/ molecules\/mL/g, ' молекул/мл'], [/ molecules\b/g, ' молекул'], [/tumour fraction/g, 'опухолевая фракция'], [/amount not given/g, 'количество не указано'], [/95 % CrI/g, '95 % ДИ'], [/~([\d.,]+) d\b/g, '~$1 дн.'], [/ and (\d+) more/g, ' и ещё $1'], [/ and /g, ' и '], [/\bday (-?\d+)/g, 'день $1'], [/\bdraw (\d+)/g, 'забор $1'], [/ detected\b/g, ' обнаружен'],
  [/ in (\d)/g, ' в $1'], [/inhibitor\b/g, 'ингибитор'], [/\bcodons? (?=\d)/g, 'кодоны '], [/ only\)/g, ' только)'], [/ and (?=[A-Z])/g, ' и '],
];

/** Numbers, days and the few words among them; names of genes, drugs and assays stay. */
function data(text: string): string {
  if (language() === 'en') return text;
  const dated = text.replace(/(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4})/g, (_, d: string, m: string, y: string) => dateText(`${y}-${String(months.indexOf(m) + 1).padStart(2, '0')}-${d.padStart(2, '0')}`));
  // Thousands first: a decimal comma followed by three digits, 0,077, must not be taken for one.
  return among.reduce((s, [from, to]) => s.replace(from, to), dated).replace(/(\d),(?=\d{3}(?!\d))/g, '$1\u00a0').replace(/\d+\.\d+/g, pointed);
}

/** One phrase, or null. */
function phrase(text: string): string | null {
  for (const { key, counted, names, form } of phrases) {
    const found = form.exec(text);
    if (!found) continue;
    const values = names.map((name, i) => (name.startsWith('say') ? phrase(found[i + 1]!) : data(found[i + 1]!)));
    if (values.includes(null)) continue;
    // The English of these has one form; another language's noun follows the number.
    const count = counted ? { count: Number(found[names.indexOf('n') + 1]!.replace(/,/g, '')) } : {};
    return t(key as Key, ...([{ ...Object.fromEntries(names.map((n, i) => [n, values[i]!])), ...count }] as unknown as ParamsOf<Key>));
  }
  return null;
}

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
  if (spokenNow() === 'en' || text === '') return text;
  const name = `${spokenNow()} ${text}`;
  const said = known.get(name) ?? sentences(text) ?? text;
  if (known.size > 5000) known.clear();
  known.set(name, said);
  return said;
}

/** What the server says of a problem, by its code; one without words of its own stays as it came. */
export function fromServer(_code: string, message: string): string {
  return message;
}
