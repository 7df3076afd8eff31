/** What a workbook says beside its sheets: their names and places, the shared strings, and which number formats are dates. */
import type { Archive } from './archive.js';
import { refuseArchive } from './archive.js';
import { readXml } from './xml.js';

export interface Sheet { readonly name: string; readonly path: string }
export interface Workbook {
  readonly archive: Archive;
  readonly sheets: readonly Sheet[];
  readonly strings: readonly string[];
  /** By cell style: is a number of this style a date? */
  readonly dateStyles: readonly boolean[];
  /** Days are counted from 1904, as old Macintosh versions did. */
  readonly from1904: boolean;
}

const mostSheets = 20;
const mostStrings = 1_000_000;
/** Characters of all shared strings together. */
const stringsLength = 32 * 1024 * 1024;

export async function openWorkbook(archive: Archive): Promise<Workbook> {
  const root = await relations(archive, '_rels/.rels', '');
  const path = [...root.values()].find((r) => r.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
  if (!archive.has(path) || !archive.has('[Content_Types].xml')) refuseArchive('compressed_file', 'the file is a zip archive and no workbook (.xlsx); unpack it and send what is in it');
  const found: { name: string; id: string; hidden: boolean }[] = [];
  let from1904 = false;
  await readXml(archive.text(path), 'the workbook', {
    open: (name, a) => {
      if (name === 'sheet') found.push({ name: a.name ?? '', id: a['r:id'] ?? Object.entries(a).find(([k]) => k.endsWith(':id'))?.[1] ?? '', hidden: (a.state ?? 'visible') !== 'visible' });
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(a.date1904 ?? '');
    },
  });
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const parts = await relations(archive, `${folder}_rels/${path.slice(folder.length)}.rels`, folder);
  const sheets = found.filter((s) => !s.hidden).flatMap(({ name, id }) => (archive.has(parts.get(id)?.target ?? '') ? [{ name, path: parts.get(id)!.target }] : []));
  if (sheets.length === 0) refuseArchive('empty_file', 'the workbook has no visible sheet');
  if (sheets.length > mostSheets) refuseArchive('unsafe_archive', `the workbook has more than ${mostSheets} sheets; keep the one with the results`);
  const part = (kind: string): string => [...parts.values()].find((r) => r.type.endsWith(`/${kind}`))?.target ?? '';
  return { archive, sheets, strings: await sharedStrings(archive, part('sharedStrings')), dateStyles: await dateStyles(archive, part('styles')), from1904 };
}

async function relations(archive: Archive, name: string, folder: string): Promise<Map<string, { target: string; type: string }>> {
  const found = new Map<string, { target: string; type: string }>();
  await readXml(archive.has(name) ? archive.text(name) : nothing(), 'a list of parts', {
    open: (tag, a) => {
      if (tag !== 'Relationship' || a.TargetMode === 'External') return;
      const target = a.Target ?? '';
      found.set(a.Id ?? '', { target: target.startsWith('/') ? target.slice(1) : `${folder}${target}`, type: a.Type ?? '' });
    },
  });
  return found;
}

async function* nothing(): AsyncGenerator<string> {
  yield await Promise.resolve('<nothing/>');
}

/** Strings by number; the phonetic guide of East Asian text is not part of a string. */
async function sharedStrings(archive: Archive, path: string): Promise<string[]> {
  const strings: string[] = [];
  let [inText, guide, length, current] = [false, false, 0, ''];
  if (!archive.has(path)) return strings;
  await readXml(archive.text(path), 'the shared strings', {
    open: (name) => {
      if (name === 'si') current = '';
      if (name === 'rPh') guide = true;
      inText = name === 't' && !guide;
    },
    text: (t) => {
      if (!inText) return;
      length += t.length;
      if (length > stringsLength) refuseArchive('unsafe_archive', `the workbook's texts are longer than ${stringsLength / 1024 / 1024} million characters`);
      current += t;
    },
    close: (name) => {
      if (name === 'si' && strings.push(current) > mostStrings) refuseArchive('unsafe_archive', `the workbook has more than ${mostStrings} texts`);
      if (name === 'rPh') guide = false;
      inText = false;
    },
  });
  return strings;
}

/** Format ids that are dates in every locale (ECMA-376 part 1, 18.8.30), and codes that write years or days. */
const builtInDates = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58]);
const writesDate = (code: string): boolean => /[yd]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, ''));

async function dateStyles(archive: Archive, path: string): Promise<boolean[]> {
  const styles: boolean[] = [];
  const codes = new Map<number, string>();
  let inCells = false;
  if (!archive.has(path)) return styles;
  await readXml(archive.text(path), 'the styles', {
    open: (name, a) => {
      if (name === 'numFmt') codes.set(Number(a.numFmtId), a.formatCode ?? '');
      if (name === 'cellXfs') inCells = true;
      const id = Number(a.numFmtId ?? 0);
      if (name === 'xf' && inCells) styles.push(builtInDates.has(id) || writesDate(codes.get(id) ?? ''));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}
