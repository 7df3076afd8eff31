import { FormatError, sniffFile } from '@clonewatch/formats';
import { codes, controlsOf, countsOf, describeExamples, errorsOf, examples, manifestOf, plateManifest, read, readBytes, seriesOf, textOf, chunks } from './support';
import { rowsOf, workbookOf, workbookParts, zipOf, type Cell, type Packed, type TestSheet } from './workbook';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const manifest = manifestOf(textOf('qxmanager/manifest.csv'));
const rows = rowsOf(textOf('qxmanager/table.csv'), true);
const table: TestSheet = { name: 'Data', rows };
const refusal = async (bytes: Buffer): Promise<string> => {
  try {
    return (await sniffFile(chunks(bytes), 'book.xlsx'))?.id ?? 'unrecognised';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.problems[0]).toMatchObject({ severity: 'error', line: 1 });
    return error.problems[0]!.code;
  }
};
const withPart = (part: Packed): Buffer => zipOf([...workbookParts([table]).filter((p) => p.name !== part.name), part]);

describe('workbooks', () => {
  it.each([['numbers', workbookOf([table])], ['numbers as text', workbookOf([{ name: 'Data', rows: rowsOf(textOf('qxmanager/table.csv'), false) }])], ['texts in place', workbookOf([table], true)]])('a sheet with %s is read as the CSV file is', async (_, bytes) => {
    for (const size of [7, 65536]) {
      const outcome = await readBytes(bytes, { manifest, size, fileName: 'plate.xlsx' });
      expect(outcome.format).toBe('qxmanager');
      expect(codes(outcome.problems)).toEqual(['status_check']);
      expect(countsOf(outcome)).toEqual([['QX-1', 21, 3887, 30353], ['QX-2', 0, 977, 16210]]);
      expect(controlsOf(outcome)).toHaveLength(2);
    }
  });

  it('a problem is told by the sheet\'s own row and column', async () => {
    const spoilt = rows.map((r, i) => (i === 4 ? r.map((c, k) => (k === rows[0]!.indexOf('Positives') ? 'many' : c)) : r));
    const bytes = workbookOf([{ name: 'Data', rows: [[], [], [], ...spoilt] }]); // rows 1 to 3 of the sheet stay empty
    expect((await readBytes(bytes, { manifest })).problems).toEqual([expect.objectContaining({ code: 'bad_number', line: 8, column: rows[0]!.indexOf('Positives') + 1, field: 'Positives', value: 'many' })]);
  });

  it('takes the sheet that holds the table, names the others, and leaves hidden ones alone', async () => {
    const notes: TestSheet = { name: 'Notes', rows: [['anything']] };
    const outcome = await readBytes(workbookOf([notes, { ...table, name: 'Old', hidden: true }, table]), { manifest });
    expect(outcome.problems[0]).toMatchObject({ severity: 'warning', code: 'other_sheets', message: expect.stringContaining('"Data" was read; the workbook\'s others were not: Notes') as string });
    expect(countsOf(outcome)).toHaveLength(2);
    expect(await refusal(workbookOf([notes]))).toBe('unrecognised');
  });

  it('two sheets with results are both asked about: neither is left out unsaid', async () => {
    const outcome = await readBytes(workbookOf([table, { name: 'Notes', rows: [['anything']] }, { ...table, name: 'Plate 2' }]), { manifest });
    expect(outcome.rows).toEqual([]);
    expect(outcome.problems).toMatchObject([{ severity: 'error', code: 'several_sheets', message: expect.stringMatching(/^2 sheets .*Data, Plate 2\. Save each/) as string }]);
  });

  it('a second sheet of another format is asked about too, whichever comes first', async () => {
    const other: TestSheet = { name: 'Wells', rows: rowsOf(textOf('quantasoft/plate.csv').replace('\uFEFF', '').replace(/"\(([^)]*)\)"/g, (_, wells: string) => `(${wells.replaceAll(',', ';')})`), true) };
    for (const sheets of [[table, other], [other, table]]) {
      const outcome = await readBytes(workbookOf(sheets), { manifest });
      expect(outcome.rows).toEqual([]);
      expect(outcome.problems).toMatchObject([{ severity: 'error', code: 'several_sheets', message: expect.stringContaining(`${sheets[0]!.name}, ${sheets[1]!.name}. Save each`) as string }]);
    }
  });

  it('QuantaSoft, QIAcuity and Absolute Q come as workbooks too; so does a series, with its dates', async () => {
    for (const [file, lab] of [['plate', 'quantasoft'], ['typed', 'qiacuity'], ['per-dye', 'absoluteq']] as const) {
      const [text, own] = [textOf(`${lab}/${file}.csv`).replace('\uFEFF', ''), manifestOf(textOf(`${lab}/manifest.csv`))];
      const plain = text.replace(/"\(([^)]*)\)"/g, (_, wells: string) => `(${wells.replaceAll(',', ';')})`);
      const outcome = await readBytes(workbookOf([{ name: 'Sheet1', rows: rowsOf(plain, true) }]), { manifest: own });
      expect([lab, countsOf(outcome), outcome.format]).toEqual([lab, countsOf(await read(text, { manifest: own })), lab]);
    }
    const series: Cell[][] = [['patient_id', 'specimen_id', 'collected_on', 'assay', 'gene', 'variant', 'vaf'], ['P1', 'S1', { day: 46096 }, 'a', 'KRAS', 'G12D', 0.015]];
    expect(seriesOf(await readBytes(workbookOf([{ name: 'x', rows: series }])))).toMatchObject([{ collected: { kind: 'date', date: '2026-03-15' }, vafFraction: 0.015 }]);
  });

  it('refuses what is no workbook, or is damaged', async () => {
    const good = workbookOf([table]);
    expect(await refusal(zipOf([{ name: 'a.csv', content: 'x' }]))).toBe('compressed_file');
    expect(await refusal(good.subarray(0, good.length - 30))).toBe('damaged_archive');
    expect(await refusal(Buffer.from('PK\x03\x04[Content_Types].xml'))).toBe('damaged_archive');
    expect(await refusal(withPart({ name: 'xl/worksheets/sheet1.xml', content: '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></row>' }))).toBe('damaged_workbook');
    for (const xml of ['<row r="2"></row><row r="1"></row>', '<row r="1"><c r="B1"/><c r="A1"/></row>', '<row r="1"><c r="A1" t="s"><v>7000</v></c></row>', '<row r="1e9"></row>']) {
      expect([xml, await refusal(withPart({ name: 'xl/worksheets/sheet1.xml', content: `<worksheet><sheetData>${xml}</sheetData></worksheet>` }))]).toEqual([xml, 'damaged_workbook']);
    }
    expect(await refusal(withPart({ name: 'xl/worksheets/sheet1.xml', content: '<worksheet><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>' }))).toBe('too_many_columns');
  });

  it('refuses what is not safe to unpack before unpacking it, and what lies about its size while doing so', async () => {
    const bomb = Buffer.alloc(60 * 1024 * 1024, ' ');
    const cases: [string, Buffer, string][] = [
      ['a bomb', withPart({ name: 'xl/media/a.bin', content: bomb }), 'unsafe_archive'],
      ['a sheet that is a bomb', withPart({ name: 'xl/worksheets/sheet1.xml', content: bomb }), 'unsafe_archive'],
      ['a bomb that says it is small', withPart({ name: 'xl/worksheets/sheet1.xml', content: bomb, claims: 1000 }), 'damaged_archive'],
      ['many entries', zipOf([...workbookParts([table]), ...Array.from({ length: 600 }, (_, i) => ({ name: `x${i}`, content: '' }))]), 'unsafe_archive'],
      ['an archive in the archive', withPart({ name: 'xl/embeddings/b.xlsx', content: 'PK' }), 'unsafe_archive'],
      ['a link', withPart({ name: 'xl/l', content: '/etc/passwd', mode: 0o120777 }), 'unsafe_archive'],
      ['a password', withPart({ name: 'xl/e', content: 'x', encrypted: true }), 'unsafe_archive'],
      ['two of one name', zipOf([...workbookParts([table]), { name: 'xl/workbook.xml', content: '<a/>' }]), 'unsafe_archive'],
      ['a path out of it', withPart({ name: '../../etc/passwd', content: 'x' }), 'damaged_archive'],
      ['an absolute path', withPart({ name: '/etc/passwd', content: 'x' }), 'damaged_archive'],
      ['growing entities', withPart({ name: 'xl/sharedStrings.xml', content: '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><sst><si><t>&a;</t></si></sst>' }), 'unsafe_archive'],
      ['a cell without end', withPart({ name: 'xl/worksheets/sheet1.xml', content: `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>${'xyz'.repeat(20_000)}</v></c></row></sheetData></worksheet>` }), 'unsafe_archive'],
    ];
    for (const [name, bytes, code] of cases) expect([name, await refusal(bytes)]).toEqual([name, code]);
  });
});

