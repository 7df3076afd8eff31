/** What the readers alone do: a VCF from bytes to validated rows beside bare @gmod/vcf reading the same fields, a series CSV beside csv-parse and Papa Parse with the same typing; and what they hold in memory. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'csv-parse';
import { decodeUtf8, formatReaders, readingLimits, readManifest } from '@clonewatch/formats';
import { count, header, perSecond, print, seriesCsv, seriesRow, timed } from './support.js';

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

/** bcftools, where it is installed, printing the same fields of the same file: a C program, with its start. */
async function bcftools(text: string): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'clonewatch-bench-'));
  try {
    const path = join(folder, 'a.vcf');
    writeFileSync(path, text);
    const run = (): boolean => spawnSync('bcftools', ['query', '-s', 'TUMOR', '-f', '%CHROM\\t%POS\\t%REF\\t%ALT\\t%FILTER[\\t%AD\\t%AF\\t%DP]\\n', '-o', '/dev/null', path], { stdio: 'ignore' }).status === 0;
    if (!run()) return null;
    return (await best(() => Promise.resolve(run() ? 1 : 0))).seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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

/** Best of three, after one run to warm up: what the machine does beside it only ever slows. */
async function best(work: () => Promise<number>): Promise<{ seconds: number; answer: number }> {
  await work();
  const runs = [await timed(work), await timed(work), await timed(work)];
  return runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

export async function benchFormats(rows: number): Promise<void> {
  const records = Math.max(rows, 50_000);
  const vcf = vcfText(records);
  const own = await best(() => ours('vcf', vcf));
  // Not bundled: a peer is measured where it is installed.
  const [gmodName, papaName] = ['@gmod/vcf', 'papaparse'];
  const peer = await import(gmodName).then((m: { default: Peer }) => m.default, () => null);
  const bare = peer === null ? null : await best(() => gmod(peer, vcf));
  const native = await bcftools(vcf);
  const csv = seriesCsv(records);
  const [series, parsed] = [await best(() => ours('exchange-series', csv)), await best(() => csvParse(csv))];
  const papa = await import(papaName).then((m: { default: Papa }) => m.default, () => null);
  const papaParsed = papa === null ? null : await best(() => papaParse(papa, csv));
  const beside = (seconds: number | null): string => (seconds === null ? 'not installed' : perSecond(records, seconds));
  print(`formats: ${count(records)} VCF records (${(vcf.length / 2 ** 20).toFixed(0)} MiB), each of which becomes a row, and ${count(records)} series rows; best of three`, [
    ['VCF to validated rows', `${perSecond(records, own.seconds)}${bare === null ? '' : ` · ${(bare.seconds / own.seconds).toFixed(2)} × @gmod/vcf`}${native === null ? '' : ` · ${(native / own.seconds).toFixed(2)} × bcftools`}`],
    ['  peer: @gmod/vcf, the same fields, nothing checked', beside(bare?.seconds ?? null)],
    ['  peer: bcftools query, the same fields, nothing checked', beside(native)],
    ['series CSV to validated rows', `${perSecond(records, series.seconds)} · ${(parsed.seconds / series.seconds).toFixed(2)} × csv-parse${papaParsed === null ? '' : ` · ${(papaParsed.seconds / series.seconds).toFixed(2)} × Papa Parse`}`],
    ['  peer: csv-parse, columns by name and numbers as numbers', perSecond(records, parsed.seconds)],
    ['  peer: Papa Parse, the same, from a text held whole', beside(papaParsed?.seconds ?? null)],
  ]);
  readingLimits.lines = 3_000_000;
  print('memory: alive after a collection, the most of ten places of a file of so many rows; a series remembers its last 100,000 to 200,000 keys', [['VCF', await flatness('vcf')], ['series CSV', await flatness('exchange-series')]]);
}
