/** G27: a spreadsheet that opens our export runs nothing of it, numbers stay numbers, and our own reader gets back what was supplied. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvCell } from '@clonewatch/formats';
import { importAndWait, startSystem, type TestSystem } from '@clonewatch/testing';
import { readBytes, seriesOf } from '../unit/formats/support';

/** What a spreadsheet takes for a formula, in words of its own: a sign first, blanks and quotation marks before it overlooked. */
const runs = (cell: string): boolean => /^[\s"]*[=+\-@＝＋－＠]/u.test(cell) && !Number.isFinite(Number(cell.trim() || 'x'));
/** The cells of a text as programs cut it: by commas, and by what other languages' settings take for the separator. */
const readings = (csv: string): string[] => [...parse(csv, { relax_column_count: true }).flat(), ...csv.split(/[;\t\r\n]/).filter((piece) => !/^[+-]?[\d.]+(e[+-]?\d+)?(,|$)/i.test(piece))];

const attacks = [
  '=1+1', '+1+1', '-1+1', '@SUM(A1)', '=cmd|\' /C calc\'!A0', '＝1+1', '＋1', '－1+1', '＠x', '\t=1', '\r=1', '\n=1', ' =1', '"=1', '\'=1', '\'\'=1', '\' \'=1', '" \'=1', '\u00a0=1', 'a;=1', 'a;\'=1',
  'a\t=1', 'a\n=1', '=', '-', '\'-', '\'-5', '-5+1', '=HYPERLINK("http://x","y")', 'a"\n"=1', '\tplain', '\rplain', '\'\tplain', 'it\'s', '\'quoted\'', '\'', 'p.G12D', 'c.-124C>T', '+5 % dose',
];
const numbers = ['-0.4', '-12', '+3', '0', '1e-5', '-1.5E+3', '.5', '-.5', '12.', ' -7 ', '<0.01', '>5'];
const hostile = fc.string({ unit: fc.constantFrom(...'=+-@＝＋－＠\'" ;,\t\r\n\u00a0a1.e'), maxLength: 12 });

describe('G27 the cells of an export', () => {
  it('give their value back, are told apart, and none runs', () => {
    fc.assert(fc.property(fc.oneof(hostile, fc.constantFrom(...attacks, ...numbers), fc.string({ unit: 'binary' })), (value) => {
      if (/\0|[\ud800-\udfff]/.test(value)) return;
      const line = `${csvCell('id')},${csvCell(value)}\n`;
      expect({ value, ran: readings(line).filter(runs) }).toEqual({ value, ran: [] });
    }), { seed: 27, numRuns: 3000 });
  });

  it('a number is left as it is, whatever its sign', () => {
    for (const n of numbers) expect(csvCell(n)).toBe(n);
  });

  it('our reader gets every value back, in rows and in column names', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(hostile, fc.constantFrom(...attacks)), { minLength: 1, maxLength: 30 }), hostile, async (values, name) => {
      const column = `x ${name}`.trim().replace(/[\r\n]/g, ' ');
      const rows = values.map((v, i) => ['P', `S${i}`, '2026-01-15', 'a', 'KRAS', 'p.G12D', '1', '10', v].map(csvCell).join(','));
      const outcome = await readBytes(Buffer.from(`patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,${csvCell(column)}\n${rows.join('\n')}\n`));
      expect(outcome.problems).toEqual([]);
      expect(seriesOf(outcome).map((r) => r.supplied[column] ?? '')).toEqual(values.map((v) => (v.trim() === '' ? '' : v)));
    }), { seed: 28, numRuns: 200 });
  });

  it('a guarded cell whose quotation marks a spreadsheet dropped is read the same', async () => {
    const head = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,note\n';
    const line = (id: string, note: string): string => `${id},S,2026-01-15,a,KRAS,p.G12D,1,10,${note}\n`;
    for (const tail of ['', line('"P"', '"x"')]) {
      const outcome = await readBytes(Buffer.from(`${head}${line(`'=1+1`, `'-2+3`)}${line(`''=1`, `it's`)}${tail}`));
      expect(seriesOf(outcome).slice(0, 2).map((r) => [r.patientId, r.supplied.note])).toEqual([['=1+1', '-2+3'], [`'=1`, `it's`]]);
    }
  });

  // A reading that took the apostrophe off in a wrong place would make two patients one.
  it('no two values share a cell', () => {
    fc.assert(fc.property(hostile, fc.nat(12), (a, at) => {
      const b = `${a.slice(0, at)}'${a.slice(at)}`;
      expect([a, csvCell(a) === csvCell(b), csvCell(b) === csvCell(a.replaceAll('\'', ''))]).toEqual([a, false, false]);
    }), { seed: 29, numRuns: 3000 });
  });
});

describe('G27 export → import → export', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system.stop());
  const exported = async (token: string): Promise<string> => (await fetch(`${system.url}/api/v1/exports/series?format=csv`, { headers: { authorization: `Bearer ${token}` } })).text();

  it('is byte-identical, in every text column, and starts no cell', async () => {
    // Ids may hold no line break or tab; free columns may hold anything.
    const ids = attacks.filter((a) => a.trim() !== '' && !/[\t\r\n]/.test(a.trim()));
    const quote = (v: string): string => `"${v.replaceAll('"', '""')}"`;
    // As a laboratory would send them: nothing guarded. What begins with an apostrophe before a sign is written as our own export would.
    const given = (v: string): string => (v.includes('\'') ? csvCell(v) : quote(v));
    const rows = [...ids.map((v, i) => [v, `${v} ${i}`, v, v, 'KRAS', v, `${i % 3}`]), ...numbers.slice(0, 4).map((v, i) => [`N${i}`, `S${i}`, 'a', '', 'KRAS', v, '0'])];
    const content = `patient_id,specimen_id,collected_day,anchor,assay,assay_version,gene,variant,mutant_count,total_count,note,"=column"\n${rows.map(([p, s, a, av, g, note, k], i) =>
      [given(p!), given(s!), `${-12 + (i % 5)}`, given('=first dose'), given(a!), given(av!), given(g!), 'p.G12D', k!, '4000', given(note!), given(attacks[i % attacks.length]!)].join(',')).join('\n')}\n`;
    const [one, two] = [await system.token('one', 'clinician'), await system.token('two', 'clinician')];
    const report = await importAndWait(system, one, { name: 'attacks.csv', content });
    expect(report).toMatchObject({ state: 'evaluated', problems: [], counts: { accepted: rows.length, patients: new Set(rows.map((r) => r[0]!.trim())).size } });
    const first = await exported(one);
    expect(readings(first).filter(runs)).toEqual([]);
    expect(first).toMatch(/,-12,/);
    for (const n of numbers.slice(0, 4)) expect(first.split('\n').filter((l) => l.startsWith('N')).some((l) => l.includes(`,${n}`))).toBe(true);
    expect(await importAndWait(system, two, { name: 'again.csv', content: first })).toMatchObject({ state: 'evaluated', problems: [], counts: { accepted: rows.length } });
    expect(await exported(two)).toBe(first);
    // Back into where it came from it says nothing new.
    expect(await importAndWait(system, one, { name: 'again.csv', content: first })).toMatchObject({ state: 'evaluated', problems: [] });
    expect(await exported(one)).toBe(first);
  });
});