describeExamples('QX Manager, a laboratory\'s workbook', () => {
  it('four targets a well: pairs by the manifest, 0.795 nL from the file', async () => {
    const bytes = readFileSync(join(examples, 'biorad-qxmanager', 'q4ddpcr_datatable.xlsx'));
    const samples = [...['Sample 1', 'Sample 2', 'Sample 3', 'Sample 4', 'Sample 5', 'Sample 6'].map((s) => [s, 'q4Gag', 'q4Pol'] as const), ['8E5', 'q4Gag', 'q4Pol'] as const, ['neg buffy', 'blank'] as const];
    const outcome = await readBytes(bytes, { manifest: plateManifest(samples) });
    expect(outcome.format).toBe('qxmanager');
    expect(errorsOf(outcome)).toEqual([]);
    expect(seriesOf(outcome).map((r) => r.supplied.partition_nl)).toEqual(Array(7).fill('0.795'));
    // Replicate wells of one sample, added up.
    expect(countsOf(outcome)[0]).toEqual(['P-Sample 1', 61, 37, 65423]);
    expect(countsOf(outcome)[6]).toEqual(['P-8E5', 920, 706, 75099]);
    expect(controlsOf(outcome).map((c) => [c.role, c.sample])).toEqual(Array(4).fill(['blank', 'neg buffy']));
  });
});
