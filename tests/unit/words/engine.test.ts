/** What the engine says of a simulated cohort, in Russian: no sentence is left in English */
import { catalogue, changesBetween, evaluatePatient, gateData, glanceOf, mechanismsOf, trialSets } from '@clonewatch/guidance';
import { simulatePatients } from '@clonewatch/simulate';
import { fromEngine, inLanguage, loadLanguage, t } from '@clonewatch/words';
import { writeFileSync } from 'node:fs';
import { en } from '../../../libs/words/src/en/index.js';
import { quotes } from '../../../libs/words/src/ru/index.js';
import { scenarioSets } from '../../../libs/guidance/src/scenarios/scenarios.data.js';
import { recordOf } from '../guidance/simulated.js';

const texts = new Map<string, string>();
const add = (where: string, text: string | null | undefined): void => void (text && texts.set(text, where));

beforeAll(async () => {
  await loadLanguage('ru');
  for (const record of [...[...simulatePatients(24, 20261, 'demo')].map(recordOf), ...[...simulatePatients(4, 20261, 'assay_switch')].map(recordOf)]) {
    const days = [...new Set(record.measurements.map((m) => m.day))].sort((a, b) => a - b);
    let before: ReturnType<typeof evaluatePatient> | null = null;
    for (const day of [days[Math.floor(days.length / 2)]!, days.at(-1)!]) {
      const e = evaluatePatient(record, { day });
      add('sentence', e.sentence);
      for (const d of e.draws) add('reason', d.reason);
      for (const s of e.series) add('role', s.roleReason);
      for (const a of e.alerts) add(`alert ${a.kind}`, a.text);
      const g = glanceOf(e, { today: day, lines: record.treatments, nextCycleDay: null, pending: [], alerts: [] });
      add('reading', g.reading.text);
      add('missed', g.missed.reason);
      add('test', g.test?.text);
      add('test', g.test?.why);
      for (const x of g.trust) add('trust', x.text);
      for (const gate of e.rechallenge?.gates ?? []) {
        add('gate', gate.name);
        add('gate', gate.datum);
      }
      for (const trial of e.rechallenge?.trials ?? []) for (const gate of trial.gates) for (const text of [gate.name, gate.datum, gate.source]) add('trial', text);
      const m = mechanismsOf(e, record);
      for (const text of [m.wording, m.leading?.dependence, ...m.furtherTests.map((f) => f.shows), ...m.tested.flatMap((x) => [x.label, ...x.read]), ...m.notInBlood.flatMap((n) => [n.label, n.reason])]) add('mechanism', text);
      add('context', e.rechallenge?.context);
      add('wording', e.rechallenge?.wording);
      add('window', e.rechallenge?.clearanceReason);
      for (const c of e.rechallenge?.clones ?? []) add('window', c.reason);
      if (before) for (const c of changesBetween(before, e)) add('change', c.text);
      before = e;
    }
  }
}, 120_000);

/** Words no name of a gene, drug, assay or trial holds. */
const englishWord = /\b(the|is|are|was|of|not|and|with|that|this|to|from|in|by|no|draw|rising|called|tumour|molecules|day)\b/;
const russian = (text: string): string => inLanguage('ru', () => fromEngine(text));
const english = (): [string, string][] => [...texts].filter(([text]) => englishWord.test(russian(text)));

/** Nothing but names may be in Latin letters of what is said of mechanisms and trials. */
const names = /\b(?:cetuximab|panitumumab|doi|et al|irinotecan|oxaliplatin|fluorouracil|bevacizumab|regorafenib|encorafenib)\b|doi:\S+/g;

