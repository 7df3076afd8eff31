/** What the engine says of a simulated cohort, in Russian: no sentence is left in English */
import { changesBetween, evaluatePatient, glanceOf } from '@clonewatch/guidance';
import { simulatePatients } from '@clonewatch/simulate';
import { fromEngine, inLanguage, loadLanguage, t } from '@clonewatch/words';
import { writeFileSync } from 'node:fs';
import { en } from '../../../libs/words/src/en/index.js';
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
      if (before) for (const c of changesBetween(before, e)) add('change', c.text);
      before = e;
    }
  }
}, 120_000);

/** Words no name of a gene, drug, assay or trial holds. The options of the catalogue are quoted as it has them. */
const englishWord = /\b(the|is|are|was|of|not|and|with|that|this|to|from|in|by|no|draw|rising|called|tumour|molecules|day)\b/;
const russian = (text: string): string => inLanguage('ru', () => fromEngine(text));
const english = (): [string, string][] => [...texts].filter(([text]) => englishWord.test(russian(text).replace(/Возможность: .*?; уровень/, '')));

describe('what the engine says', () => {
  it('reaches a Russian reader in Russian', () => {
    if (process.env.DUMP) writeFileSync(process.env.DUMP, english().map(([x, w]) => `${w}\t${russian(x)}`).sort().join('\n'));
    expect(texts.size).toBeGreaterThan(200);
    expect(english().map(([text, where]) => `${where}: ${text}`)).toEqual([]);
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

  it('is taken only where the English text gives the same sentence', () => {
    expect(inLanguage('ru', () => fromEngine('KRAS p.G12D rising: 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800); on cetuximab wk 26.'))).toBe('KRAS p.G12D растёт: 9\u00a0апр.\u00a02026 0,21 % (0,09–0,41; 8/3\u00a0800); на cetuximab, нед. 26.');
    const strange = 'KRAS p.G12D rising: 9 Apr 2026 0.21 %; a laboratory wrote this.';
    expect(inLanguage('ru', () => fromEngine(strange))).toBe(strange);
    expect(fromEngine('No results yet.')).toBe('No results yet.');
    expect(Object.keys(en).length).toBeGreaterThan(1000);
    expect(t('say.save')).toBe('Save');
  });
});
