/** G06: whatever is sent, it is bounded: in bytes, lines, columns, parts, time and memory, and the answer says which bound it was. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { openStore } from '@clonewatch/workflows';
import { importAndWait, postImport, startSystem, type TestSystem } from '@clonewatch/testing';
import { csvRecords, limits } from '../../libs/formats/src/csv/records.js';
import { ProblemList } from '../../libs/formats/src/problems.js';
import { createApi } from '../../apps/api/src/app.js';
import { workbookParts, zipOf } from '../unit/formats/workbook';
import { sendRaw } from './raw-http';

const MiB = 1024 * 1024;
const long = process.env.CLONEWATCH_TEST_LONG === '1';
const header = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count\n';
const good = 'P1,S1,2026-01-15,a,KRAS,p.G12D,1,4000\n';

let system: TestSystem;
let token: string;
let idle: number[];
let uploads: string;
/** Resident memory of a process, bytes: now, or the most it ever was. Linux tells; elsewhere this one promise is not tested. */
const resident = (pid: number, what: 'VmRSS' | 'VmHWM'): number => (process.platform === 'linux' ? Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024 : 0);

beforeAll(async () => {
  uploads = mkdtempSync(join(tmpdir(), 'clonewatch-g06-'));
  system = await startSystem({ env: { TMPDIR: uploads } });
  token = await system.token('main', 'clinician');
  await importAndWait(system, token, { name: 'warm.csv', content: header + good });
  idle = system.pids.map((pid) => resident(pid, 'VmRSS'));
}, 120_000);
afterAll(async () => {
  await system?.stop();
  rmSync(uploads, { recursive: true, force: true });
});

interface Refusal { status: number; code: string }
async function refusalOf(response: Promise<Response>): Promise<Refusal> {
  const r = await response;
  const body = (await r.json()) as { code: string; type: string; status: number };
  expect([r.headers.get('content-type'), body.type, body.status]).toEqual([expect.stringContaining('application/problem+json'), `urn:clonewatch:problem:${body.code}`, r.status]);
  return { status: r.status, code: body.code };
}
const post = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}/api/v1/imports`, { method: 'POST', body, headers: { authorization: `Bearer ${token}`, ...headers }, duplex: 'half' } as RequestInit);
const form = (...parts: readonly (readonly [name: string, value: string | Blob, file?: string])[]): FormData => {
  const f = new FormData();
  for (const [name, value, file] of parts) {
    if (typeof value === 'string') f.append(name, value);
    else f.append(name, value, file ?? 'f.csv');
  }
  return f;
};
const csv = (text: string | Buffer<ArrayBuffer>): Blob => new Blob([text]);
const boundary = 'b0undary';
const multipart = (text: string, head = `content-type: multipart/form-data; boundary=${boundary}`): Promise<Refusal> =>
  refusalOf(post(text, Object.fromEntries([head.split(/: (.*)/s).slice(0, 2)]) as Record<string, string>));
const filePart = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="f.csv"\r\n\r\n`;

