/**
 * Sentences of the engine and the catalogue in Russian: whole sentences by the dictionary, the rest by patterns whose holes are translated in turn. What no rule
 * knows is left as it is and marked, so that it is seen to be untranslated.
 */
import { catalogueRu } from './catalogue-ru.data.js';

const months: Readonly<Record<string, string>> = { Jan: 'января', Feb: 'февраля', Mar: 'марта', Apr: 'апреля', May: 'мая', Jun: 'июня', Jul: 'июля', Aug: 'августа', Sep: 'сентября', Oct: 'октября', Nov: 'ноября', Dec: 'декабря' };

/** Dates, per cents and counts inside a sentence. */
const numbers = (t: string): string => t.replace(/(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4})/g, (_, d: string, m: string, y: string) => `${d}\u00a0${months[m]!}\u00a0${y}`)
  .replace(/(\d)\.(\d+)(?= ?(?:%|months|мес))/g, '$1,$2').replace(/\bday (-?\d+)/g, 'день $1');

type Pattern = readonly [RegExp, (say: (t: string) => string, ...parts: string[]) => string];

const patterns: readonly Pattern[] = [
  [/^Truncal (.+) called at (.+ %), below (.+ %)$/, (_, v, x, y) => `Трункальный ${v} выявлен, ${numbers(x)}, ниже ${numbers(y)}`],
  [/^Truncal (.+) called at (.+ %)$/, (_, v, x) => `Трункальный ${v} выявлен, ${numbers(x)}`],
  [/^Only (.+) \((.+ %)\) speaks for tumour DNA, and (.+)$/, (say, v, x, why) => `На опухолевую ДНК указывает только ${v} (${numbers(x)}), и ${say(why)}`],
  [/^TP53 alone can come from white blood cells \(not tested\)$/, () => 'один TP53 может происходить из лейкоцитов (не исследованы)'],
  [/^it is not confirmed in tissue, nor are white blood cells tested$/, () => 'он не подтверждён в ткани, лейкоциты не исследованы'],
  [/^Tumour fraction (.+ %) reported$/, (_, x) => `Опухолевая фракция ${numbers(x)} по данным лаборатории`],
  [/^Tumour DNA detected by (.+) \((.+)\), no variant named$/, (_, assay, x) => `Опухолевая ДНК выявлена тестом ${assay} (${numbers(x).replace('tumour fraction', 'опухолевая фракция').replace('molecules/mL', 'молекул/мл').replace('amount not given', 'количество не указано')}), вариант не назван`],
  [/^Cannot be assessed: no tumour DNA shown in this draw \(no truncal variant known\)$/, () => 'Оценить нельзя: опухолевая ДНК в этой пробе не показана (трункальный вариант не известен)'],
  [/^Cannot be assessed: no tumour DNA shown in this draw$/, () => 'Оценить нельзя: опухолевая ДНК в этой пробе не показана'],
  [/^Cannot be assessed: quality control failed$/, () => 'Оценить нельзя: контроль качества не пройден'], [/^Cannot be assessed: no tracked variant was covered by the assay$/, () => 'Оценить нельзя: ни один отслеживаемый вариант не покрыт тестом'],
  [/^Cannot be assessed: no results? .*$/, () => 'Оценить нельзя: результата нет'],
  [/^whether a draw with tumour DNA carries a mechanism: (.+)$/, (say, why) => `есть ли механизм в пробе с опухолевой ДНК: ${say(why)}`], [/^anything at all: nothing was read$/, () => 'хоть что-нибудь: ничего не прочитано'],
  [/^whether (.+) comes from blood cells$/, (_, v) => `происходит ли ${v} из клеток крови`],
  [/^amplification of (.+), which plasma shows only at a high tumour fraction$/, (say, genes) => `амплификация ${say(genes)}; в плазме видна только при высокой опухолевой фракции`],
  [/^(.+) and (\d+) more$/, (say, list, n) => `${say(list)} и ещё ${n}`],
  [/^(.+) found in tissue$/, (_, v) => `${v} найден в ткани`], [/^RAS mutated in tissue$/, () => 'мутация RAS в ткани'], [/^BRAF V600E in tissue$/, () => 'BRAF V600E в ткани'],
  [/^Extended RAS in tissue not recorded$/, () => 'Расширенный RAS в ткани не записан'], [/^No extended RAS mutation and no BRAF V600E in tissue.*$/, () => 'В ткани нет мутаций расширенного RAS и BRAF V600E'],
  [/^No extended RAS mutation in tissue; BRAF in tissue not recorded$/, () => 'В ткани нет мутаций расширенного RAS; BRAF в ткани не записан'], [/^Only KRAS exon 2 tested in tissue: .*$/, () => 'В ткани исследован только экзон 2 KRAS: экзоны 3 и 4 и NRAS нет'],
  [/^Best response (CR|PR|SD|PD)$/, (_, r) => `Лучший ответ ${r}`], [/^Best response SD over (.+) months$/, (_, n) => `Лучший ответ SD в течение ${numbers(`${n} мес`)}.`], [/^Best response to the earlier anti-EGFR treatment not recorded$/, () => 'Лучший ответ на прежний анти-EGFR не записан'],
  [/^On anti-EGFR since (.+), no stop recorded$/, (_, d) => `На анти-EGFR с ${numbers(d)}, окончание не записано`], [/^(.+) months since the last anti-EGFR dose \((.+)\)$/, (_, n, d) => `${numbers(`${n} мес`)}. от последней дозы анти-EGFR (${numbers(d)})`],
  [/^positive$/, () => 'положительно'], [/^negative$/, () => 'отрицательно'], [/^not detected$/i, () => 'не обнаружено'], [/^detected$/i, () => 'обнаружено'],
];

