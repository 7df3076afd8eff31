/** What an import sends to COPY, byte by byte: as the slower ways of writing the same would have it, and of each row no more than the record cannot say itself. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeUtf8, formatReaders, readAll } from '@clonewatch/formats';
import { copyText } from '@clonewatch/store';
import { Bytes } from '../../../libs/workflows/src/import/bytes.js';
import { CopyText } from '../../../libs/workflows/src/import/copy-text.js';
import { keptCells } from '../../../libs/workflows/src/import/kept-cells.js';
import { RowIds } from '../../../libs/workflows/src/import/row-ids.js';

class Shown extends Bytes {
  get shown(): string {
    return this.piece.toString('utf8', 0, this.used);
  }
}
const written = (text: CopyText): string => Buffer.concat([...text.take()]).toString('utf8');
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('', '\\', '\t\r\n', 'é\\', '"', '\u007f', '😀'));
const anyNumber = fc.oneof(fc.nat(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 9, 10, 2 ** 30, 2 ** 30 + 1, 2 ** 53 - 1, 1e21, -3));

describe('text for COPY', () => {
  it('writes cells as copyText and String do', () => {
    fc.assert(fc.property(fc.array(fc.oneof(anyText, anyNumber, fc.constant(null)), { maxLength: 30 }), (cells) => {
      const text = new CopyText();
      for (const cell of cells) (typeof cell === 'number' ? text.number(cell) : text.text(cell)).tab();
      expect(written(text.endLine())).toBe(`${cells.map((c) => `${copyText(c)}\t`).join('')}\n`);
    }));
  });

  it('writes JSON as JSON.stringify does', () => {
    fc.assert(fc.property(fc.array(fc.oneof(anyText, anyNumber, fc.constant(null), fc.array(anyText)), { maxLength: 30 }), (values) => {
      const bytes = new Shown();
      for (const value of values) bytes.json(value).comma();
      expect(bytes.shown).toBe(values.map((v) => `${JSON.stringify(v)},`).join(''));
    }));
  });

  it('keeps what was written across the pieces it is gathered in', () => {
    const text = new CopyText();
    const lines = Array.from({ length: 9000 }, (_, i) => `line ${i} of many, with a word for length ${'é'.repeat(i % 7)}`);
    for (const line of lines) text.text(line).endLine();
    const pieces = [...text.take()];
    expect(pieces.length).toBeGreaterThan(3);
    expect(Buffer.concat(pieces).toString('utf8')).toBe(lines.map((l) => `${l}\n`).join(''));
    expect([...text.take()]).toEqual([]);
  });
});

describe('identities of rows', () => {
  it('are UUIDs of version 7, each once, in the order of the rows, with the time they were made at', () => {
    const text = new CopyText();
    const ids = new RowIds(Date.UTC(2026, 0, 15));
    for (let i = 0; i < 1000; i++) {
      ids.next(text);
      text.endLine();
    }
    const made = written(text).trimEnd().split('\n');
    expect(new Set(made).size).toBe(1000);
    expect([...made].sort()).toEqual(made);
    for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(parseInt(made[0]!.slice(0, 13).replace('-', ''), 16)).toBe(Date.UTC(2026, 0, 15));
  });

  it('of two imports of one moment differ', () => {
    const [a, b] = [new CopyText(), new CopyText()];
    new RowIds(0).next(a);
    new RowIds(0).next(b);
    expect(written(a)).not.toBe(written(b));
  });
});

describe('cells that are kept as they were written', () => {
  async function kept(csv: string): Promise<unknown> {
    const reader = formatReaders.find((f) => f.id === 'exchange-series')!;
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from(csv));
    }
    const { rows, problems } = await readAll(reader, decodeUtf8(bytes()), { fileName: 'series.csv', manifest: null });
    expect(problems.filter((p) => p.severity === 'error')).toEqual([]);
    return JSON.parse(keptCells(rows[0] as never));
  }
  const head = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count';

  it('are none where the record says the same', async () => {
    expect(await kept(`${head},count_unit,result_version,lod\nP1,S1,2026-01-15,panel,KRAS,p.G12D,8,3600,reads,2,0.001\n`)).toEqual({});
  });

  it('are those with a spelling of their own, those that other rows of the draw may say otherwise, and unknown ones', async () => {
    expect(await kept(`${head},lod,vaf,status,specimen_type,note,__proto__\n P1,S1,2026-01-15,panel,KRAS,G12D,8.0,3600,1e-3,0.0022,detected,plasma,"a ""b""",=1\n`)).toEqual(
      JSON.parse('{"patient_id":" P1","variant":"G12D","mutant_count":"8.0","lod":"1e-3","vaf":"0.0022","status":"detected","specimen_type":"plasma","note":"a \\"b\\"","__proto__":"=1"}'));
  });
});
