/** What a laboratory said once about an assay fills what a manifest leaves empty, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AssayProfile } from '@clonewatch/domain';
import { completeManifest, formatReaders, readAll, readManifest, type FoundSample } from '@clonewatch/formats';

const corpus = join(import.meta.dirname, '../../corpus');
const profile: AssayProfile = {
  assay: 'KRAS G12D ddPCR', assayVersion: '2', panel: ['KRAS:12'], genomeBuild: 'GRCh38', partitionNl: 0.85, backgroundFraction: 0.00002, lobFraction: 0.0005, lodFraction: 0.001, plasmaMl: 4, elutionUl: 50,
  duplexes: [{ mutantTarget: 'KRAS_G12D_FAM', wildtypeTarget: 'KRAS_WT_HEX', gene: 'KRAS', variant: 'p.G12D' }, { mutantTarget: 'KRAS_G13D_FAM', wildtypeTarget: 'KRAS_WT_HEX', gene: 'KRAS', variant: 'p.G13D' }],
  vafUnit: null,
};
const rows = (text: string) => readManifest(text).rows;
const short = `sample,role,patient_id,specimen_id,collected_on,assay,plasma_ml
24L-0117,patient,QS-1,24L-0117,2026-02-03,KRAS G12D ddPCR,
24L-0144,patient,QS-2,24L-0144,2026-02-04,KRAS G12D ddPCR,3.5
NTC,ntc,,,,KRAS G12D ddPCR,
24L-0160,left_out,,,,,
POS-5PCT,positive_control,,,,KRAS G12D ddPCR,
`;
const plate = readFileSync(join(corpus, 'quantasoft/plate.csv'), 'utf8');
async function read(manifest: ReturnType<typeof rows>) {
  let samples: readonly FoundSample[] = [];
  const once = async function* (): AsyncGenerator<string> { yield await Promise.resolve(plate); };
  const result = await readAll(formatReaders.find((f) => f.id === 'quantasoft')!, once(), { fileName: 'plate.csv', manifest, onSamples: (s) => { samples = s; } });
  return { ...result, samples };
}

it('a row that names neither target nor variant stands for every duplex of its assay; what it says itself stays', () => {
  const done = completeManifest(rows(short), [profile]);
  expect(done.filter((m) => m.sample === '24L-0144').map((m) => [m.mutantTarget, m.variant, m.plasmaMl, m.lodFraction, m.kept])).toEqual([
    ['KRAS_G12D_FAM', 'p.G12D', 3.5, 0.001, { lob: '0.0005', elution_ul: '50' }], ['KRAS_G13D_FAM', 'p.G13D', 3.5, 0.001, { lob: '0.0005', elution_ul: '50' }],
  ]);
  expect(done.filter((m) => m.sample === '24L-0160')).toHaveLength(1);
});

it('another version of the assay, another assay, and no profile change nothing', () => {
  const own = rows(short);
  expect(completeManifest(own, [])).toEqual(own);
  expect(completeManifest(own, [{ ...profile, assay: 'other' }])).toEqual(own);
  const v1 = own.map((m) => ({ ...m, assayVersion: '1' }));
  expect(completeManifest(v1, [profile])).toEqual(v1);
});

it('a plate with the short manifest and the profile gives the numbers of the long manifest; targets a sample was not run with are passed over; a sample left out is', async () => {
  const long = await read(rows(readFileSync(join(corpus, 'quantasoft/manifest.csv'), 'utf8')));
  const done = await read(completeManifest(rows(short), [profile]));
  expect(done.problems.filter((p) => p.severity === 'error')).toEqual([]);
  const series = (r: typeof done) => r.rows.flatMap((x) => (x.kind === 'series' ? [[x.patientId, x.variant, x.mutantCount, x.wildtypeCount, x.totalCount]] : []));
  expect(series(done)).toEqual(series(long).slice(0, 2));
  expect(done.rows[0]).toMatchObject({ panel: ['KRAS:12'], lodFraction: 0.001, plasmaMl: 4, supplied: expect.objectContaining({ lob: '0.0005', elution_ul: '50', partition_nl: '0.85' }) });
  expect(done.rows.filter((r) => r.kind === 'control')).toHaveLength(long.rows.filter((r) => r.kind === 'control').length);
});

it('the file tells its samples, counts added over wells once, whether or not the manifest knows them', async () => {
  const { samples, problems } = await read([]);
  expect(problems.map((p) => p.code)).toContain('manifest_required');
  expect(samples.find((s) => s.sample === '24L-0117')).toMatchObject({ role: null, wells: 3, targets: [{ target: 'KRAS_G12D_FAM', positives: 62, accepted: 54754 }, { target: 'KRAS_WT_HEX', positives: 4987, accepted: 54754 }] });
  expect(samples.find((s) => s.sample === 'NTC')).toMatchObject({ role: 'ntc' });
});
