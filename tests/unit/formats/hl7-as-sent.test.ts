/** HL7 v2 as laboratories send it: corrections, overall results, days, people and units that the standard allows and a careless reader mistakes. */
import { codes, errorsOf, manifestOf, read, seriesOf, type Outcome } from './support';

const msh = (at = '20260212100000'): string => `MSH|^~\\&|L|L|E|C|${at}||ORU^R01|M1|P|2.5.1`;
const pid = 'PID|1||MRN-9^^^LAB^MR';
const obr = (n: number, filler = 'FIL-1', day = '20260203', rest = ''): string => `OBR|${n}||${filler}|1^ctDNA panel^L|||${day}${rest}`;
const variant = (sub: string, gene: string, protein: string, vaf: string, status = 'F'): string[] => [
  `OBX|1|CWE|48018-6^Gene^LN|${sub}|H^${gene}^HGNC||||||${status}`, `OBX|2|ST|48005-3^P^LN|${sub}|${protein}||||||${status}`, ...(vaf === '' ? [] : [`OBX|3|NM|81258-6^VAF^LN|${sub}|${vaf}||||||${status}`]),
];
const send = (...segments: (string | string[])[]): Promise<Outcome> => read(segments.flat().join('\r'), { fileName: 'a.hl7' });
const found = (o: Outcome): unknown[] => seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.gene, r.variant, r.vafFraction, r.status]);
const draws = (o: Outcome): unknown[] => seriesOf(o).filter((r) => r.variant === '').map((r) => (r.collected.kind === 'date' ? r.collected.date : null));
const later = [msh('20260214100000'), pid, obr(1)];

describe('corrections', () => {
  const first = [msh(), pid, obr(1), ...variant('2a', 'KRAS', 'p.G12D', '0.01')];
  const corrected = [...later, 'OBX|3|NM|81258-6^VAF^LN|2a|0.05||||||C'];

  it.each([['before', [corrected, first]], ['after', [first, corrected]]])('a correction that stands %s what it corrects in the file counts', async (_, messages) => {
    const o = await send(...messages);
    expect(errorsOf(o)).toEqual([]);
    expect(seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.vafFraction, r.resultVersion > 1])).toEqual([[0.01, false], [0.05, true]]);
  });

  it.each(['C', 'W'])('one (%s) of which nobody knows what it corrects is refused, not left out', async (status) => {
    const o = await send(later, `OBX|3|NM|81258-6^VAF^LN|2a|0.05||||||${status}`, variant('2b', 'NRAS', 'p.Q61K', '0.01'));
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'unsupported_allele', line: 4, field: 'OBX-4', value: '2a' }]);
  });

  it('of another draw without an order number nothing is taken over', async () => {
    const o = await send(msh(), pid, obr(1, '', '20260103'), variant('2a', 'KRAS', 'p.G12D', '0.01'), obr(2, '', '20260303'), 'OBX|3|NM|81258-6^VAF^LN|2a|0.05||||||F');
    expect(found(o)).toEqual([['KRAS', 'p.G12D', 0.01, null]]);
    expect(codes(o.problems)).toEqual(['unsupported_allele']);
  });

  it('a corrected name takes the wrong one back; a name only written in full does not', async () => {
    expect(found(await send(first, later, variant('2a', 'KRAS', 'p.G12V', '0.01', 'C')))).toEqual([['KRAS', 'p.G12V', 0.01, null], ['KRAS', 'p.G12D', 0.01, null], ['KRAS', 'p.G12D', null, 'failed_qc']]);
    expect(found(await send(first, later, variant('2a', 'KRAS', 'p.(Gly12Asp)', '0.02', 'C')))).toEqual([['KRAS', 'p.G12D', 0.01, null], ['KRAS', 'p.G12D', 0.02, null]]);
  });

  it('amended (A) is corrected', async () => {
    expect(seriesOf(await send(first, later, variant('2a', 'KRAS', 'p.G12D', '0.05', 'A'))).filter((r) => r.vafFraction === 0.05).map((r) => r.resultVersion > 1)).toEqual([true]);
  });

  it('a cancelled order (OBR-25 X) whose observations have no status of their own holds no results', async () => {
    expect(found(await send(msh(), pid, obr(1, 'F1', '20260203', `${'|'.repeat(18)}X`), variant('2a', 'KRAS', 'p.G12D', '0.01', '')))).toEqual([['KRAS', 'p.G12D', null, 'failed_qc']]);
  });
});

