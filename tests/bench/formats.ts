/** What the readers alone do: a VCF from bytes to validated rows beside bare @gmod/vcf reading the same fields, a series CSV beside csv-parse and Papa Parse with the same typing; and what they hold in memory. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'csv-parse';
import { decodeUtf8, formatReaders, readingLimits, readManifest } from '@clonewatch/formats';
import { count, header, perSecond, print, quantile, seriesCsv, seriesRow } from './support.js';

const piece = 65536;
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += piece) yield await Promise.resolve(bytes.subarray(i, i + piece));
}

const vcfHeader = '##fileformat=VCFv4.2\n##source=Mutect2\n##tumor_sample=TUMOR\n##reference=GRCh38\n##FILTER=<ID=weak_evidence,Description="weak">\n'
  + '##INFO=<ID=DP,Number=1,Type=Integer,Description="depth">\n##INFO=<ID=TLOD,Number=A,Type=Float,Description="odds">\n##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">\n'
  + Array.from({ length: 22 }, (_, i) => `##contig=<ID=chr${i + 1}>\n`).join('')
  + '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="depths">\n##FORMAT=<ID=AF,Number=A,Type=Float,Description="fraction">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description="depth">\n'
  + '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR';

/** Every record passes: each of them becomes a row, which is the dearest case. */
function vcfText(records: number): string {
  const lines = [vcfHeader];
  for (let i = 0; i < records; i++) lines.push(vcfRecord(i));
  return `${lines.join('\n')}\n`;
}

function vcfRecord(i: number): string {
  const alt = 1 + ((i * 7919) % 400);
  const depth = 3000 + ((i * 104729) % 2000);
  return `chr${1 + (i % 22)}\t${1_000_000 + 3000 * Math.floor(i / 22)}\t.\t${'ACGT'[i % 4]}\t${'GTAC'[i % 4]}\t.\tPASS\tDP=${depth + 900};TLOD=${(alt / 3).toFixed(2)}\tGT:AD:AF:DP\t0/0:900,0:0.001:900\t0/1:${depth - alt},${alt}:${(alt / depth).toFixed(4)}:${depth}`;
}

const manifest = readManifest('sample,role,patient_id,specimen_id,collected_on,assay,panel\nTUMOR,patient,P1,S1,2026-01-15,panel,KRAS;NRAS\n').rows;

const ours = (format: string, text: string): Promise<number> => readAll(format, bytesOf(text), () => undefined);

async function readAll(format: string, bytes: AsyncIterable<Uint8Array>, onRows: (rows: number) => void): Promise<number> {
  const reader = formatReaders.find((r) => r.id === format)!;
  let rows = 0;
  for await (const batch of reader.read(decodeUtf8(bytes), { fileName: 'bench', manifest: format === 'vcf' ? manifest : null })) {
    const error = batch.problems.find((p) => p.severity === 'error');
    if (error) throw new Error(`${error.code}: ${error.message}`);
    rows += batch.rows.length;
    onRows(rows);
  }
  return rows;
}

