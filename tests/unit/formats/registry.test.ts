/** No file is of two formats: which reader reads it must not hang on the order in which they are tried. */
import { formatReaders } from '@clonewatch/formats';
import { told } from './outcomes';
import { quoted, reversed, tableEdit } from './variations';

const kinds = (text: string, name: string): string[] => formatReaders.filter((r) => r.sniff(text.slice(0, 65536), name)).map((r) => r.id);
/** Folders joined into one text are left out: they hold files of several formats. */
const own = told.filter((t) => t.from === 'own' && !t.file.endsWith('.xlsx') && !t.bytes().toString('utf8').startsWith('#file:'));

describe('the registry of formats', () => {
  it.each(own.map((t) => [t.file, t] as const))('%s is of one format', (file, t) => {
    expect(kinds(t.bytes().toString('utf8').replace(/^\uFEFF/, ''), file)).toHaveLength(1);
  });

  it.each(own.filter((t) => /^(?:maf|gsvar|smcounter|umivar|clones)\//.test(t.file)).map((t) => [t.file, t] as const))('%s is of one format with its columns the other way round, each in quotation marks', (file, t) => {
    const text = t.bytes().toString('utf8');
    const [kind, ...others] = kinds(text, file);
    expect(others).toEqual([]);
    if (/calder|spruce/.test(file)) return;
    expect(kinds(tableEdit((l) => !/^#(?!chr)/.test(l), (rows) => quoted(reversed(rows)))(text) as string, file)).toEqual([kind]);
  });
});
