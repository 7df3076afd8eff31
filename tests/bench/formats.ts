/** What the readers alone do: a VCF from bytes to validated rows beside bare @gmod/vcf reading the same fields, a series CSV beside csv-parse with the same typing. */
import { parse } from 'csv-parse';
import { decodeUtf8, formatReaders, readManifest } from '@clonewatch/formats';
import { count, perSecond, print, seriesCsv, timed } from './support.js';

const piece = 65536;
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += piece) yield await Promise.resolve(bytes.subarray(i, i + piece));
}

const vcfHeader = '##fileformat=VCFv4.2\n##source=Mutect2\n##tumor_sample=TUMOR\n##reference=GRCh38\n##FILTER=<ID=weak_evidence,Description="weak">\n'
  + '##INFO=<ID=DP,Number=1,Type=Integer,Description="depth">\n##INFO=<ID=TLOD,Number=A,Type=Float,Description="odds">\n##FORMAT=<ID=GT,Number=1,Type=String,Description="genotype">\n'
  + '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="depths">\n##FORMAT=<ID=AF,Number=A,Type=Float,Description="fraction">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description="depth">\n'
  + '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tNORMAL\tTUMOR';

/** Every record passes: each of them becomes a row, which is the dearest case. */
function vcfText(records: number): string {
  const lines = [vcfHeader];
  for (let i = 0; i < records; i++) {
    const alt = 1 + ((i * 7919) % 400);
    const depth = 3000 + ((i * 104729) % 2000);
    lines.push(`chr${1 + (i % 22)}\t${1_000_000 + 3000 * Math.floor(i / 22)}\t.\t${'ACGT'[i % 4]}\t${'GTAC'[i % 4]}\t.\tPASS\tDP=${depth + 900};TLOD=${(alt / 3).toFixed(2)}\tGT:AD:AF:DP\t0/0:900,0:0.001:900\t0/1:${depth - alt},${alt}:${(alt / depth).toFixed(4)}:${depth}`);
  }
  return `${lines.join('\n')}\n`;
}

const manifest = readManifest('sample,role,patient_id,specimen_id,collected_on,assay,panel\nTUMOR,patient,P1,S1,2026-01-15,panel,KRAS;NRAS\n').rows;

async function ours(format: string, text: string): Promise<number> {
  const reader = formatReaders.find((r) => r.id === format)!;
  let rows = 0;
  for await (const batch of reader.read(decodeUtf8(bytesOf(text)), { fileName: 'bench', manifest: format === 'vcf' ? manifest : null })) {
    const error = batch.problems.find((p) => p.severity === 'error');
    if (error) throw new Error(`${error.code}: ${error.message}`);
    rows += batch.rows.length;
  }
  return rows;
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
  const name = '@gmod/vcf';
  const peer = await import(name).then((m: { default: Peer }) => m.default, () => null);
  const bare = peer === null ? null : await best(() => gmod(peer, vcf));
  const csv = seriesCsv(records);
  const [series, parsed] = [await best(() => ours('exchange-series', csv)), await best(() => csvParse(csv))];
  print(`formats: ${count(records)} VCF records (${(vcf.length / 2 ** 20).toFixed(0)} MiB), each of which becomes a row, and ${count(records)} series rows; best of three`, [
    ['VCF to validated rows', `${perSecond(records, own.seconds)}${bare === null ? '' : ` · ${(bare.seconds / own.seconds).toFixed(2)} × the peer`}`],
    ['  peer: @gmod/vcf, the same fields, nothing checked', bare === null ? 'not installed' : perSecond(records, bare.seconds)],
    ['series CSV to validated rows', `${perSecond(records, series.seconds)} · ${(parsed.seconds / series.seconds).toFixed(2)} × the peer`],
    ['  peer: csv-parse, columns by name and numbers as numbers', perSecond(records, parsed.seconds)],
  ]);
}
