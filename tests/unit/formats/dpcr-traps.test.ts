/** Every trap that real files of digital PCR are known to hold, and the test that stands on it: named here, or in this file itself. */
import { readFileSync } from 'node:fs';
import { toSeriesPoint } from '@clonewatch/kinetics';
import type { Measurement } from '@clonewatch/domain';
import { codes, countsOf, manifestOf, plateManifest, read, readCorpus, rootPath, seriesOf, textOf } from './support';

/** [trap, file of the test, words of its title] */
const traps: readonly (readonly [trap: string, file: string, title: string])[] = [
  ['QuantaSoft: merged wells M01.. and their members are both in the file', 'quantasoft', 'takes merged wells once'],
  ['QuantaSoft: merged wells that are not the sum of their members', 'quantasoft', 'a merged row that is not the sum'],
  ['QuantaSoft: NTC rows are controls, not patients', 'quantasoft', 'takes NTC for what it is'],
  ['QuantaSoft: old header (TypeAssay, Assay), CR line ends, unnamed last column', 'quantasoft', 'the export of 1.6, CR line ends'],
  ['QuantaSoft: which channel is mutant is only in the target names', 'quantasoft', 'checks targets and roles of the manifest'],
  ['QuantaSoft: FractionalAbundance is per cent and repeated on both rows', 'quantasoft', 'a fraction that fits neither channel'],
  ['QuantaSoft: "No Call" with usable counts is a true negative', 'qxmanager', '"No Call" and CHECK with their counts'],
  ['QuantaSoft: rows without numbers have failed, they are not negative', 'quantasoft', 'a sample without any counts has failed'],
  ['QuantaSoft: saturated wells', 'quantasoft', 'a saturated well'],
  ['QX Manager: the droplet volume is not constant', 'qxmanager', 'the volume from the file'],
  ['QX Manager: users choose the columns', 'qxmanager', 'reads what users leave of its columns'],
  ['QX Manager: ; with decimal comma', 'qxmanager', 'table-semicolon.csv'],
  ['QX Manager: every number of the xlsx is text', 'docs', 'tells what is read'],
  ['QX Manager: more than two targets a well need an explicit pair', 'qxmanager', 'cluster data of four targets'],
  ['QX Manager cluster data: flags 0, 1 and u; unclassified droplets out of the total', 'qxmanager', 'leaves unclassified droplets out'],
  ['QIAcuity: three header generations, columns in another order', 'qiacuity', 'whatever the generation of the header'],
  ['QIAcuity: valid partitions differ by channel', 'qiacuity', 'a duplex with totals of its own for each channel'],
  ['QIAcuity: NTC by Type or by name', 'qiacuity', 'a sample typed as no-template control is one'],
  ['QIAcuity: wells of two plates', 'qiacuity', 'wells of two plates in one file are two wells'],
  ['QIAcuity: volume of the 26k and the 8.5k plate', 'qiacuity', '0.838 nL on the 26k plate'],
  ['QIAcuity: a name that lost a letter to U+FFFD', 'qiacuity', 'says where its own numbers do not fit'],
  ['Absolute Q: Average and Pooled rows count twice', 'absoluteq', 'averages are left out'],
  ['Absolute Q: a block of columns for each dye; QC FAIL', 'absoluteq', 'a well the instrument failed is failed, not negative'],
  ['Absolute Q: sets of channels', 'absoluteq', 'a dye is positive in every set that holds it'],
  ['Absolute Q: one row a microchamber, rejected ones out', 'absoluteq', 'rejected ones are not'],
  ['naica: of two rows a sample the larger holds the analysable droplets', 'naica', 'the larger holds the analysed droplets'],
  ['all: replicates are pooled by counts, never averaged', 'quantasoft', 'adds up replicates that the manifest gives to one specimen'],
  ['all: the encodings of Windows', 'encoding', 'a µ of Windows'],
  ['all: the file names no patient and no draw', 'quantasoft', 'asks for a manifest, naming what the file holds'],
];

it.each(traps)('%s', (_, file, title) => {
  expect(readFileSync(rootPath('tests', 'unit', 'formats', `${file}.test.ts`), 'utf8')).toContain(title);
});

