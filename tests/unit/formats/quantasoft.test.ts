import type { ControlRow, ManifestRow } from '@clonewatch/domain';
import { codes, manifestOf, read, readCorpus, seriesOf, textOf, type Outcome } from './support';

const manifest = (): ManifestRow[] => manifestOf(textOf('quantasoft/manifest.csv'));
const plate = textOf('quantasoft/plate.csv');
const lines = plate.trimEnd().split('\n');
const columns = lines[0]!.split(',');
const controlsOf = (o: Outcome): ControlRow[] => o.rows.filter((r): r is ControlRow => r.kind === 'control');

/** The plate with cells of some rows changed; null takes a row out. */
function altered(pick: (cells: Record<string, string>) => Record<string, string | number> | null | undefined): string {
  return `${[lines[0]!, ...lines.slice(1).flatMap((line) => {
    const cells = line.match(/("[^"]*"|[^,]*)(?:,|$)/g)!.map((c) => c.replace(/,$/, '')).slice(0, columns.length);
    const row = Object.fromEntries(columns.map((c, i) => [c, cells[i]!.replace(/"/g, '')]));
    const change = pick(row);
    if (change === null) return [];
    return [columns.map((c) => `"${String(change?.[c] ?? row[c]!)}"`).join(',')];
  })].join('\n')}\n`;
}
const readPlate = (text: string, rows: readonly ManifestRow[] | null = manifest(), fileName = 'plate.csv'): Promise<Outcome> => read(text, { manifest: rows, fileName });

/** Well D01 alone, as the merged row of sample 24L-0144. */
const sums = { KRAS_G12D_FAM: { Positives: 3, Negatives: 17819, AcceptedDroplets: 17822, FractionalAbundance: '' }, KRAS_WT_HEX: { Positives: 2210, Negatives: 15612, AcceptedDroplets: 17822, FractionalAbundance: '' } };

