/**
 * The hash of a row's content is stored: it says whether a re-sent row is the same. Were it computed otherwise, every row already stored would
 * come back as a conflict. Expected values: sha-256 of the JSON text, by Python's hashlib and json.
 */
import { describe, expect, it } from '@jest/globals';
import { decodeUtf8, formatReaders, readAll } from '@clonewatch/formats';
import { SeriesPart } from '../../../libs/workflows/src/import/stage-series.js';

/** What is sent to COPY for a series file, one array of cells a row; those that say least come first. */
async function staged(csv: string): Promise<string[][]> {
  const reader = formatReaders.find((f) => f.id === 'exchange-series')!;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(csv));
  }
  const { rows, problems } = await readAll(reader, decodeUtf8(bytes()), { fileName: 'series.csv', manifest: null });
  expect(problems).toEqual([]);
  const part = new SeriesPart();
  for (const row of rows) if (row.kind === 'series') part.add(row);
  return [...part.plain.take(), ...part.results.take()].join('').trimEnd().split('\n').map((line) => line.split('\t'));
}

const hashColumn = -2;

describe('the stored hash of a measurement', () => {
  it('is the one of the releases before', async () => {
    const [plain] = await staged('patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\nP1,S4,2026-04-09,RAS panel,KRAS,G12D,8,3800\n');
    expect(plain!.at(hashColumn)).toBe('\\\\x55e29b8fafbf2458a9ae132340ddb6ff');
    const [full] = await staged([
      'patient_id,specimen_id,collected_day,anchor,assay,assay_version,gene,variant,vaf,count_unit,status,background,input_hge,plasma_ml,copy_number,specimen_type,panel,reported_day,zz,Notes',
      'P2,S1,-3,"first ""dose""",Panel é\\2,v2,EGFR,amp,1.2e-4,reads,not_detected,0.0001,3500,4.5,6.2,plasma,KRAS;EGFR 492,5, x ,"a,b"\n',
    ].join('\n'));
    expect(full!.at(hashColumn)).toBe('\\\\x63af9fad97e486b01463231f1dbc9f80');
  });

  it('does not depend on spelling or on what counts make redundant, and does on anything else', async () => {
    const head = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,vaf,status,vaf_low,note\n';
    const of = async (cells: string): Promise<string> => (await staged(`${head}P1,S4,2026-04-09,A,KRAS,${cells}\n`))[0]!.at(hashColumn)!;
    const first = await of('p.G12D,8,3800,,,,');
    expect(await of('p.Gly12Asp,8.0,3.8e3,0.0021,detected,0.001,')).toBe(first);
    expect(await of('p.G12D,8,3800,,,,seen twice')).not.toBe(first);
    expect(await of('p.G12D,9,3800,,,,')).not.toBe(first);
  });
});
