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

describe('specimens', () => {
  const one = variant('2a', 'KRAS', 'p.G12D', '0.01');
  const spm = (n: number, id: string, type: string, rest = ''): string => `SPM|${n}|${id}||${type}^^HL70487${rest}`;

  it('two kinds in one order: nobody says of which the results are; a manifest does', async () => {
    const order = [msh(), pid, obr(1), one, spm(1, 'N-1', 'BLD^Whole blood'), spm(2, 'T-1', 'TISS^FFPE tissue block')];
    const asked = await send(...order);
    expect(asked.rows).toEqual([]);
    expect(errorsOf(asked)).toMatchObject([{ code: 'manifest_required', line: 3, value: 'Whole blood; FFPE tissue block' }]);
    for (const sample of ['N-1', 'T-1', 'FIL-1']) {
      const told = await read(order.flat().join('\r'), { fileName: 'a.hl7', manifest: manifestOf(`sample,role,patient_id,specimen_id,collected_on,assay\n${sample},patient,P1,S1,2026-02-03,A\n`) });
      expect([errorsOf(told), found(told)]).toEqual([[], [['KRAS', 'p.G12D', 0.01, null]]]);
    }
  });

  it('two tubes of plasma are one draw', async () => {
    expect(found(await send(msh(), pid, obr(1), one, spm(1, 'A-1', 'PLAS^Plasma'), spm(2, 'A-2', 'PLAS^Plasma')))).toEqual([['KRAS', 'p.G12D', 0.01, null]]);
  });

  it.each(['Q', 'C', 'B', 'E', 'O', 'V', 'F', 'L'])('one that is no patient\'s (SPM-11 %s) is left out and said', async (role) => {
    const o = await send(msh(), pid, obr(1), one, 'OBX|9|NM|2039-6^CEA^LN||5|ng/mL|||||F', spm(1, 'Q-1', 'PLAS^Plasma', `|||||||${role}`), obr(2, 'F2', '20260303'), one, spm(1, 'A-1', 'PLAS^Plasma', '|||||||P'));
    expect(draws(o)).toEqual(['2026-03-03']);
    expect(o.rows.some((r) => r.kind === 'assessment')).toBe(false);
    expect(codes(o.problems)).toEqual(['control_not_imported']);
  });

  it('whose day the order (OBR-7) and the specimen (SPM-17) say differently is asked, for a draw and a marker', async () => {
    const differ = [spm(1, 'A-1', 'PLAS^Plasma', `${'|'.repeat(13)}20260201^20260201`)];
    const o = await send(msh(), pid, obr(1), one, ...differ);
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'manifest_required', line: 3, value: '2026-02-03; 2026-02-01' }]);
    const told = await read([msh(), pid, obr(1), ...one, ...differ].join('\r'), { fileName: 'a.hl7', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nA-1,patient,P1,S1,2026-02-01,A\n') });
    expect(draws(told)).toEqual(['2026-02-01']);
    const marker = (at: string): string => `OBX|9|NM|2039-6^CEA^LN||5|ng/mL|||||F|||${at}`;
    expect(errorsOf(await send(msh(), pid, obr(1), marker(''), ...differ))).toMatchObject([{ code: 'conflicting_values', line: 4, field: 'OBX-14' }]);
    expect(errorsOf(await send(msh(), pid, obr(1), marker('20260201'), ...differ))).toEqual([]);
  });
});

describe('what later messages and lines add', () => {
  const [first, corrected] = [[msh(), pid, obr(1), ...variant('2a', 'KRAS', 'p.G12D', '0.01')], [...later, ...variant('2a', 'KRAS', 'p.G12V', '0.01', 'C')]];

  it('a correction in a file of its own says that a wrong name would stand', async () => {
    const o = await send(corrected);
    expect(found(o)).toEqual([['KRAS', 'p.G12V', 0.01, null]]);
    expect(codes(o.problems)).toEqual(['corrected_name_may_stand']);
    expect(codes((await send(first, corrected)).problems)).not.toContain('corrected_name_may_stand');
  });

  it('U (final, values not sent again) makes the preliminary values of the file final; without them it is said that there are none', async () => {
    const preliminary = [msh(), pid, obr(1), ...variant('2a', 'KRAS', 'p.G12D', '0.01', 'P')];
    const final = [...later, ...variant('2a', 'KRAS', 'p.G12D', '', 'U'), 'OBX|3|NM|81258-6^VAF^LN|2a|||||||U'];
    expect(found(await send(preliminary, final))).toEqual([['KRAS', 'p.G12D', 0.01, null]]);
    const alone = await send(final, variant('2b', 'NRAS', 'p.Q61K', '0.02'));
    expect(found(alone)).toEqual([['NRAS', 'p.Q61K', 0.02, null]]);
    expect(alone.problems.map((p) => [p.code, p.message.includes('both messages in one file')])).toEqual([['preliminary_not_imported', true]]);
    // All is sent again: it stands for itself.
    expect(found(await send(later, variant('2a', 'KRAS', 'p.G12D', '0.03', 'U')))).toEqual([['KRAS', 'p.G12D', 0.03, null]]);
  });

  it('corrections that do not say when they were made count in the order of the file', async () => {
    const again = (vaf: string, status: string): string[] => [msh(''), pid, obr(1), ...variant('2a', 'KRAS', 'p.G12D', vaf, status)];
    expect(seriesOf(await send(again('0.01', 'F'), again('0.02', 'C'), again('0.03', 'C'))).filter((r) => r.variant !== '').map((r) => [r.vafFraction, r.resultVersion])).toEqual([[0.01, 1], [0.02, 2], [0.03, 3]]);
  });

  it('ADD goes on where the line before it ended', async () => {
    expect(found(await send(msh(), pid, obr(1), variant('2a', 'KRAS', 'p.G1', '0.01').flatMap((x) => (x.includes('p.G1') ? [x.replace('p.G1||||||F', 'p.G1'), 'ADD|2D||||||F'] : [x]))))).toEqual([['KRAS', 'p.G12D', 0.01, null]]);
  });

  it.each([['PID', 1], ['OBR', 2]])('a piece of a message that begins with %s is one', async (_, from) => {
    const o = await read(first.slice(from).join('\n'), { fileName: 'a.txt', manifest: manifestOf('sample,role,patient_id,specimen_id,collected_on,assay\nFIL-1,patient,P1,S1,2026-02-03,A\n') });
    expect([o.format, errorsOf(o), found(o)]).toEqual(['hl7-oru', [], [['KRAS', 'p.G12D', 0.01, null]]]);
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
