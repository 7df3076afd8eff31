/** docs/rechallenge.md says of every published set which criteria are evaluated, which are not and why (UPDATE_DOCS=1 writes the table anew). */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { trialParts } from '@clonewatch/domain';
import { leftOf, trialSets } from '@clonewatch/guidance';
import { readiness } from './rechallenge-records.js';

const document = join(import.meta.dirname, '../../../docs/rechallenge.md');
const yaml = join(import.meta.dirname, '../../../../shared/domain/rechallenge_criteria.yaml');
const words = { not_compared: 'shown, not compared', afterwards: 'analysed afterwards, no condition', no_definition: 'asked without a definition', none_asked: 'not asked', not_stated: 'our source does not say', unsure: 'too unsure to judge by' } as const;
const kinds: Readonly<Record<string, string>> = { prior_benefit_months: 'months of benefit', progression_on_anti_egfr: 'progression on the drug', refractory: 'standard drugs given' };
const said = (kind: string): string => kinds[kind] ?? kind.replaceAll('_', ' ');
const mark = (m: string): string => (m === 'seen' ? '' : ` (${m})`);

it('the table in the documentation is the data', () => {
  const rows = trialSets.map((s) => `| ${s.name} | ${s.criteria.map((c) => `${said(c.kind)}${mark(c.mark)}`).join(', ')} | ${leftOf(s).map((l) => `${said(l.what)}: ${words[l.why]}`).join('; ') || '–'} |`);
  const table = ['| set | evaluated | not evaluated, and why |', '|---|---|---|', ...rows].join('\n');
  const text = readFileSync(document, 'utf8');
  const [head, , tail] = text.split(/<!-- (?:table of the sets|end of the table) -->\n/) as [string, string, string];
  const wanted = `${head}<!-- table of the sets -->\n${table}\n<!-- end of the table -->\n${tail}`;
  if (process.env.UPDATE_DOCS) writeFileSync(document, wanted);
  expect(readFileSync(document, 'utf8')).toBe(wanted);
});
it('what most trials ask is evaluated or accounted for, once, in every set', () => {
  for (const s of trialSets) {
    const left = leftOf(s).map((l) => l.what);
    expect(new Set(left).size).toBe(left.length);
    for (const part of trialParts.slice(0, 7)) expect([s.id, part, Number(s.criteria.some((c) => c.kind === part)) + Number(left.includes(part as never))]).toEqual([s.id, part, 1]);
  }
});
it('a patient’s trial says what its verdict leaves out', () => {
  const of = (id: string) => readiness().trials.find((t) => t.id === id)!.left.map((l) => `${l.what} ${l.why}`);
  expect(of('CRICKET')).toEqual(['plasma afterwards', 'free_interval not_stated', 'earlier_regimen not_compared', 'between_regimen not_compared', 'ecog not_stated']);
  expect(of('CITRIC')).not.toContain('benefit no_definition');
  expect(of('PULSE').filter((x) => x.startsWith('amplifications'))).toEqual([]);
  expect(of('PARERE')).toEqual(['line not_stated', 'ecog not_stated']);
});
// Facts of the source are compared where the source lies beside the repository.
(existsSync(yaml) ? it : it.skip)('every key of the source is a gate, or said to be left out', () => {
  const text = readFileSync(yaml, 'utf8').split('default_readiness')[0]!;
  const ids: Readonly<Record<string, string>> = { BEYOND_GEMCAD1701: 'BEYOND' };
  const sets = [...text.matchAll(/^ {2}([A-Z0-9_]+): \{([\s\S]*?)\}\s*$/gm)].map((m) => ({ id: ids[m[1]!] ?? m[1]!, body: m[2]! }));
  expect(sets.map((s) => s.id)).toEqual(trialSets.map((s) => s.id));
  for (const { id, body } of sets) {
    const set = trialSets.find((s) => s.id === id)!;
    const has = (part: string): boolean => set.criteria.some((c) => c.kind === part);
    const left = (part: string): string | undefined => leftOf(set).find((l) => l.what === part)?.why;
    if (/plasma_selection: (?:post_hoc|stratified_post_hoc)/.test(body)) expect([id, left('plasma')]).toEqual([id, 'afterwards']);
    if (/hyperselection/.test(body)) expect([id, left('hyperselection')]).toEqual([id, 'afterwards']);
    if (/prior_regimen/.test(body)) expect([id, left('earlier_regimen')]).toEqual([id, 'not_compared']);
    if (/assay: [^,}]+/.test(body) && has('plasma') && !/posthoc_assay/.test(body)) expect([id, left('assay')]).toEqual([id, 'not_compared']);
    for (const [key, part] of [['ecog_max', 'ecog'], ['tissue_wt', 'tissue'], ['intervening_line', 'line_between'], ['refractory_or_intolerant', 'refractory'], ['prior_pfs_min_mo', 'prior_benefit_months']] as const) if (body.includes(key)) expect([id, part, has(part)]).toEqual([id, part, true]);
    const free = /min_mo_since_antiEGFR: "?(null|[\d.]+)/.exec(body)?.[1];
    if (free !== undefined && free !== 'null' && free !== '0') expect([id, has('free_interval')]).toEqual([id, true]);
    if (free === '0' || free === 'null') expect([id, left('free_interval') === undefined]).toEqual([id, false]);
  }
});