describe('what the engine says', () => {
  it('reaches a Russian reader in Russian', () => {
    if (process.env.DUMP) writeFileSync(process.env.DUMP, english().map(([x, w]) => `${w}\t${russian(x)}`).sort().join('\n'));
    expect(texts.size).toBeGreaterThan(200);
    expect([...texts].filter(([text, where]) => (['trial', 'mechanism', 'window'].includes(where)) && /(?<![\p{L}\d.:/-])[a-z]{3,}(?![\p{L}\d-])/u.test(russian(text).replace(names, ''))).map(([text]) => `${text} → ${russian(text)}`)).toEqual([]);
    for (const where of ['trial', 'mechanism', 'gate', 'context']) expect([...texts.values()].filter((x) => x === where)).not.toEqual([]);
    expect(english().map(([text, where]) => `${where}: ${text}`)).toEqual([]);
  });

  it('is whole for what the catalogue and the trials say, whoever the patient', () => {
    const said = [
      ...catalogue.flatMap((c) => [c.strategy, c.option ?? '', `${c.genes.join('/')} ${c.described}`, ...(c.matcher.kind === 'unmatched' ? [c.matcher.reason] : [])]),
      ...Object.values(gateData).map((g) => g.source), ...scenarioSets.flatMap((s) => s.criteria.map((c) => c.source)), ...trialSets.flatMap((x) => [x.name, x.note, x.source]),
    ].filter((x) => x !== '');
    expect(said.length).toBeGreaterThan(300);
    const left = [...new Set(said)].filter((x) => !/[а-яё]/i.test(russian(x)) && /(?<![\p{L}\d.:/-])[a-z]{3,}(?![\p{L}\d-])/u.test(x.replace(/doi:\S+/g, '').replace(/^(?:\p{Lu}[\p{L}.-]*,? )+(?:19|20)\d\d.*$/u, '')));
    expect(left).toEqual([]);
    // A unit of one letter is no word, and is English all the same.
    expect([...new Set(said)].filter((x) => /\d (?:d|wk|mo)\b/.test(russian(x)))).toEqual([]);
    expect(Object.keys(quotes.whole).filter((x) => !said.some((y) => y.includes(x)) && !['the whole gene', 'kinase fusion', 'loss or truncation', 'positive', 'negative', 'detected', 'not detected', 'amplified', 'not amplified', 'loss', 'lost', 'mutant'].includes(x))).toEqual([]);
    expect(russian('KRAS codon 12: p.G12A/C/D/R/S/V (exon2), ERBB2 CN >= assay cut-off / IHC3+ or ISH+ and 3 more')).toBe('KRAS кодон 12: p.G12A/C/D/R/S/V (экзон 2), ERBB2 число копий не ниже порога теста / ИГХ 3+ или ISH+ и ещё 3');
    expect(russian('Montagut 2012, doi:10.1038/nm.2609')).toBe('Montagut 2012, doi:10.1038/nm.2609');
  });

  it('what stands behind a sentence is said too, each part in its own words', () => {
    const said = (text: string): string => russian(text).replaceAll('\u00a0', ' ');
    const none = 'No tracked resistance variant called on 5 Feb 2026; KRAS p.G12D excluded above 0.075 %';
    expect(said(`${none}; not read: NRAS p.Q61K, EGFR p.S492R and 2 more; found in tissue: MET amplification; progression of 4 Feb 2026 is on record.`))
      .toBe('5 февр. 2026: ни один отслеживаемый вариант резистентности не выявлен; KRAS p.G12D исключён выше 0,075 %; не прочитаны: NRAS p.Q61K, EGFR p.S492R и ещё 2; найдено в ткани: MET (амплификация); записано прогрессирование 4 февр. 2026.');
    expect(said('No tracked resistance variant called on 5 Feb 2026; down to which share is not known; not read: NRAS p.Q61K; progression of 4 Feb 2026 is on record.')).toMatch(/не прочитаны: NRAS p\.Q61K; записано прогрессирование 4 февр\. 2026\.$/);
    expect(said('Tumour burden rising: EGFR p.E746_A750del 26 May 2026 5.1 % (4.5–5.7; 275/5,368); found in tissue: MET amplification.')).toMatch(/; найдено в ткани: MET \(амплификация\)\.$/);
  });

  it('keeps three decimals decimals, and thousands thousands', () => {
    expect(inLanguage('ru', () => fromEngine('12 Mar 2026 ND (<0.077 %, 3,900 molecules) → 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800).'))).toBe('12\u00a0мар.\u00a02026 н/о (<0,077 %, 3\u00a0900 молекул) → 9\u00a0апр.\u00a02026 0,21 % (0,09–0,41; 8/3\u00a0800).');
  });

  it('has the noun follow the number', () => {
    const said = (n: string): string => inLanguage('ru', () => fromEngine(`its course stays level while truncal TP53 p.R175H moved ${n}-fold: P(blood cells) 0.97 (prior 0.5)`));
    expect(['2', '3.2', '14', '21', '1,200'].map((n) => /изменился в (.*?):/.exec(said(n))?.[1])).toEqual(['2 раза', '3,2 раза', '14 раз', '21 раз', '1\u00a0200 раз']);
    const draws = (n: number): string => inLanguage('ru', () => fromEngine(`KRAS p.G12D PERSISTS ${n} draws after the drug was stopped.`));
    expect([2, 5, 21].map(draws)).toEqual(['2 забора', '5 заборов', '21 забор'].map((x) => `KRAS p.G12D СОХРАНЯЕТСЯ: ${x} после отмены препарата.`));
  });

  it('says why an alert was taken back or changed', () => {
    const by = '(updated from kinetics-10 rules-2026.9 to kinetics-11 rules-2026.10)';
    inLanguage('ru', () => {
      expect(fromEngine(`the engine in use no longer calls it ${by}`)).toBe('по новой версии расчётов его больше нет (с kinetics-10 rules-2026.9 на kinetics-11 rules-2026.10)');
      expect(fromEngine(`evidence revised by the engine in use ${by}`)).toMatch(/^обоснование пересчитано новой версией расчётов \(с /);
      for (const said of ['the corrected data no longer support it', 'the data support it again', 'evidence revised by newer data']) expect(fromEngine(said)).not.toMatch(/[a-z]{3}/);
    });
  });
  it('says of a rise of the burden that is over what is known now', () => {
    inLanguage('ru', () => {
      expect(fromEngine('Tumour burden rose by the draw of 8 Oct 2026; its course since is open: BRAF p.V600E 19 Nov 2026 0.55 % (0.38–0.78; 31/5,603).')).toBe('Опухолевая нагрузка выросла к забору 8\u00a0окт.\u00a02026; что с ней теперь, не определено: BRAF p.V600E 19\u00a0нояб.\u00a02026 0,55 % (0,38–0,78; 31/5\u00a0603).');
      expect(fromEngine('Tumour burden rose by draw 3; its course since is open: APC p.R1450* draw 5 2.0 % (…).')).toMatch(/^Опухолевая нагрузка выросла к забору 3; /);
      expect(fromEngine('BRAF p.V600E lower than in the draw before, after a rise of the tumour burden: 8 Oct 2026 1.4 % (1.1–1.7; 60/4,300) → 19 Nov 2026 0.55 % (0.38–0.78; 31/5,603).')).toMatch(/^BRAF p\.V600E ниже, чем в предыдущем заборе, после роста опухолевой нагрузки: /);
    });
  });
  it('has the verb follow the clones: one rises, two rise', () => {
    inLanguage('ru', () => {
      expect(fromEngine('KRAS p.G12D rises; truncal stable (within threefold)')).toBe('KRAS p.G12D растёт; трункальный сигнал стабилен (до 3 раз)');
      expect(fromEngine('KRAS p.G12D and NRAS p.Q61K rise; truncal stable (within threefold)')).toMatch(/^KRAS p\.G12D .*NRAS p\.Q61K растут; трункальный сигнал стабилен \(до 3 раз\)$/);
      expect(fromEngine('Clonal replacement: truncal falls while KRAS p.G12D, NRAS p.Q61K and 2 more rise')).toMatch(/растут$/);
      expect(fromEngine('KRAS p.G12D, NRAS p.Q61K rest on one draw')).toMatch(/: у каждого только один забор$/);
    });
  });
  it('what other people did to a record is said in Russian, and their addresses stay', () => {
    const acts = ['treatment', 'assessment', 'measurement'].flatMap((x) => ['entered', 'corrected', 'retracted'].map((y) => `${x} ${y}`));
    const said = [...acts, 'plan changed', 'import withdrawn', 'import reinstated', 'specimen moved', 'patients merged', 'patients split', 'Board decision signed',
      ...['acknowledged', 'in review', 'snoozed', 'closed'].flatMap((x) => [`KRAS p.G12D: resistance emerging: ${x}`, `draw overdue: ${x}`])].map((x) => russian(`${x} by a1.2@example.org`));
    expect(said.filter((x) => /[a-z]{3,}/.test(x.replace('(a1.2@example.org)', '')) || !x.endsWith('(a1.2@example.org)'))).toEqual([]);
  });

  it('the option of the catalogue and several variants in one sentence', () => {
    expect(russian('Option: osimertinib, where it was not given (acquired T790M); tier A, citation not verified (nsclc.egfr.t790m).')).toMatch(/^Возможность: осимертиниб, если его не назначали/);
    expect(russian('Mean VAF of truncal EGFR p.L858R, TP53 p.R273H 13 % (22 Sep 2025) → 0.61 % (2 Jan 2026), the second draw in a row below half: ratio 0.046 (95 % 0.035–0.058), highest VAF −95 %.'))
      .toMatch(/трункальных EGFR p\.L858R, TP53 p\.R273H: 13 % \(22\u00a0сент/);
  });

  it('is taken only where the English text gives the same sentence', () => {
    expect(inLanguage('ru', () => fromEngine('KRAS p.G12D rising: 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800); on cetuximab wk 26.'))).toBe('KRAS p.G12D растёт: 9\u00a0апр.\u00a02026 0,21 % (0,09–0,41; 8/3\u00a0800); на cetuximab, нед. 26.');
    const strange = 'KRAS p.G12D rising: 9 Apr 2026 0.21 %; a laboratory wrote this.';
    expect(inLanguage('ru', () => fromEngine(strange))).toBe(strange);
    expect(fromEngine('No results yet.')).toBe('No results yet.');
    expect(Object.keys(en).length).toBeGreaterThan(1000);
    expect(t('say.save')).toBe('Save');
  });
});
