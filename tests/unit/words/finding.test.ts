/** What a criterion of a scenario found, in Russian: results, numbers and changes that are words. */
import { findingText } from '@clonewatch/charts';
import { inLanguage, loadLanguage } from '@clonewatch/words';

beforeAll(() => loadLanguage('ru'));

it.each([
  ['recorded', { result: 'positive' }, 'положительно'],
  ['tumour_shown', { vaf: '0.55 %' }, 'Трункальный сигнал 0,55 %'],
  ['recorded_from_to', { from: '6.4', to: '118 ng/mL' }, 'От 6,4 до 118 ng/mL'],
  ['called', { variants: 'EGFR p.T790M 2.3 %, MET amplification' }, 'Выявлено: EGFR p.T790M 2,3 %, MET (амплификация)'],
] as const)('%s', (code, values, said) => {
  expect(inLanguage('ru', () => findingText({ finding: { code, values: { ...values } } }))).toBe(said);
});
