/** A table as an Apache Parquet file, a row group at a time: memory does not grow with the rows. */

export interface ParquetColumn { readonly name: string; /** DOUBLE, else STRING (UTF-8); every column may be null. */ readonly numeric: boolean }

/** Rows in memory at a time. */
const groupRows = 10_000;

/** Rows as arrays in the order of the columns. The bytes are those of one file; it is whole only with the last of them. */
export async function* parquetFile(columns: readonly ParquetColumn[], rows: AsyncIterable<readonly (string | number | null)[]>): AsyncGenerator<Uint8Array> {
  // Loaded when needed: no other export asks for it.
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  const columnsOf = (group: readonly (readonly (string | number | null)[])[]) =>
    columns.map(({ name, numeric }, i) => ({ name, type: numeric ? 'DOUBLE' as const : 'STRING' as const, nullable: true, data: group.map((row) => row[i]!) }));
  const file = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: columnsOf([]) }), createdBy: 'clonewatch' });
  // `offset` counts on, so that the file knows where its parts lie; `index` is the place in the buffer, which is handed out and filled anew.
  const take = (): Uint8Array => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  let group: (readonly (string | number | null)[])[] = [];
  for await (const row of rows) {
    group.push(row);
    if (group.length < groupRows) continue;
    await file.write({ columnData: columnsOf(group), rowGroupSize: groupRows });
    group = [];
    yield take();
  }
  if (group.length > 0) await file.write({ columnData: columnsOf(group), rowGroupSize: groupRows });
  await file.finish();
  yield take();
}
