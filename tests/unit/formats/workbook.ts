/** Workbooks and other zip archives made for tests, sound and hostile ones. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Packed { readonly name: string; readonly content: string | Buffer; readonly claims?: number; readonly mode?: number; readonly encrypted?: true }

/** A zip archive of these entries, each deflated. `claims`: the unpacked size the archive states, where it lies. */
export function zipOf(entries: readonly Packed[]): Buffer<ArrayBuffer> {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claims, mode = 0o100644, encrypted } of entries) {
    const raw = Buffer.from(content as string);
    const packed = deflateRawSync(raw);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(encrypted ? 0x801 : 0x800, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt16LE(0x21, 8);
    head.writeUInt32LE(crc32(raw), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claims ?? raw.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), head, tail, Buffer.from(name)]));
    files.push(file);
    offset += file.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(all.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, all, Buffer.from('PK\x05\x06'), end]);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const letters = (i: number): string => (i < 26 ? '' : letters(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + (i % 26));

/** `number`s become numeric cells, strings shared or inline ones; `{ day }` a number in a date's style; `{ xml }` stands as it is. */
export type Cell = string | number | { readonly day: number } | { readonly xml: string };
export interface TestSheet { readonly name: string; readonly rows: readonly (readonly Cell[])[]; readonly hidden?: true }

export function workbookParts(sheets: readonly TestSheet[], inline = false): Packed[] {
  const strings: string[] = [];
  const cell = (c: Cell, ref: string): string => {
    if (typeof c === 'number') return `<c r="${ref}"><v>${c}</v></c>`;
    if (typeof c === 'object') return 'day' in c ? `<c r="${ref}" s="1"><v>${c.day}</v></c>` : c.xml;
    if (c === '') return '';
    return inline ? `<c r="${ref}" t="inlineStr"><is><t>${escaped(c)}</t></is></c>` : `<c r="${ref}" t="s"><v>${strings.push(c) - 1}</v></c>`;
  };
  const sheetXml = (rows: TestSheet['rows']): string => `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((r, i) => `<row r="${i + 1}">${r.map((c, k) => cell(c, `${letters(k)}${i + 1}`)).join('')}</row>`).join('')}</sheetData></worksheet>`;
  const relation = (id: number, kind: string, target: string): string => `<Relationship Id="rId${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;
  const relations = (items: string): string => `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items}</Relationships>`;
  const parts = sheets.map((s, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, content: sheetXml(s.rows) }));
  return [
    { name: '[Content_Types].xml', content: '<Types/>' }, { name: '_rels/.rels', content: relations(relation(1, 'officeDocument', 'xl/workbook.xml')) },
    { name: 'xl/workbook.xml', content: `<workbook xmlns:r="x"><sheets>${sheets.map((s, i) => `<sheet name="${s.name}" sheetId="${i + 1}" r:id="rId${i + 1}"${s.hidden ? ' state="hidden"' : ''}/>`).join('')}</sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', content: relations(sheets.map((_, i) => relation(i + 1, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('') + relation(98, 'sharedStrings', 'sharedStrings.xml') + relation(99, 'styles', 'styles.xml')) },
    { name: 'xl/styles.xml', content: '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>' }, ...parts,
    { name: 'xl/sharedStrings.xml', content: `<sst>${strings.map((s) => `<si><t>${escaped(s)}</t></si>`).join('')}</sst>` },
  ];
}
export const workbookOf = (sheets: readonly TestSheet[], inline = false): Buffer<ArrayBuffer> => zipOf(workbookParts(sheets, inline));

/** A CSV text without quotation marks as rows of a sheet; numbers as numbers, or as the texts they are. */
export const rowsOf = (csv: string, numeric: boolean, separator = ','): Cell[][] => csv.replaceAll('"(A01,B01)"', '(A01;B01)').replaceAll('"', '').trimEnd().split(/\r\n|\n|\r/)
  .map((l) => l.split(separator).map((c) => (numeric && /^\d+(?:\.\d+)?$/.test(c) ? Number(c) : c)));
