/** G05: damaged files are refused with a place, or taken in whole; nothing breaks, hangs or half happens. */
import { brokenInvariant, caseOf, faultOf, formats, readCase, saveCase, savedCases, type Case, type Format, type Read } from './g05-formats';
import { bytesOf } from '../unit/formats/support';

const long = process.env.CLONEWATCH_TEST_LONG === '1';
const most = long ? 10_000 : 500;
/** The exchange format in full; instruments, of which there are many, two in five. */
const seedsOf = (format: Format): number => (long || format.tolerant === undefined ? most : 200);

/** What of a case is not as promised; null when all is. */
async function wrongWith(format: Format, c: Case, size: number, undamaged: Read): Promise<string | null> {
  let read: Read;
  try {
    read = await readCase(format, c.bytes, size);
  } catch (error) {
    return `threw ${String(error)} ${(error as Error).stack?.split('\n')[1] ?? ''}`;
  }
  for (const p of read.problems) if (faultOf(p) !== null) return `problem ${JSON.stringify(p)}: ${faultOf(p)}`;
  if (!read.refused) for (const row of read.rows) if (brokenInvariant(row) !== null) return `row ${JSON.stringify(row)}: ${brokenInvariant(row)}`;
  if (c.outcome === 'refused' && !read.refused) return 'was not refused';
  if (c.outcome === 'same' && JSON.stringify(said(read)) !== JSON.stringify(said(undamaged))) return `says something else: ${JSON.stringify(read.problems.slice(0, 3))}`;
  return null;
}

/** A row's own words, whatever the order of its columns. */
const said = (read: Read): unknown => [read.refused, read.rows.map((r) => Object.entries({ ...r, supplied: Object.entries(r.supplied).sort() }).sort()), read.problems.map((p) => [p.code, p.line, p.field])];

describe('G05 damaged files at the reader', () => {
  it.each(formats)('$id: every seed is refused with a place, or read in full', async (format) => {
    const undamaged = new Map<string, Read>();
    for (const file of format.files) undamaged.set(file, await readCase(format, bytesOf(file), 65536));
    const wrong: string[] = [];
    for (let seed = 1; seed <= seedsOf(format) && wrong.length < 5; seed++) {
      const c = caseOf(format, seed);
      const size = Math.max(1 + ((seed * 7919) % 5000), Math.ceil(c.bytes.length / 100));
      const fault = await wrongWith(format, c, size, undamaged.get(c.file)!);
      if (fault !== null) wrong.push(`${saveCase(format, seed, c)}: ${fault}`);
    }
    expect(wrong).toEqual([]);
  }, long ? 1_200_000 : 60_000);

  it('what once went wrong stays right', async () => {
    for (const { format, name, bytes } of savedCases()) {
      expect({ name, fault: await wrongWith(format, { bytes, names: [name], outcome: 'any', file: name }, 4096, { refused: false, rows: [], problems: [] }) }).toEqual({ name, fault: null });
    }
  });
});
