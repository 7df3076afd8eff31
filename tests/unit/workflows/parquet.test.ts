/** A Parquet file is written a row group at a time, and read back as what was written. */
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetFile } from '../../../libs/workflows/src/reads/parquet.js';

const columns = [{ name: 'who', numeric: false }, { name: 'constructor', numeric: false }, { name: 'vaf', numeric: true }];
const rowOf = (i: number): [string, string | null, number | null] => [`P${i} µ\u2028`, i % 3 === 0 ? null : '', i % 5 === 0 ? null : i / 7];

async function* rows(n: number): AsyncGenerator<[string, string | null, number | null]> {
  for (let i = 0; i < n; i++) yield await Promise.resolve(rowOf(i));
}
async function written(n: number): Promise<{ pieces: number; file: ArrayBuffer }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of parquetFile(columns, rows(n))) pieces.push(piece);
  const file = new Uint8Array(Buffer.concat(pieces)).buffer;
  return { pieces: pieces.length, file };
}

it.each([[0, 0, 1], [1, 1, 1], [10_000, 1, 2], [10_001, 2, 2], [25_001, 3, 3]])('%i rows in %i groups', async (n, groups, count) => {
  const { pieces, file } = await written(n);
  const metadata = parquetMetadata(file);
  expect([pieces, Number(metadata.num_rows), metadata.row_groups.length]).toEqual([count, n, groups]);
  expect(metadata.schema.slice(1).map((s) => [s.name, s.type, s.converted_type, s.repetition_type])).toEqual([
    ['who', 'BYTE_ARRAY', 'UTF8', 'OPTIONAL'], ['constructor', 'BYTE_ARRAY', 'UTF8', 'OPTIONAL'], ['vaf', 'DOUBLE', undefined, 'OPTIONAL'],
  ]);
  const read = await parquetReadObjects({ file });
  expect(read).toHaveLength(n);
  for (const i of [0, 1, 9_999, 10_000, 20_000, 25_000].filter((x) => x < n)) expect(Object.values(read[i]!)).toEqual(rowOf(i));
});
