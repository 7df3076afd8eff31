/** A technician reads the name of an instrument, never an identifier of ours. */
import { formatReaders } from '@clonewatch/formats';
import { formatName, inLanguage, loadLanguage } from '@clonewatch/words';

beforeAll(() => loadLanguage('ru'));

it.each(formatReaders.map((r) => r.id))('%s has a name in both languages', (id) => {
  expect(formatName(id)).not.toBe(id);
  expect(inLanguage('ru', () => formatName(id))).not.toBe(id);
});
it('a format of an earlier version keeps its id', () => expect(formatName('no-longer-read')).toBe('no-longer-read'));
