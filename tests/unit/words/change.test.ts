/** Names of changes that are no HGVS, in the reader's language, alone and within a sentence of the engine. */
import { changeText, fromEngine, inLanguage, loadLanguage, variantText } from '@clonewatch/words';

beforeAll(() => loadLanguage('ru'));

describe('the name of a change', () => {
  it('stays as it is in English, and HGVS stays in Russian', () => {
    for (const label of ['MET amplification', 'PTEN loss', 'RET fusion:KIF5B', 'KRAS p.G12D', 'TERT c.-124C>T', 'RNF43 p.G659fs']) expect(inLanguage('en', () => changeText(label))).toBe(label);
    expect(inLanguage('ru', () => [variantText('KRAS', 'p.G12D'), variantText('', 'c.35G>A'), changeText('7:140753336 A>T')])).toEqual(['KRAS p.G12D', 'c.35G>A', '7:140753336 A>T']);
  });

  it('is said in Russian where it is a word, in a sentence of the engine too', () => {
    expect(inLanguage('ru', () => [variantText('MET', 'amplification'), variantText('PTEN', 'loss'), variantText('RET', 'fusion:KIF5B'), variantText('', 'loss')]))
      .toEqual(['MET (амплификация)', 'PTEN (утрата)', 'RET (слияние с KIF5B)', '(утрата)']);
    expect(inLanguage('ru', () => fromEngine('MET amplification detected for the first time.'))).not.toMatch(/amplification/);
  });

  it('English counts one false alert, whatever the stored sentence says', () => {
    expect(inLanguage('en', () => fromEngine('(threshold 0.8 ≈ 1 false alerts/100 patient-years, simulated).'))).toBe('(threshold 0.8 ≈ 1 false alert/100 patient-years, simulated).');
    expect(inLanguage('en', () => fromEngine('≈ 11 false alerts/100 patient-years'))).toBe('≈ 11 false alerts/100 patient-years');
  });
});