describe('QuantaSoft', () => {
  it('takes merged wells once, keeps controls apart and a true zero', async () => {
    const outcome = await readPlate(plate);
    expect(codes(outcome.problems.filter((p) => p.severity === 'error'))).toEqual([]);
    expect(outcome.problems).toEqual([expect.objectContaining({ severity: 'warning', code: 'status_check', line: 13, field: 'Status', value: 'CHECK' })]);
    expect(seriesOf(outcome).map((r) => [r.patientId, r.mutantCount, r.wildtypeCount, r.totalCount, r.line])).toEqual([['QS-1', 62, 4987, 54754, 2], ['QS-2', 8, 4514, 36277, 3], ['QS-3', 0, 902, 19011, 13]]);
    expect(seriesOf(outcome)[0]).toMatchObject({ countUnit: 'partitions', vafFraction: null, status: null, plasmaMl: 4, lodFraction: 0.001, copiesPerMl: null, variant: 'p.G12D' });
    expect(seriesOf(outcome)[0]!.supplied).toEqual({
      patient_id: 'QS-1', specimen_id: '24L-0117', collected_on: '2026-02-03', assay: 'KRAS G12D ddPCR', assay_version: '2', gene: 'KRAS', variant: 'p.G12D', mutant_count: '62',
      total_count: '54754', wildtype_count: '4987', count_unit: 'partitions', genome_build: 'GRCh38', background: '0.00002', lod: '0.001', plasma_ml: '4', partition_nl: '0.85',
    });
    expect(controlsOf(outcome)).toMatchObject([
      { role: 'ntc', sample: 'NTC', assay: 'KRAS G12D ddPCR', assayVersion: '2', gene: 'KRAS', variant: 'p.G12D', mutantCount: 1, wildtypeCount: 1, totalCount: 37924 },
      { role: 'positive_control', sample: 'POS-5PCT', mutantCount: 96, totalCount: 18112 },
    ]);
  });

  it('what it supplies is a series file of its own', async () => {
    const rows = seriesOf(await readPlate(plate)).map((r) => r.supplied);
    const names = [...new Set(rows.flatMap((r) => Object.keys(r)))];
    const again = await read(`${names.join(',')}\n${rows.map((r) => names.map((n) => r[n] ?? '').join(',')).join('\n')}\n`);
    expect(again).toMatchObject({ format: 'exchange-series', problems: [] });
    expect(seriesOf(again).map((r) => [r.mutantCount, r.wildtypeCount, r.totalCount])).toEqual([[62, 4987, 54754], [8, 4514, 36277], [0, 902, 19011]]);
  });

  it('the export of 1.6, CR line ends, blank row and cut last cell included: single wells are added up', async () => {
    const outcome = await readCorpus('quantasoft/plate-old-cr.csv', { manifest: manifest() });
    expect(outcome.problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(seriesOf(outcome).map((r) => [r.patientId, r.mutantCount, r.wildtypeCount, r.totalCount])).toEqual([['QS-1', 62, 4987, 54754], ['QS-2', 8, 4514, 36277], ['QS-3', 0, 902, 19011]]);
    // Two clean wells are two controls: each could have shown a false positive.
    expect(controlsOf(outcome).filter((c) => c.role === 'ntc')).toHaveLength(2);
  });

  it('asks for a manifest, naming what the file holds', async () => {
    for (const none of [null, []]) {
      const { rows, problems } = await readPlate(plate, none);
      expect(rows).toEqual([]);
      expect(problems).toEqual([expect.objectContaining({ severity: 'error', code: 'manifest_required', message: expect.stringMatching(/24L-0117.*NTC.*KRAS_G12D_FAM, KRAS_WT_HEX/) as string })]);
    }
    const other = manifest().map((m) => ({ ...m, file: 'other.csv' }));
    expect(codes((await readPlate(plate, other)).problems)).toEqual(['manifest_names_other_file']);
    expect(codes((await readPlate(plate, other, 'C:\\lab\\other.csv')).problems)).toEqual(['status_check']);
  });

  it('refuses a patient sample that the manifest does not know, and takes NTC for what it is', async () => {
    const { problems } = await readPlate(plate, manifest().filter((m) => m.patientId !== 'QS-2'));
    expect(problems.filter((p) => p.severity === 'error')).toEqual([expect.objectContaining({ code: 'sample_not_in_manifest', line: 3, field: 'Sample', value: '24L-0144' })]);
    const outcome = await readPlate(plate, manifest().filter((m) => m.role !== 'ntc'));
    expect(controlsOf(outcome).map((c) => c.role)).toEqual(['ntc', 'positive_control']);
    const typed = altered((r) => (r.Sample === 'NTC' ? { Sample: 'water', TargetType: r.TargetType!.replace('Unknown', 'NTC') } : undefined));
    expect(controlsOf(await readPlate(typed, manifest().filter((m) => m.role !== 'ntc'))).map((c) => c.sample)).toEqual(['water', 'POS-5PCT']);
  });

  it('checks targets and roles of the manifest', async () => {
    const change = (of: Partial<ManifestRow>): ManifestRow[] => manifest().map((m) => (m.patientId === 'QS-1' ? { ...m, ...of } : m));
    const errors = async (rows: ManifestRow[]) => codes((await readPlate(plate, rows)).problems.filter((p) => p.severity === 'error'));
    expect(await errors(change({ mutantTarget: 'KRAS_G12V' }))).toEqual(['target_not_found']);
    expect(await errors(change({ wildtypeTarget: 'WT' }))).toEqual(['target_not_found']);
    // Their names say it here, as "WT" does; where they do not, nothing is guessed.
    expect(await errors(change({ wildtypeTarget: '' }))).toEqual([]);
    expect(await errors(change({ mutantTarget: '', wildtypeTarget: '' }))).toEqual([]);
    expect(codes((await readPlate(plate, change({ mutantTarget: '', wildtypeTarget: '' }))).problems)).toContain('targets_from_names');
    const mute = plate.replaceAll('KRAS_G12D_FAM', 'HbS').replaceAll('KRAS_WT_HEX', 'HbA');
    const only = (of: Partial<ManifestRow>): ManifestRow[] => change(of).map((m) => (m.patientId === 'QS-1' || m.role !== 'patient' ? m : { ...m, mutantTarget: 'HbS', wildtypeTarget: 'HbA' }));
    expect(codes((await readPlate(mute, only({ mutantTarget: 'HbS', wildtypeTarget: '' }))).problems)).toContain('wildtype_required');
    expect((await readPlate(mute, only({ mutantTarget: '', wildtypeTarget: '' }))).problems).toContainEqual(expect.objectContaining({ code: 'mutant_target_missing', line: 2, message: expect.stringContaining('HbS, HbA') as string }));
    // A channel is a name of the target, where it has one target only.
    expect(await errors(change({ mutantTarget: 'ch1', wildtypeTarget: 'Ch2' }))).toEqual([]);
    expect(await errors([...manifest(), { ...manifest()[0]!, role: 'ntc' }])).toEqual(['conflicting_manifest_row']);
    expect(codes((await readPlate(plate, [...manifest(), { ...manifest()[0]!, file: 'plate.csv', sample: 'absent' }])).problems)).toContain('sample_not_in_file');
    const swapped = await readPlate(plate, change({ mutantTarget: 'KRAS_WT_HEX', wildtypeTarget: 'KRAS_G12D_FAM' }));
    expect(swapped.problems.map((p) => p.code)).not.toContain('fraction_disagrees');
    expect(codes(swapped.problems)).toContain('mutant_channel_suspect');
  });

  it('adds up replicates that the manifest gives to one specimen', async () => {
    const rows = manifest().map((m) => (m.patientId === 'QS-2' ? { ...manifest()[0]!, sample: m.sample } : m));
    const outcome = await readPlate(plate, rows);
    expect(codes(outcome.problems)).toContain('replicates_pooled');
    expect(seriesOf(outcome).map((r) => [r.patientId, r.mutantCount, r.totalCount])).toEqual([['QS-1', 70, 91031], ['QS-3', 0, 19011]]);
    const otherDay = rows.map((m) => (m.sample === '24L-0144' ? { ...m, collected: { kind: 'date' as const, date: '2026-02-09' } } : m));
    expect(codes((await readPlate(plate, otherDay)).problems)).toContain('specimen_date_conflict');
  });

  const inWell = (well: string, change: Record<string, string | number>, target = 'KRAS_G12D_FAM') => altered((r) => (r.Well === well && r.Target === target ? change : undefined));
  it.each([
    ['droplets that do not add up', inWell('F01', { AcceptedDroplets: 19012 }), 'droplets_disagree'],
    ['more positives than droplets', inWell('F01', { Positives: 20000 }), 'count_exceeds_total'],
    ['a merged row that is not the sum', inWell('A01', { Positives: 20, Negatives: 18191 }), 'merged_wells_disagree'],
    ['a merged wild-type row that is not the sum', inWell('A01', { Positives: 1, Negatives: 18210 }, 'KRAS_WT_HEX'), 'merged_wells_disagree'],
    ['wells merged twice', altered((r) => (r.Well === 'M02' ? { Sample: '24L-0117' } : r.Well === 'D01' || r.Well === 'E01' ? { Sample: '24L-0117' } : undefined)).replaceAll('(D01,E01)', '(C01,E01)'), 'merged_wells_overlap'],
    ['a well that stands twice', altered((r) => (r.Sample === 'POS-5PCT' ? { Sample: '24L-0160', Well: 'F01' } : undefined)), 'duplicate_well'],
    ['a fraction that fits neither channel', inWell('M01', { FractionalAbundance: 7.5 }), 'fraction_disagrees'],
    ['text for a count', inWell('F01', { Positives: 'none' }), 'bad_number'],
    ['a saturated well', altered((r) => (r.Well === 'F01' ? { Positives: 19011, Negatives: 0 } : undefined)), 'saturated'],
    ['a cut line', `${plate.trimEnd().slice(0, -12)}\n`, 'too_few_cells'],
    ['a missing column', plate.replace('AcceptedDroplets', 'Droplets').replace('Positives', 'AcceptedDroplets'), 'missing_column'],
  ])('refuses %s', async (_name, text, code) => {
    const { rows, problems } = await readPlate(text);
    const errors = problems.filter((p) => p.severity === 'error');
    expect(rows).toEqual([]);
    expect(codes(errors)).toContain(code);
    expect(errors.every((p) => p.line !== null)).toBe(true);
  });

  it.each([
    ['few droplets', altered((r) => (r.Well === 'F01' ? { AcceptedDroplets: 6000, Negatives: 6000 - Number(r.Positives) } : undefined)), 'few_droplets'],
    ['a well left out of the merged row', altered((r) => (r.Well === 'M02' ? { MergedWells: '(D01)', ...sums[r.Target as keyof typeof sums] } : undefined)), 'well_left_out'],
    ['a target nobody asked for', altered((r) => (r.Well === 'F01' && r.Target === 'KRAS_WT_HEX' ? undefined : r.Sample === 'POS-5PCT' ? { Sample: '24L-0160', Target: `${r.Target!}_2` } : undefined)), 'target_not_in_manifest'],
    ['a well without counts', altered((r) => (r.Well === 'F01' ? { Positives: '', Negatives: '', AcceptedDroplets: '' } : undefined)), 'no_counts'],
  ])('warns of %s and goes on', async (_name, text, code) => {
    const { rows, problems } = await readPlate(text);
    expect(problems.filter((p) => p.severity === 'error')).toEqual([]);
    expect(codes(problems)).toContain(code);
    expect(rows.filter((r) => r.kind === 'series')).toHaveLength(3);
  });

  it('a sample without any counts has failed, it is not negative', async () => {
    const outcome = await readCorpus('quantasoft/plate-no-counts.csv', { manifest: manifest() });
    expect(codes(outcome.problems)).toEqual(['no_counts']);
    expect(seriesOf(outcome)).toMatchObject([{ status: 'failed_qc', mutantCount: null, totalCount: null, wildtypeCount: null, supplied: { status: 'failed_qc' } }]);
  });
});
