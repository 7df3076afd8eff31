/** What holds for every file: rows come back as written, however the bytes arrive. */
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { seriesColumns } from '@clonewatch/domain';
import { csvRecords, csvRecordsOf, longestLine, type CsvRecord } from '../../../libs/formats/src/csv/records.js';
import { ProblemList } from '../../../libs/formats/src/problems.js';
import { bytesOf, corpus, manifestOf, read, readBytes, seriesOf, textOf } from './support';

const text = fc.string({ unit: fc.constantFrom(...'aZ09 ,;"\n\r-_.éß€😀='), minLength: 0, maxLength: 12 });
const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ,"._-]{0,8}[A-Za-z0-9]$/).filter((w) => !/^\d(?:[.,]\d+)?E\+?\d+$/i.test(w));
const row = fc.record({
  patient_id: word, specimen_id: word, collected_on: fc.constantFrom('2024-02-29', '2026-01-15', '1999-12-31'), assay: word,
  variant: fc.constantFrom('p.G12D', 'G12C', 'p.Gly12Val', 'amplification', 'fusion:EML4', 'p.E746_A750del'), gene: fc.constantFrom('KRAS', 'ALK'),
  total: fc.integer({ min: 1, max: 1e9 }), share: fc.double({ min: 0, max: 1, noNaN: true }), lab_note: text, '"odd, name"': text,
});
const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

describe('round trip', () => {
  it('every cell that is not blank comes back as written, on its line', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 20 }), fc.constantFrom('\n', '\r\n', '\r'), fc.integer({ min: 1, max: 80 }), async (items, end, size) => {
      const cells = items.map(({ total, share, ...r }, i) => ({ ...r, specimen_id: `${i} ${r.specimen_id}`, patient_id: `${i} ${r.patient_id}`, mutant_count: String(Math.floor(share * total)), total_count: String(total) }));
      const names = [...seriesColumns.filter((c) => ['vaf', ...Object.keys(cells[0] ?? {})].includes(c)), 'lab_note', '"odd, name"'];
      if (cells.length === 0) return;
      const content = [names, ...cells.map((c) => names.map((n) => (c as Record<string, string>)[n] ?? ''))].map((line) => line.map(quote).join(',')).join(end);
      const outcome = await readBytes(Buffer.from(content), { size });
      expect(outcome.problems).toEqual([]);
      let line = 2;
      seriesOf(outcome).forEach((r, i) => {
        const wanted = Object.fromEntries(Object.entries(cells[i]!).filter(([, v]) => v.trim() !== ''));
        expect({ ...r.supplied }).toEqual(wanted);
        expect(r.line).toBe(line);
        expect([r.mutantCount, r.totalCount]).toEqual([Number(cells[i]!.mutant_count), Number(cells[i]!.total_count)]);
        line += 1 + Object.values(cells[i]!).reduce((n, v) => n + (v.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
      });
      expect(outcome.rows).toHaveLength(cells.length);
    }), { seed: 7, numRuns: 150 });
  });

  it('a number that is no plain finite number is never read as one', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(text, fc.double().map(String), fc.constantFrom('1_000', '1 000', '0b1', '+', '.', 'e5', '1e', '--1', '٣')), async (cell) => {
      const outcome = await read(`patient_id,specimen_id,collected_on,assay,gene,variant,vaf\nP,S,2026-01-01,a,KRAS,G12D,${quote(cell)}\n`);
      const value = Number(cell.trim());
      const plain = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(cell.trim());
      if (outcome.rows.length > 0) expect(plain && value >= 0 && value <= 1).toBe(true);
      else expect(outcome.problems.filter((p) => p.severity === 'error')).toHaveLength(1);
    }), { seed: 11, numRuns: 300 });
  });
});

describe('records of a text', () => {
  /** With quotation marks and carriage returns, and without: the latter are read without the tokenizer. */
  const anyText = (letters: string): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...letters), maxLength: 60 });
  const records = async (content: string, size: number): Promise<unknown> => {
    const problems = new ProblemList();
    async function* pieces(): AsyncGenerator<string> {
      for (let at = 0; at < content.length; at += size) yield await Promise.resolve(content.slice(at, at + size));
    }
    const found: CsvRecord[] = [];
    for await (const some of csvRecords(pieces(), problems)) found.push(...some);
    return { found, problems: problems.take() };
  };

  it.each([['plain', 'ab,,\n\né '], ['with quotation marks', 'ab,,\n\né "'], ['with every line end', 'ab,,\n\n\r"']])('%s: as the tokenizer reads the whole of it, however it arrives', async (_, letters) => {
    await fc.assert(fc.asyncProperty(fc.array(anyText(letters), { maxLength: 4 }), anyText('ab,\n'), fc.integer({ min: 1, max: 70 }), async (parts, plain, size) => {
      const content = `${plain}\n${parts.join('\n')}`;
      const problems = new ProblemList();
      expect(await records(content, size)).toEqual({ found: csvRecordsOf(content, problems), problems: problems.take() });
    }), { seed: 5, numRuns: 400 });
  });

  it('a line without any quotation mark may be as long as any other, and not longer', async () => {
    const line = (length: number): string => `a,b\n${'x'.repeat(length)},y\nc,d\n`;
    expect(await records(line(longestLine - 100), 50_000)).toMatchObject({ found: [{ line: 1 }, { line: 2 }, { line: 3, cells: ['c', 'd'] }], problems: [] });
    expect(await records(line(longestLine + 100), 50_000)).toMatchObject({ found: [{ line: 1 }], problems: [{ code: 'line_too_long', line: 2 }] });
  });
});

describe('pieces of a file', () => {
  const files = ['exchange', 'quantasoft'].flatMap((d) => readdirSync(`${corpus}/${d}`).map((f) => `${d}/${f}`));
  const manifest = manifestOf(textOf('quantasoft/manifest.csv'));

  it('of any size give the same rows', async () => {
    for (const name of files) {
      const whole = await readBytes(bytesOf(name), { manifest });
      for (const size of [1, 13, 4096]) expect({ name, ...await readBytes(bytesOf(name), { manifest, size }) }).toEqual({ name, ...whole });
    }
  });
});