/** A file of any length, made while it is read. */
async function* endless(format: string, records: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(format === 'vcf' ? `${vcfHeader}\n` : `${header}\n`);
  for (let from = 0; from < records; from += 1000) {
    const lines: string[] = [];
    for (let i = from; i < Math.min(from + 1000, records); i++) lines.push(format === 'vcf' ? vcfRecord(i) : seriesRow(i));
    yield await Promise.resolve(Buffer.from(`${lines.join('\n')}\n`));
  }
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** MiB that are alive after a collection: what the reader holds, at ten places of the file. */
async function alive(format: string, records: number): Promise<number> {
  collect();
  const before = process.memoryUsage().heapUsed;
  let [most, next] = [0, records / 10];
  await readAll(format, endless(format, records), (rows) => {
    if (rows < next) return;
    next += records / 10;
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  });
  return most / 2 ** 20;
}

const sizes = [10_000, 100_000, 1_000_000, 2_000_000];
async function flatness(format: string): Promise<string> {
  const found: string[] = [];
  for (const n of sizes) found.push(`${(await alive(format, n)).toFixed(0)} MiB at ${count(n)}`);
  return found.join(', ');
}

/** Seconds of processor time that bcftools takes, where it is installed, to print the same fields of the same file: a C program, with its start. */
function bcftools(path: string): number | null {
  const command = `bcftools query -s TUMOR -f '%CHROM\\t%POS\\t%REF\\t%ALT\\t%FILTER[\\t%AD\\t%AF\\t%DP]\\n' -o /dev/null '${path}' && times`;
  const { status, stdout } = spawnSync('sh', ['-c', command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  if (status !== 0) return null;
  // The second line is of the children: user and system time, each as 0m0.31s.
  const told = [...(stdout.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map((m) => 60 * Number(m[1]) + Number(m[2]));
  return told.length === 2 ? told[0]! + told[1]! : null;
}

interface Papa { parse(text: string, options: { header: true; dynamicTyping: (column: string) => boolean; step: (result: { data: Record<string, number> }) => void }): void }
/** The same typing; Papa Parse takes a text that is whole. */
function papaParse(papa: Papa, text: string): Promise<number> {
  let [rows, sum] = [0, 0];
  papa.parse(text.trimEnd(), { header: true, dynamicTyping: (c) => c === 'mutant_count' || c === 'total_count', step: ({ data }) => {
    sum += data.mutant_count! / data.total_count!;
    rows++;
  } });
  return Promise.resolve(Number.isFinite(sum) ? rows : 0);
}

interface PeerVariant { readonly POS: number; readonly REF: string; readonly ALT?: readonly string[]; readonly FILTER?: unknown; SAMPLES(): Record<string, Record<string, readonly (number | string)[]>> }
type Peer = new (options: { header: string }) => { parseLine(line: string): PeerVariant };

/** Place, alleles, filter and the tumour's counts of every record, from the same bytes; nothing is checked and no row is made. */
async function gmod(peer: Peer, text: string): Promise<number> {
  const parser = new peer({ header: vcfHeader });
  const decoder = new TextDecoder();
  let [held, read, sum] = ['', 0, 0];
  for await (const chunk of bytesOf(text)) {
    const lines = (held + decoder.decode(chunk, { stream: true })).split('\n');
    held = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith('#')) continue;
      const v = parser.parseLine(line);
      const tumour = v.SAMPLES().TUMOR!;
      sum += v.POS + v.REF.length + (v.ALT?.[0]?.length ?? 0) + (v.FILTER === 'PASS' ? 1 : 0) + Number(tumour.AD![1]) + Number(tumour.AF![0]) + Number(tumour.DP![0]);
      read++;
    }
  }
  return Number.isFinite(sum) ? read : 0;
}

/** Columns by name, numbers as numbers: what a reader needs at the least. */
async function csvParse(text: string): Promise<number> {
  const parser = parse({ columns: true, cast: (value, { column }) => (column === 'mutant_count' || column === 'total_count' ? Number(value) : value) });
  const writing = (async () => {
    for await (const chunk of bytesOf(text)) if (!parser.write(chunk)) await new Promise((resolve) => parser.once('drain', resolve));
    parser.end();
  })();
  let [rows, sum] = [0, 0];
  for await (const row of parser as AsyncIterable<{ mutant_count: number; total_count: number }>) {
    sum += row.mutant_count / row.total_count;
    rows++;
  }
  await writing;
  return Number.isFinite(sum) ? rows : 0;
}

interface Contender { readonly name: string; readonly records: number; readonly run: () => Promise<number> }

/** Seconds of processor time of this process, its collector's threads too: what else runs on the machine does not count. */
async function processorTime(work: () => Promise<number>): Promise<{ seconds: number; answer: number }> {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, answer };
}

const rounds = 7;
/** Each in turn, round after round, after a round to warm up: medians of the processor time, and of the first one's speed beside each other's in the same round. */
async function inTurn(contenders: readonly Contender[]): Promise<{ seconds: number; ratio: number }[]> {
  const taken: number[][] = contenders.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { name, records, run }] of contenders.entries()) {
      collect();
      const { seconds, answer } = await processorTime(run);
      // A sample's own row, that the draw was looked at, comes on top.
      if (answer !== records && answer !== records + 1) throw new Error(`${name} read ${answer} of ${records}`);
      if (round > 0) taken[i]!.push(seconds);
    }
  }
  return taken.map((own) => ({ seconds: quantile(own, 0.5), ratio: quantile(own.map((s, round) => s / taken[0]![round]!), 0.5) }));
}

type Line = readonly [what: string, figure: string];
/** `first` is ours; the others are told beside it. */
function lines(records: number, contenders: readonly Contender[], found: readonly { seconds: number; ratio: number }[]): Line[] {
  return contenders.map(({ name }, i): Line => [i === 0 ? name : `  peer: ${name}`, i === 0 ? perSecond(records, found[0]!.seconds) : `${perSecond(records, found[i]!.seconds)} · we are at ${found[i]!.ratio.toFixed(2)} × its speed`]);
}

/** Not bundled: a peer is measured where it is installed. */
const installed = <T>(name: string): Promise<T | null> => import(name).then((m: { default: T }) => m.default, () => null);

async function besideVcfReaders(records: number): Promise<Line[]> {
  const vcf = vcfText(records);
  const peer = await installed<Peer>('@gmod/vcf');
  const contenders: Contender[] = [
    { name: 'VCF to validated rows', records, run: () => ours('vcf', vcf) },
    ...(peer === null ? [] : [{ name: '@gmod/vcf, the same fields, nothing checked', records, run: () => gmod(peer, vcf) }]),
  ];
  const found = await inTurn(contenders);
  const folder = mkdtempSync(join(tmpdir(), 'clonewatch-bench-'));
  try {
    const path = join(folder, 'a.vcf');
    writeFileSync(path, vcf);
    const native = Array.from({ length: rounds }, () => bcftools(path)).filter((s) => s !== null);
    const seconds = quantile(native, 0.5);
    return [...lines(records, contenders, found), ['  peer: bcftools query, the same fields, nothing checked', native.length === 0 ? 'not installed' : `${perSecond(records, seconds)} · we are at ${(seconds / found[0]!.seconds).toFixed(2)} × its speed`]];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function besideCsvReaders(records: number): Promise<Line[]> {
  const csv = seriesCsv(records);
  const papa = await installed<Papa>('papaparse');
  const contenders: Contender[] = [
    { name: 'series CSV to validated rows', records, run: () => ours('exchange-series', csv) },
    { name: 'csv-parse, columns by name and numbers as numbers', records, run: () => csvParse(csv) },
    ...(papa === null ? [] : [{ name: 'Papa Parse, the same, from a text held whole', records, run: () => papaParse(papa, csv) }]),
  ];
  return lines(records, contenders, await inTurn(contenders));
}

export async function benchFormats(rows: number): Promise<void> {
  const records = Math.max(rows, 50_000);
  print(`formats: ${count(records)} VCF records, each of which becomes a row, and ${count(records)} series rows; processor time, in turn, medians of ${rounds} rounds`,
    [...await besideVcfReaders(records), ...await besideCsvReaders(records)]);
  readingLimits.lines = 3_000_000;
  print('memory: alive after a collection, the most of ten places of a file of so many rows; a series remembers its last 100,000 to 200,000 keys', [['VCF', await flatness('vcf')], ['series CSV', await flatness('exchange-series')]]);
}
