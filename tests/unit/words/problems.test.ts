/** Whatever the server or a reader of files refuses has Russian words by its code; what an entry of the trail says, too. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromServer, inLanguage, loadLanguage, textOf } from '@clonewatch/words';
import { quotes } from '../../../libs/words/src/ru/index.js';

const root = resolve(import.meta.dirname, '../../..');
const sources = ['libs/contracts/src', 'libs/domain/src', 'libs/formats/src', 'libs/trust/src', 'libs/workflows/src', 'apps/api/src']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.ts')).map((f) => readFileSync(join(root, folder, f), 'utf8')));

/** Codes as they stand in the calls that refuse, warn or note something. */
function codes(): Set<string> {
  const forms = [
    /\b(?:ProblemError|RecordRefused|FormatError|AdminRefused|problem|error|warn|warning|refuse|conflict|note)\((?:this, |\d{3}, |'(?:error|warning|invalid|conflict|not_found|version)', )*'([a-z]+(?:_[a-z0-9]+)+)', ?['`a-zA-Z(]/g,
    /\bcode: '([a-z]+(?:_[a-z0-9]+)+)'/g, /\brefused: '([a-z]+_[a-z_]+)'/g, /\badd\('([a-z]+(?:_[a-z0-9]+)+)', (?:row|r|m|number|line)\b/g,
  ];
  return new Set(sources.flatMap((text) => forms.flatMap((form) => [...text.matchAll(form)].map((m) => m[1]!))));
}
/** Names of columns, which stand where a code could. */
const fields = ['collected_day', 'collected_on', 'mutant_count', 'patient_id', 'result_version', 'sample_id', 'specimen_id', 'tumor_vaf', 'wildtype_count', 'total_count'];

beforeAll(() => loadLanguage('ru'));

it('every code has Russian words, and no words are without a letter of Russian', () => {
  const found = [...codes()].filter((c) => !fields.includes(c));
  expect(found.length).toBeGreaterThan(130);
  expect(found.filter((c) => !Object.hasOwn(quotes.problems, c)).sort()).toEqual([]);
  expect(Object.values(quotes.problems).filter((x) => !/[а-яё]/i.test(x))).toEqual([]);
});

it('the server’s own sentence stays where the reader’s language is English, or the code has no words', () => {
  expect(fromServer('bad_number', 'VAF "x" is no number')).toBe('VAF "x" is no number');
  expect(inLanguage('ru', () => fromServer('bad_number', 'VAF "x" is no number'))).toBe('Это не число.');
  expect(inLanguage('ru', () => fromServer('never_heard_of', 'as it came'))).toBe('as it came');
  expect(inLanguage('ru', () => fromServer('constructor', 'as it came'))).toBe('as it came');
  expect(inLanguage('ru', () => fromServer('bad_request', 'until: missing'))).toBe('Запрос не понят: until: missing');
});

it('every action that the trail records is said in words', () => {
  const actions = new Set(sources.flatMap((text) => [...text.matchAll(/(?:@Records\(|action: )'([a-z_]+\.[a-z_]+)'/g)].map((m) => m[1]!)));
  expect(actions.size).toBeGreaterThan(60);
  const said = (a: string): boolean => textOf(`did.${a}`) !== null || (textOf(`didTo.${a.split('.')[1]!}`, { noun: '' }) !== null && textOf(`noun.${a.split('.')[0]!}`) !== null);
  expect([...actions].filter((a) => !said(a)).sort()).toEqual([]);
});