describe('traps that only stand here', () => {
  const point = (mutantCount: number, wildtypeCount: number, totalCount: number) => toSeriesPoint({
    specimenId: 'S', day: 0, knownDay: 0, assay: 'a', assayVersion: '', gene: 'KRAS', variant: 'p.G12D', reportedStatus: null, countUnit: 'partitions', mutantCount, totalCount, wildtypeCount,
    vafFraction: null, backgroundFraction: null, lodFraction: null, inputHge: null, plasmaMl: null, copiesPerMl: null, tumourFraction: null, wbcVafFraction: null, panel: null, resultVersion: 1,
  } satisfies Measurement, []);

  it('a dilution leaves the fraction and widens the interval', () => {
    // Copies a partition 0.5 and 0.05 of the mutant, 1 and 0.1 of the wild type: positives are N(1 - exp(-λ)).
    const positives = (lambda: number): number => Math.round(20_000 * (1 - Math.exp(-lambda)));
    const [neat, diluted] = [point(positives(0.5), positives(1), 20_000), point(positives(0.05), positives(0.1), 20_000)];
    for (const p of [neat, diluted]) expect(p.vaf!).toBeCloseTo(1 / 3, 2);
    expect(diluted.high! - diluted.low!).toBeGreaterThan(2 * (neat.high! - neat.low!));
  });

  it('amplitudes of droplets are no results, and what to export is said', async () => {
    const outcome = await read('Ch1 Amplitude,Ch2 Amplitude,Cluster\n1204.2,880.1,1\n6203.7,900.4,2\n', { manifest: plateManifest([['a', 'M', 'W']]) });
    expect([codes(outcome.problems), outcome.rows]).toEqual([['amplitude_file'], []]);
  });

  it('bounds of 68 % and the dilution factor are never read for counts or fractions', async () => {
    const manifest = manifestOf(textOf('quantasoft/manifest.csv'));
    const plain = await readCorpus('quantasoft/plate.csv', { manifest });
    const [header, ...rows] = textOf('quantasoft/plate.csv').trimEnd().split('\n');
    const widths = header!.split(',').flatMap((name, i) => (name.includes('68') ? [i] : []));
    expect(widths.length).toBeGreaterThan(0);
    const cells = (line: string): string[] => line.match(/("[^"]*"|[^,]*)(?:,|$)/g)!.map((c) => c.replace(/,$/, '')).slice(0, header!.split(',').length);
    const other = [header, ...rows.map((r) => cells(r).map((c, i) => (widths.includes(i) ? '99999' : c)).join(','))].join('\n');
    expect(countsOf(await read(other, { manifest }))).toEqual(countsOf(plain));
  });

  it('the header\'s µ in every spelling, and sep= with or without commas behind it', async () => {
    const manifest = manifestOf(textOf('qiacuity/manifest.csv'));
    const typed = textOf('qiacuity/typed.csv');
    const expected = countsOf(await read(typed, { manifest }));
    expect(expected).toHaveLength(3);
    for (const mu of ['μ', 'u', '\uFFFD']) {
      const o = await read(typed.replace('copies/µL', `copies/${mu}L`), { manifest });
      expect([mu, codes(o.problems), countsOf(o)]).toEqual([mu, [], expected]);
      expect(Number(seriesOf(o)[0]!.supplied.partition_nl)).toBeCloseTo(0.84, 2);
    }
    for (const head of ['sep=,\n', '', '\uFEFFsep=,,,\n']) expect(countsOf(await read(typed.replace(/^sep=,*\n/, head), { manifest }))).toEqual(expected);
  });

  it('the day of the run is not the day of the draw', async () => {
    const o = await readCorpus('absoluteq/per-dye.csv', { manifest: manifestOf(textOf('absoluteq/manifest.csv')) });
    const days = new Set(manifestOf(textOf('absoluteq/manifest.csv')).flatMap((m) => (m.collected?.kind === 'date' ? [m.collected.date] : [])));
    for (const r of seriesOf(o)) expect(r.collected.kind === 'date' && days.has(r.collected.date)).toBe(true);
  });
});