/** Words inside the catalogue's own descriptions of changes. */
const described: readonly (readonly [RegExp, string])[] = [
  [/\bcodons? /g, 'кодон '], [/\bexon ?(\d)/g, 'экзон $1'], [/\bwhole gene\b/g, 'ген целиком'], [/\bCN gain\b/g, 'прибавка копий'], [/\btruncating\b/g, 'усекающие'], [/\bdeletion\b/g, 'делеция'], [/\bmissense\b/g, 'миссенс'], [/\bectodomain\b/g, 'эктодомен'],
  [/\bkinase domain\b/g, 'киназный домен'], [/\bclass (\d)/g, 'класс $1'], [/\bassay cut-off\b/g, 'порог теста'], [/\bany in-frame kinase fusion\b/g, 'любое слияние с сохранением рамки'], [/\bskipping\b/g, 'пропуск'], [/\bfusion\b/g, 'слияние'], [/\bamplification\b/g, 'амплификация'],
  [/\bloss or truncation\b/g, 'потеря или усечение'], [/\bthe whole gene\b/g, 'ген целиком'], [/\bplasma\b/g, 'плазма'], [/\bbiallelic\b/g, 'биаллельно'], [/\bacquired\b/g, 'приобретено'], [/\bsecondary\b/g, 'вторичные'], [/\bdeficiency\b/g, 'дефицит'], [/\bin-frame\b/g, 'с сохранением рамки'],
  [/\ballele gain\b/g, 'прибавка аллеля'], [/\btruncal\b/g, 'трункальный'], [/\bnot in ctDNA\b/g, 'в цоДНК не видно'], [/\bpathway re-activation\b/g, 'реактивация пути'], [/\bany\b/g, 'любое'], [/\bRNA\b/g, 'РНК'],
];

/** Four lower-case Latin letters in a row that are no name of a drug or a unit: a word of English. */
const english = /(?<![\wа-яё.:/-])(?!(?:vitro|vivo|trans|ctDNA)\b)[a-z]{4,}(?![\w/-]*\.)/;

/** The sentence in Russian; with `(англ.)` where a part of it is not. */
export function inRussian(text: string): string {
  const whole = catalogueRu[text];
  if (whole !== undefined) return whole;
  for (const [pattern, make] of patterns) {
    const found = pattern.exec(text);
    if (found) return make(inRussian, ...found.slice(1).map((x) => x ?? ''));
  }
  const said = described.reduce((t, [from, to]) => t.replace(from, to), numbers(text));
  return english.test(said) ? `${said} (англ.)` : said;
}