describe('G06 bounds of a request', () => {
  it('a request too large is refused by what its head says, before any of it is read', async () => {
    const head = `POST /api/v1/imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: ${80 * MiB}\r\n\r\n`;
    const answer = await sendRaw(system.url, [head]);
    expect([answer.status, (JSON.parse(answer.body) as Refusal).code]).toEqual([413, 'file_too_large']);
  });

  it('a file that grows beyond the bound without saying so is refused when it does', async () => {
    const pieces = function* (): Generator<Uint8Array> {
      yield Buffer.from(filePart + header);
      for (let i = 0; i < 65; i++) yield Buffer.alloc(MiB, '\n');
      yield Buffer.from(`\r\n--${boundary}--\r\n`);
    };
    expect(await refusalOf(post(Readable.toWeb(Readable.from(pieces())) as never, { 'content-type': `multipart/form-data; boundary=${boundary}` }))).toEqual({ status: 413, code: 'file_too_large' });
    expect(await refusalOf(post(form(['manifest', csv(Buffer.alloc(4 * MiB + 1, 'x'))], ['file', csv(header + good)])))).toEqual({ status: 413, code: 'file_too_large' });
  });

  it('nothing else compressed is unpacked but workbooks, and these within bounds: a bomb is refused at the size it has', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(header), Buffer.alloc(200 * MiB, '\n')]));
    expect(bomb.length).toBeLessThan(MiB);
    const heads: [string, Buffer<ArrayBuffer>][] = [['series.csv.gz', bomb], ['a.7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])], ['a.bz2', Buffer.from('BZh91AY')]];
    for (const [name, content] of heads) expect(await postImport(system.url, token, { name, content })).toMatchObject({ status: 422, body: { code: 'compressed_file' } });
    const archives: [string, Buffer<ArrayBuffer>, string][] = [
      ['a.zip', Buffer.from('PK\x03\x04\x14\x00../../etc/passwd'), 'damaged_archive'], ['book.xlsx', Buffer.from('PK\x03\x04[Content_Types].xml'), 'damaged_archive'], ['b.zip', zipOf([{ name: 'a.csv', content: header }]), 'compressed_file'],
      ['bomb.xlsx', zipOf([...workbookParts([]), { name: 'xl/media/x', content: Buffer.alloc(100 * MiB) }]), 'unsafe_archive'], ['nested.xlsx', zipOf([...workbookParts([]), { name: 'a.zip', content: 'PK' }]), 'unsafe_archive'],
      ['lies.xlsx', zipOf([...workbookParts([{ name: 'a', rows: [] }]).filter((p) => !p.name.includes('sheet1')), { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(100 * MiB, ' '), claims: 500 }]), 'damaged_archive'],
    ];
    for (const [name, content, code] of archives) expect([name, await postImport(system.url, token, { name, content })]).toMatchObject([name, { status: 422, body: { code } }]);
    expect(await refusalOf(post(form(['file', csv(header)]), { 'content-encoding': 'gzip' }))).toEqual({ status: 415, code: 'unsupported_encoding' });
    expect(await refusalOf(post(bomb, { 'content-type': 'application/gzip' }))).toMatchObject({ status: 415 });
  });

  it('a packed VCF is unpacked as a stream, and a bomb in it ends at the bounds of its text', async () => {
    const vcf = '##fileformat=VCFv4.2\n##reference=hg38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS\n';
    const manifest = 'sample,role,patient_id,specimen_id,collected_on,assay\nS,patient,PV,SV,2026-03-01,panel\n';
    const send = (content: Buffer<ArrayBuffer>): ReturnType<typeof postImport> => postImport(system.url, token, { name: 'a.vcf.gz', content, manifest, dryRun: true });
    const packed = (text: string | Buffer): Buffer<ArrayBuffer> => Buffer.from(gzipSync(text));
    const taken = await send(packed(`${vcf}chr12\t25245350\t.\tC\tT\t.\tPASS\t.\tGT:AD:DP\t0/1:90,10:100\n`));
    expect(taken).toMatchObject({ status: 200, body: { state: 'stored', format: 'vcf', problems: [], counts: { accepted: 2, patients: 1 } } });
    for (const [bomb, code] of [[Buffer.alloc(200 * MiB, '\n'), 'too_many_rows'], [Buffer.alloc(200 * MiB, 'A'), 'line_too_long']] as const) {
      const content = packed(Buffer.concat([Buffer.from(vcf), bomb]));
      expect(content.length).toBeLessThan(MiB);
      expect(await send(content)).toMatchObject({ status: 200, body: { state: 'failed', counts: { accepted: 0 }, problems: [{ severity: 'error', code }] } });
    }
    expect(await send(packed(`${vcf}chr12`.repeat(3000)).subarray(0, 120))).toMatchObject({ body: { state: 'failed', problems: [{ code: 'damaged_gzip' }] } });
    expect(await send(packed(packed(vcf)))).toMatchObject({ status: 422, body: { code: 'compressed_file' } });
  });

  it('a file name is no path', async () => {
    for (const [i, name] of ['../../../etc/passwd.csv', '/etc/cron.d/x.csv', 'C:\\windows\\x.csv', '..', 'a\u202e\r\nb.csv'].entries()) {
      const { body } = await postImport(system.url, token, { name, content: header + good.replace('P1', `N${i}`), dryRun: true });
      expect(body.file_name).toMatch(/^[^/\\\r\n\u202e]+$/);
      expect(body.file_name).not.toBe('..');
    }
  });

  it('a form out of shape is the client\'s fault, in words', async () => {
    const file = ['file', csv(header + good)] as const;
    const cases: [string, Promise<Refusal>, number, string][] = [
      ['three files', refusalOf(post(form(file, ['manifest', csv('x')], ['file', csv('y')]))), 413, 'too_many_parts'],
      ['many fields', refusalOf(post(form(...Array.from({ length: 50 }, (_, i) => [`f${i}`, 'x'] as const), file))), 413, 'too_many_parts'],
      ['a long field', refusalOf(post(form(['site', 'x'.repeat(20_000)], file))), 413, 'too_many_parts'],
      ['an unknown file field', refusalOf(post(form(['other', csv('x')]))), 400, 'unknown_field'],
      ['an unknown field', refusalOf(post(form(['role', 'admin'], file))), 400, 'bad_request'],
      ['no file', refusalOf(post(form(['site', 'main']))), 400, 'file_missing'],
      ['an empty file', refusalOf(post(form(['file', csv('')]))), 400, 'empty_file'],
      ['no boundary', multipart(filePart, 'content-type: multipart/form-data'), 400, 'bad_multipart'],
      ['another boundary', multipart(`--other\r\n\r\nx\r\n--other--\r\n`), 400, 'bad_multipart'],
      ['cut off in a file', multipart(filePart + header), 400, 'bad_multipart'],
      ['cut off in a head', multipart(`--${boundary}\r\ncontent-dispo`), 400, 'bad_multipart'],
      ['a head that never ends', multipart(`--${boundary}\r\n${'x-a: b\r\n'.repeat(50_000)}`), 400, 'bad_multipart'],
      ['not a form', multipart('{}', 'content-type: application/json'), 415, 'multipart_needed'],
    ];
    for (const [name, answer, status, code] of cases) expect({ name, ...(await answer) }).toEqual({ name, status, code });
  });

  it('heads and JSON bodies are bounded too', async () => {
    const json = (body: string): Promise<Response> => fetch(`${system.url}/api/v1/session`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' } });
    expect(await refusalOf(json(`{"token":"${'x'.repeat(MiB)}"}`))).toEqual({ status: 413, code: 'too_large' });
    expect(await refusalOf(json('['.repeat(400_000)))).toMatchObject({ status: 400 });
    expect(await refusalOf(json(`${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`))).toMatchObject({ status: 400 });
    expect(await refusalOf(json('{"__proto__":{"admin":true},"token":"x"}'))).toMatchObject({ status: 400 });
    const big = await sendRaw(system.url, [`GET /api/health HTTP/1.1\r\nhost: x\r\nx-big: ${'x'.repeat(100_000)}\r\n\r\n`]);
    expect([big.status, JSON.parse(big.body)]).toEqual([431, expect.objectContaining({ code: 'headers_too_large' })]);
    const many = await sendRaw(system.url, [`GET /api/health HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 5000 }, (_, i) => `x-${i}: y\r\n`).join('')}\r\n`]);
    expect(many.status).toBe(431);
  });
});

