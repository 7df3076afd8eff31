/** Names of changes that are no HGVS, in the reader's language, alone and within a sentence of the engine. */
import { dayOfDate } from '@clonewatch/domain';
import { catalogue, changesByFile } from '@clonewatch/guidance';
import { changeText, fromEngine, inLanguage, loadLanguage, toDiscuss, variantText } from '@clonewatch/words';

beforeAll(() => loadLanguage('ru'));

describe('the name of a change', () => {
  it('stays as it is in English, and HGVS stays in Russian', () => {
    for (const label of ['MET amplification', 'PTEN loss', 'RET fusion:KIF5B', 'KRAS p.G12D', 'TERT c.-124C>T', 'RNF43 p.G659fs']) expect(inLanguage('en', () => changeText(label))).toBe(label);
    expect(inLanguage('ru', () => [variantText('KRAS', 'p.G12D'), variantText('', 'c.35G>A'), variantText('MET', ''), changeText('7:140753336 A>T')])).toEqual(['KRAS p.G12D', 'c.35G>A', 'MET', '7:140753336 A>T']);
  });

  it('is said in Russian where it is a word, in a sentence of the engine too', () => {
    expect(inLanguage('ru', () => [variantText('MET', 'amplification'), variantText('PTEN', 'loss'), variantText('RET', 'fusion:KIF5B'), variantText('', 'loss')]))
      .toEqual(['MET (амплификация)', 'PTEN (утрата)', 'RET (слияние с KIF5B)', '(утрата)']);
    expect([inLanguage('ru', () => changeText('RET fusion')), inLanguage('en', () => changeText('RET fusion'))]).toEqual(['RET (слияние)', 'RET fusion']);
    expect(inLanguage('ru', () => fromEngine('MET amplification detected for the first time.'))).not.toMatch(/amplification/);
    // A fusion with any partner names none.
    expect(inLanguage('ru', () => fromEngine('Not tested: MET amplification, kinase fusion, PTEN loss'))).toMatch(/слияние киназы/);
  });

  it('English counts one false alert, whatever the stored sentence says', () => {
    expect(inLanguage('en', () => fromEngine('(threshold 0.8 ≈ 1 false alerts/100 patient-years, simulated).'))).toBe('(threshold 0.8 ≈ 1 false alert/100 patient-years, simulated).');
    expect(inLanguage('en', () => fromEngine('≈ 11 false alerts/100 patient-years'))).toBe('≈ 11 false alerts/100 patient-years');
  });
});

describe('what can be discussed', () => {
  it('a strategy that its option says again is not said twice', () => {
    expect(toDiscuss({ strategy: 'osimertinib', option: 'osimertinib, where it was not given' })).toEqual(['osimertinib, where it was not given']);
    expect(toDiscuss({ strategy: 'oral SERD (elacestrant at PD; camizestrant switch before PD in trial)', option: 'oral SERD: elacestrant at progression' })).toEqual(['oral SERD: elacestrant at progression']);
    expect(toDiscuss({ strategy: 'Stop/avoid anti-EGFR alone; see option', option: 'KRAS G12C inhibitor + anti-EGFR' })).toEqual(['Stop/avoid anti-EGFR alone; see option', 'KRAS G12C inhibitor + anti-EGFR']);
    expect(toDiscuss({ strategy: 'Stop anti-EGFR', option: null })).toEqual(['Stop anti-EGFR']);
  });

  it('of the catalogue: five changes whose option says the strategy again, and nothing else left out', () => {
    const left = catalogue.filter((c) => !toDiscuss(c).includes(c.strategy)).map((c) => c.id);
    expect(left.sort()).toEqual(['breast.esr1.e380q', 'mcrc_wt.braf.v600e', 'mcrc_wt.erbb2.amplification', 'nsclc.egfr.t790m', 'nsclc.met.amplification']);
  });
});

describe('what came by file', () => {
  const on = (date: string): number => dayOfDate(date);
  const line = { fate: 'new', regimen: 'FOLFIRI + cetuximab', agents: ['cetuximab'], startDay: on('2025-11-06'), stopDay: null } as const;
  const finding = { fate: 'new', day: on('2026-05-07'), kind: 'imaging', gene: '', variant: '', result: 'PD', unit: '' } as const;
  const calendar = { kind: 'calendar' } as const;
  const said = (...given: Parameters<typeof changesByFile> extends [unknown, ...infer R] ? R : never): string[] => changesByFile(calendar, ...given).map((c) => c.text);

  it('a line with its days, new, corrected or taken back; without a name, by its drugs', () => {
    expect(said([line, { ...line, startDay: on('2025-01-02'), fate: 'corrected', stopDay: on('2025-06-01') }, { ...line, regimen: '', fate: 'taken_back', startDay: on('2026-01-01'), stopDay: on('2026-02-01') }], [])).toEqual([
      'Corrected by file: treatment FOLFIRI + cetuximab from 2 Jan 2025 to 1 Jun 2025', 'New by file: treatment FOLFIRI + cetuximab from 6 Nov 2025', 'Taken back by file: treatment cetuximab from 1 Jan 2026',
    ]);
  });

  it('a finding with what was found; several of a kind counted, the last of them told; a change looked for by its name', () => {
    const cea = (date: string, result: string) => ({ ...finding, day: on(date), kind: 'cea', result, unit: 'ng/mL' });
    const tissue = { ...finding, kind: 'tissue', gene: 'MET', variant: 'amplification', result: 'positive' };
    expect(said([], [finding, cea('2026-04-02', '18.5'), cea('2026-03-02', '9'), tissue, { ...tissue, result: 'Negative', gene: 'KRAS', variant: 'p.G12D' }, { ...cea('2026-04-02', '18'), fate: 'corrected' }])).toEqual([
      'New by file: 2 findings CEA, the last 18.5 ng/mL, 2 Apr 2026', 'Corrected by file: finding CEA: 18 ng/mL, 2 Apr 2026', 'New by file: finding imaging: PD, 7 May 2026',
      'New by file: finding tissue of MET amplification: detected, 7 May 2026', 'New by file: finding tissue of KRAS p.G12D: not detected, 7 May 2026',
    ]);
    expect(said([], [])).toEqual([]);
  });

  it('is read in Russian, with days, names and numbers', () => {
    const ru = changesByFile(calendar, [{ ...line, stopDay: on('2026-03-01') }], [
      { ...finding, kind: 'lesion:bone' }, { ...finding, kind: 'ca19_9', result: '18.5', unit: 'U/mL' }, { ...finding, kind: 'iodine_uptake', result: 'negative' }, { ...finding, kind: 'fish', gene: 'MET', variant: 'amplification', result: 'positive' },
    ]);
    expect(inLanguage('ru', () => ru.map((c) => fromEngine(c.text).replaceAll('\u00a0', ' ')))).toEqual([
      'Новое из файла: лечение FOLFIRI + cetuximab с 6 нояб. 2025 по 1 мар. 2026', 'Новое из файла: обследование очаг: кости: PD, 7 мая 2026', 'Новое из файла: обследование CA 19-9: 18,5 U/mL, 7 мая 2026',
      'Новое из файла: обследование захват йода: не обнаружен, 7 мая 2026', 'Новое из файла: обследование FISH на MET (амплификация): обнаружен, 7 мая 2026',
    ]);
    expect(changesByFile({ kind: 'days', anchor: 'first dose' }, [{ ...line, startDay: 3 }], [])[0]!.text).toBe('New by file: treatment FOLFIRI + cetuximab from day 3');
  });
});