describe('an overall "negative"', () => {
  it.each([['F', ['2026-02-03', '2026-03-03']], ['P', ['2026-03-03']], ['X', ['2026-03-03']], ['D', ['2026-03-03']], ['W', ['2026-03-03']]])('with the status %s', async (status, days) => {
    const o = await send(msh(), pid, obr(1), `OBX|1|CWE|51968-6^Overall^LN|1|LA6577-6^Negative^LN||||||${status}`, obr(2, 'F2', '20260303'), variant('2a', 'KRAS', 'p.G12D', '0.01'));
    expect(draws(o)).toEqual(days);
    expect(codes(o.problems)).toEqual(status === 'F' ? [] : ['preliminary_not_imported']);
  });

  it.each(['LA9664-9^Failure^LN', 'Negative for tumour variants'])('"%s" is not read as one, and said', async (text) => {
    const o = await send(msh(), pid, obr(1), `OBX|1|TX|51968-6^Overall^LN|1|${text}||||||F`, obr(2, 'F2', '20260303'), variant('2a', 'KRAS', 'p.G12D', '0.01'));
    expect(draws(o)).toEqual(['2026-03-03']);
    expect(codes(o.problems)).toEqual(['assessment_not_imported']);
  });
});

describe('whose and when', () => {
  it('two people without a number stay two: neither has the other\'s marker, sex or birth', async () => {
    const manifest = manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nF1,patient,P1,S1,2026-02-03,A\nF2,patient,P2,S2,2026-02-03,A\n');
    const person = (filler: string, born: string, cea: string): string[] => [msh(), `PID|1||||A^B||${born}|M`, obr(1, filler), ...variant('2a', 'KRAS', 'p.G12D', '0.01'), `OBX|9|NM|2039-6^CEA^LN||${cea}|ng/mL|||||F`];
    const o = await read([...person('F1', '19500101', '5'), ...person('F2', '19600101', '50')].join('\r'), { fileName: 'a.hl7', manifest });
    expect(errorsOf(o)).toEqual([]);
    expect(o.rows.flatMap((r) => (r.kind === 'assessment' ? [[r.patientId, r.result]] : r.kind === 'patient' ? [[r.patientId, r.birthYear]] : []))).toEqual([['P1', '5'], ['P2', '50'], ['P1', 1950], ['P2', 1960]]);
  });

  it.each([['born on another day', '19600101|M'], ['of another sex', '19500101|F']])('one number and a person %s: refused', async (_, rest) => {
    const o = await send(msh(), `PID|1||123^^^A^MR||A||19500101|M`, obr(1, 'F1'), variant('2a', 'KRAS', 'p.G12D', '0.01'), msh(), `PID|1||123^^^B^MR||C||${rest}`, obr(1, 'F2'), variant('2a', 'KRAS', 'p.G12D', '0.01'));
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'conflicting_values', line: 8, field: 'PID-3', value: '123' }]);
  });

  it.each([['PID|1|OLD-7|', 'OLD-7'], ['PID|1||77^^^INS^NI~55^^^LAB^PI', '55'], ['PID|1||A\\12\\3^^^LAB^MR', 'A\\12\\3']])('%s is %s', async (segment, id) => {
    expect(seriesOf(await send(msh(), segment, obr(1), variant('2a', 'KRAS', 'p.G12D', '0.01'))).map((r) => r.patientId)).toEqual([id, id]);
  });

  it('an order without a day of its own has that of its observations, not of another draw', async () => {
    expect(draws(await send(msh(), pid, obr(1, 'F1', '20260103'), variant('2a', 'KRAS', 'p.G12D', '0.01'), obr(2, 'F2', ''), variant('2a', 'KRAS', 'p.G12D', '0.03').map((x) => `${x}|||20260303`)))).toEqual(['2026-01-03', '2026-03-03']);
  });

  it('sub-IDs of v2.8.2, by their group', async () => {
    expect(found(await send(msh(), pid, obr(1), variant('^1^1', 'KRAS', 'p.G12D', '0.01'), variant('^2^1', 'NRAS', 'p.Q61K', '0.02')))).toEqual([['KRAS', 'p.G12D', 0.01, null], ['NRAS', 'p.Q61K', 0.02, null]]);
  });
});

describe('numbers', () => {
  it.each([['its name says percent', 'NM|V^VAF (%)^L^81258-6|2a|0.64|'], ['its code is the laboratory\'s own', 'NM|VAF^Variant allele frequency^99L|2a|0.64|%']])('a fraction: %s', async (_, obx) => {
    expect(found(await send(msh(), pid, obr(1), variant('2a', 'KRAS', 'p.G12D', ''), `OBX|3|${obx}|||||F`))).toEqual([['KRAS', 'p.G12D', 0.0064, null]]);
  });

  it.each(['^1^-^3', '^1^:^128'])('a marker "%s" is no number', async (value) => {
    expect(errorsOf(await send(msh(), pid, obr(1), `OBX|1|SN|2039-6^CEA^LN||${value}|ng/mL|||||F`))).toMatchObject([{ code: 'bad_number', line: 4, field: 'OBX-5' }]);
  });
});
