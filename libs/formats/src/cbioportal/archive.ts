/** A study folder packed as one zip: its files one after the other, as the reader of studies takes them. */
import type { Problem } from '@clonewatch/domain';
import { decodeAny } from '../encoding.js';
import type { Archive } from '../xlsx/archive.js';
import { fileMark } from './sections.js';

const base = (name: string): string => name.split('/').pop()!;
/** A meta file may give any name to its data; what is no table is not asked for. */
const isStudyFile = (name: string): boolean => /(?:^|\/)[^/.]+$|\.(?:txt|tsv|maf|csv|data?)$/i.test(name) && !name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');

/** Files of a study in an archive, or null where it holds none of those that make one. */
export function studyFiles(archive: Archive): string[] | null {
  const names = archive.names().filter(isStudyFile);
  return names.some((n) => /^(?:data_(?:clinical|timeline|mutations|cna|sv)|meta_[a-z]+)\w*\.(?:txt|tsv|maf)$/i.test(base(n))) ? names.sort() : null;
}

/** The text of a study; what was said of an encoding goes to `problems`. */
export async function* studyText(archive: Archive, names: readonly string[], problems: Problem[]): AsyncGenerator<string> {
  for (const name of names) {
    yield `${fileMark} ${base(name)}\n`;
    const { text, problems: told } = decodeAny(archive.bytes(name));
    for await (const piece of text) yield piece.replace(/^\uFEFF/, '');
    problems.push(...told.map((p) => ({ ...p, message: `${base(name)}: ${p.message}` })));
    yield '\n';
  }
}