describe('G06 bounds of a file', () => {
  const refused = async (name: string, content: string | Buffer<ArrayBuffer>): Promise<[string, number | null]> => {
    const report = await importAndWait(system, token, { name, content });
    expect(report).toMatchObject({ state: 'failed', counts: { accepted: 0 } });
    expect(report.problems.length).toBeLessThanOrEqual(2001);
    return [report.problems.at(-1)!.code, report.problems.at(-1)!.line];
  };

  it('lines, columns, cells and problems: the first beyond the bound ends the reading and is named', async () => {
    const quote = Buffer.concat([Buffer.from(`${header}P1,"S1`), Buffer.alloc(long ? 60 * MiB : 16 * MiB, 'x')]);
    expect(await refused('never-closed.csv', quote)).toEqual(['line_too_long', 2]);
    expect(await refused('columns.csv', `${header.trim()}${Array.from({ length: 5000 }, (_, i) => `,c${i}`).join('')}\n`)).toEqual(['too_many_columns', 1]);
    expect(await refused('cells.csv', `${header}${','.repeat(MiB - 10)}x\n${good}`)).toEqual(['too_many_cells', 2]);
    expect(await refused('wrong.csv', header + good.replace('2026-01-15', '15.01.2026').repeat(3000))).toEqual(['too_many_problems', 1001]);
  });

  it('the bound on lines counts blank ones: they take their time like others', async () => {
    const problems = new ProblemList();
    const text = async function* (): AsyncGenerator<string> { yield await Promise.resolve(`a,b\n1,2\n${'\n'.repeat(2000)}`); };
    let seen = 0;
    for await (const records of csvRecords(text(), problems, 1000)) seen += records.length;
    expect([seen, problems.take()]).toEqual([2, [expect.objectContaining({ code: 'too_many_rows', severity: 'error' })]]);
    if (long) expect(await refused('blank.csv', Buffer.concat([Buffer.from(header + good), Buffer.alloc(3 * MiB, '\n')]))).toEqual(['too_many_rows', expect.any(Number)]);
    expect(limits.lines).toBe(2_000_000);
  });

  it('a file full of the longest names, each new, costs no more memory than the bound', async () => {
    const name = (i: number): string => `${i}`.padStart(190, 'n');
    const rows = Array.from({ length: long ? 100_000 : 20_000 }, (_, i) => `${name(i)},${name(i)},2026-01-15,${name(i)},KRAS,p.G12D,1,4000`);
    rows[0] = rows[0]!.replace('2026', '26');
    expect(await refused('names.csv', `${header}${rows.join('\n')}\n`)).toEqual(['bad_date', 2]);
  });

  it('the memory of api and worker stayed within 256 MiB above idle, and no upload lies about', () => {
    const above = system.pids.map((pid, i) => ({ process: ['api', 'worker'][i], MiB: Math.round((resident(pid, 'VmHWM') - idle[i]!) / MiB) }));
    expect(above.filter((m) => m.MiB > 256)).toEqual([]);
    expect(readdirSync(uploads).filter((n) => n.startsWith('clonewatch-upload-'))).toEqual([]);
  });
});

it('G06 who sends slowly is not waited for: head or body, and the half file is gone', async () => {
  const api = await createApi(await openStore(system.database.appUrl, 'test', 2), { patience: { headersMs: 300, requestMs: 600, checkMs: 100 } });
  await api.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(api.getHttpServer().address() as AddressInfo).port}`;
  const drip = function* (start: string): Generator<string> {
    yield start;
    for (let i = 0; i < 600; i++) yield 'a';
  };
  try {
    const head = await sendRaw(url, drip('GET /api/health HTTP/1.1\r\nhost: x\r\nx: '), 50);
    expect([head.status, JSON.parse(head.body)]).toEqual([408, expect.objectContaining({ code: 'request_timeout' })]);
    const body = await sendRaw(url, drip(`POST /api/v1/imports HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: multipart/form-data; boundary=${boundary}\r\ncontent-length: 5000000\r\n\r\n${filePart}`), 50);
    expect([408, 0]).toContain(body.status);
  } finally {
    await api.close();
  }
});
