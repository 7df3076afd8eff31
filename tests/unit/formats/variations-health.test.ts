/** FHIR and HL7 v2 as other systems write the same report. What a fraction, a unit or a patient is must not change; a bound is no number. */
import { codes, describeExamples, errorsOf, exampleText, manifestOf, read, seriesOf, textOf, type Outcome } from './support';
import { expectSame, meaningOf, readVariation, written, type Edit } from './variations';

type Node = Record<string, unknown>;
const json = (edit: (root: Node) => unknown): Edit => (t) => JSON.stringify(edit(JSON.parse(t.replace(/^\uFEFF/, '')) as Node), null, 1);
/** Every object of a document, changed from the inside out. */
function each(value: unknown, edit: (node: Node) => Node): unknown {
  if (Array.isArray(value)) return value.map((v) => each(v, edit));
  if (typeof value !== 'object' || value === null) return value;
  return edit(Object.fromEntries(Object.entries(value).map(([k, v]) => [k, each(v, edit)])));
}
const everywhere = (edit: (node: Node) => Node): Edit => json((root) => each(root, edit));
interface Entry { fullUrl?: string; resource: Node & { resourceType: string; id?: string } }
const entries = (edit: (list: Entry[], root: Node) => unknown): Edit => json((root) => edit(root.entry as Entry[], root));
/** Without its entry a resource is called by its id alone. */
const named = (e: Entry): Node => ({ id: e.fullUrl?.replace('urn:uuid:', ''), ...e.resource });
const files: readonly (readonly [string, string | null])[] = [['fhir/bundle.json', 'fhir/manifest.csv'], ['fhir/record.json', null]];

const uuid = (id: string): string => `urn:uuid:00000000-0000-4000-8000-${Buffer.from(id).toString('hex').padStart(12, '0').slice(-12)}`;
const referenced = (to: (type: string, id: string) => string): ((node: Node) => Node) => (node) => {
  const m = typeof node.reference === 'string' ? /^(?:Specimen|Observation|Patient|DiagnosticReport|Medication)\/([^/]+)$/.exec(node.reference) : null;
  return m === null ? node : { ...node, reference: to((node.reference as string).split('/')[0]!, m[1]!) };
};
const withUrls = (url: (type: string, id: string) => string, keepId: boolean): Edit => entries((list, root) => each({ ...root, entry: list.map((e) => {
  const { id, ...resource } = e.resource;
  return id === undefined ? e : { fullUrl: url(e.resource.resourceType, id), resource: keepId ? e.resource : resource };
}) }, referenced(url)));

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
/** As FHIR's XML has it (FHIR R4, 2.6.2): values are attributes, a list is its elements one after another. */
function xmlOf(name: string, value: unknown, depth: number): string {
  if (Array.isArray(value)) return value.map((v) => xmlOf(name, v, depth)).join('');
  const pad = ' '.repeat(depth);
  if (typeof value !== 'object' || value === null) return name === 'div' ? `${pad}<div xmlns="http://www.w3.org/1999/xhtml"><p>c.34G&gt;T, 99 %</p></div>\n` : `${pad}<${name} value="${escaped(String(value))}"/>\n`;
  const { resourceType, url, ...rest } = value as Node;
  const inner = (d: number): string => Object.entries(rest).map(([k, v]) => xmlOf(k, v, d)).join('');
  if (typeof resourceType === 'string') {
    const own = (d: number, xmlns: string): string => `${' '.repeat(d)}<${resourceType}${xmlns}>\n${inner(d + 1)}${' '.repeat(d)}</${resourceType}>\n`;
    return name === '' ? own(depth, ' xmlns="http://hl7.org/fhir"') : `${pad}<${name}>\n${own(depth + 1, '')}${pad}</${name}>\n`;
  }
  // Of a request the address is an element, of an extension an attribute.
  const address = typeof url !== 'string' ? '' : name === 'extension' ? ` url="${escaped(url)}"` : null;
  return `${pad}<${name}${address ?? ''}>\n${address === null ? xmlOf('url', url, depth + 1) : ''}${inner(depth + 1)}${pad}</${name}>\n`;
}
const inXml: Edit = (t) => `<?xml version="1.0" encoding="UTF-8"?>\n<!-- of a hospital -->\n${xmlOf('', JSON.parse(t.replace(/^\uFEFF/, '')), 0)}`;
const prefixed: Edit = (t) => String(inXml(t)).replaceAll(/<(\/?)(?!\?|!|div|p>|\/)(?=[A-Za-z])/g, '<$1f:').replace('xmlns="http://hl7.org/fhir"', 'xmlns:f="http://hl7.org/fhir"');

const fhir: readonly (readonly [string, Edit])[] = [
  ['in XML', inXml], ['in XML with a prefix', prefixed], ['in XML with its text and extensions', (t) => inXml(String(everywhere((n) => (n.resourceType === undefined ? n : { ...n, text: { status: 'generated', div: 'x' }, extension: [...(n.extension as unknown[] | undefined ?? []), { url: 'http://example.org/x', valueString: 'p.Q61R' }] }))(t)))],
  ['on one line', (t) => JSON.stringify(JSON.parse(t))], ['keys in another order', everywhere((n) => Object.fromEntries(Object.entries(n).reverse()))], ['tabs and CRLF', (t) => JSON.stringify(JSON.parse(t), null, '\t').replaceAll('\n', '\r\n')],
  ...['searchset', 'transaction', 'batch', 'document', 'message'].map((type) => [`a ${type}`, entries((list, root) => ({ ...root, type, entry: list.map((e) => ({ ...e, ...(type === 'searchset' ? { search: { mode: 'match' } } : { request: { method: 'POST', url: e.resource.resourceType } }) })) }))] as const),
  ['entries with addresses of their own', withUrls((type, id) => `https://fhir.example.org/r4/${type}/${id}`, true)], ['references by urn:uuid, without ids', withUrls((_, id) => uuid(id), false)],
  ['addresses of their own, without ids', withUrls((type, id) => `https://fhir.example.org/r4/${type}/${id}`, false)],
  ['references to a version', everywhere(referenced((type, id) => `${type}/${id}/_history/3`))], ['codings without displays', everywhere((n) => (n.system === 'http://loinc.org' && /^(?:LA)?\d+-\d$/.test(String(n.code)) ? Object.fromEntries(Object.entries(n).filter(([k]) => k !== 'display')) : n))],
  ['a list of resources', entries((list) => list.map(named))], ['one resource a line (bulk export)', (t) => (JSON.parse(t) as { entry: Entry[] }).entry.map((e) => JSON.stringify(named(e))).join('\n')],
  ['components in another order', everywhere((n) => (Array.isArray(n.component) ? { ...n, component: [...(n.component as unknown[])].reverse() } : n))],
  ['a coding of another system before each', everywhere((n) => (Array.isArray(n.coding) && (n.coding as Node[]).some((c) => c.system === 'http://loinc.org' && c.code !== undefined) ? { ...n, coding: [{ system: 'urn:local', code: 'L-1', display: 'local name' }, ...(n.coding as unknown[])] } : n))],
  ['percentages by their unit alone', everywhere((n) => (n.code === '%' && n.value !== undefined ? { value: n.value, unit: '%' } : n))], ['text and extensions beside', everywhere((n) => (n.resourceType === undefined ? n : { ...n, text: { status: 'generated', div: '<div>c.34G>T, 99 %</div>' }, extension: [...(n.extension as unknown[] | undefined ?? []), { url: 'http://example.org/x', valueString: 'p.Q61R' }] }))],
];

describe.each(files)('FHIR %s', (path, manifest) => {
  const own = textOf(path);
  it.each([...written, ...fhir].filter(([, edit]) => edit(own) !== own))('%s', (_, edit) => expectSame(path, manifest, edit));
  it('entries the other way round', () => expectSame(path, manifest, entries((list, root) => ({ ...root, entry: [...list].reverse() }))));
});

/** One observation of KRAS G12D with the fraction as given. */
const one = (vaf: Node, more: Node = {}, gene: Node = { coding: [{ system: 'http://www.genenames.org/geneId', code: 'HGNC:6407', display: 'KRAS' }] }): string => JSON.stringify({
  resourceType: 'Observation', id: 'o', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '69548-6' }] }, subject: { reference: 'Patient/p-1' }, effectiveDateTime: '2026-02-03', method: { text: 'panel' },
  component: [[{ code: '48018-6' }, { valueCodeableConcept: gene }], [{ code: '48005-3' }, { valueCodeableConcept: { coding: [{ code: 'p.Gly12Asp' }] } }], [{ code: '81258-6' }, vaf]].map(([c, v]) => ({ code: { coding: [{ system: 'http://loinc.org', ...c }] }, ...v })), ...more,
});
const first = (o: Outcome) => seriesOf(o).filter((r) => r.variant !== '').map((r) => [r.gene, r.variant, r.vafFraction, r.status]);
const present = { valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: 'LA9633-4' }] } };

describeExamples('FHIR examples of others, in XML', () => {
  it.each(['Bundle-oncology-report-example.json', 'Observation-SNVexample.json', 'mcode_CancerGeneticVariantExample01.json', 'mcode_MedicationStatementExample02.json', 'mcode_extraction_medadmin_bundle.json'])('%s', async (name) => {
    const text = exampleText(`fhir/${name}`);
    const [own, other] = [await read(text, { fileName: 'a' }), await read(String(inXml(text)), { fileName: 'a' })];
    expect(own.rows.length + own.problems.length).toBeGreaterThan(0);
    expect(meaningOf(other)).toEqual(meaningOf(own));
  });
});

describe('FHIR: the fraction', () => {
  it.each([
    ['code 1', { valueQuantity: { value: 0.0064, code: '1' } }], ['code %', { valueQuantity: { value: 0.64, code: '%' } }], ['unit % alone', { valueQuantity: { value: 0.64, unit: '%' } }], ['unit percent', { valueQuantity: { value: 0.64, unit: 'percent' } }],
    ['as a text', { valueString: '0.64 %' }], ['with an exponent', { valueQuantity: { value: 6.4e-3, code: '1', unit: '1' } }], ['of both', { valueQuantity: { value: 0.64, code: '%', unit: 'percent' } }],
  ])('%s', async (_, vaf) => {
    expect(first(await read(one(vaf), { fileName: 'o.json' }))).toEqual([['KRAS', 'p.G12D', 0.0064, null]]);
  });

  it.each([
    ['a bound', { valueQuantity: { value: 0.1, comparator: '<', code: '%' } }, 'vaf_bound_only'], ['a bound in words', { valueString: '<0.1%' }, 'vaf_bound_only'], ['a range', { valueRange: { low: { value: 0.01, code: '1' }, high: { value: 0.03 } } }, 'vaf_bound_only'],
    ['two units', { valueQuantity: { value: 0.6, code: '1', unit: '%' } }, 'vaf_unit_missing'], ['no unit', { valueQuantity: { value: 0.6 } }, 'vaf_unit_missing'], ['a text without unit', { valueString: '0.6' }, 'vaf_unit_missing'],
    ['more than all', { valueQuantity: { value: 57.4, code: '1' } }, 'bad_number'], ['a decimal comma', { valueString: '0,64 %' }, 'bad_number'],
  ])('%s is no fraction, and said where it stands', async (_, vaf, code) => {
    const o = await read(one(vaf), { fileName: 'o.json' });
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code, line: 1, field: '81258-6' }]);
  });

  it('a bound beside "present" leaves the variant detected without a fraction, beside "absent" not detected; it is kept in words', async () => {
    const below = { valueQuantity: { value: 0.1, comparator: '<', unit: '%' } };
    const o = await read(one(below, present), { fileName: 'o.json' });
    expect(first(o)).toEqual([['KRAS', 'p.G12D', null, 'detected']]);
    expect(seriesOf(o).find((r) => r.variant !== '')!.supplied).toMatchObject({ vaf_said: '< 0.1 %' });
    expect(first(await read(one(below, { valueCodeableConcept: { coding: [{ code: 'LA9634-2' }] } }), { fileName: 'o.json' }))).toEqual([['KRAS', 'p.G12D', null, 'not_detected']]);
  });

  it('two fractions in one observation are refused, not the first of them taken', async () => {
    const twice = JSON.parse(one({ valueQuantity: { value: 0.01, code: '1' } })) as { component: Node[] };
    twice.component.push({ code: { coding: [{ code: '81258-6' }] }, valueQuantity: { value: 0.4, code: '1' } });
    expect(codes(errorsOf(await read(JSON.stringify(twice), { fileName: 'o.json' })))).toEqual(['conflicting_values']);
  });
});

describe('FHIR: whose and of which gene', () => {
  it.each([
    ['the number first', { coding: [{ system: 'http://www.genenames.org/geneId', code: 'HGNC:6407' }, { system: 'http://www.ncbi.nlm.nih.gov/gene', code: '3845', display: 'KRAS' }] }],
    ['its full name first', { coding: [{ system: 'http://www.ncbi.nlm.nih.gov/gene', code: '3845', display: 'KRAS proto-oncogene, GTPase' }, { system: 'http://www.genenames.org/geneId', code: 'HGNC:6407', display: 'KRAS' }] }],
    ['in the text', { coding: [{ code: 'HGNC:6407' }], text: 'KRAS' }], ['as the code', { coding: [{ code: 'KRAS' }] }], ['with its number', { coding: [{ code: 'HGNC:6407', display: 'KRAS (HGNC:6407)' }] }],
  ])('the gene: %s', async (_, gene) => {
    expect(first(await read(one({ valueQuantity: { value: 0.01, code: '1' } }, {}, gene), { fileName: 'o.json' }))).toEqual([['KRAS', 'p.G12D', 0.01, null]]);
  });

  it('a reference into the document that leads nowhere is nobody\'s name', async () => {
    for (const reference of ['urn:uuid:7d3f', '#p1']) {
      const o = await read(one({ valueQuantity: { value: 0.01, code: '1' } }, { subject: { reference } }), { fileName: 'o.json' });
      expect(o.rows).toEqual([]);
      expect(errorsOf(o)).toMatchObject([{ code: 'manifest_required', message: expect.stringContaining('whose sample this is') as string }]);
    }
    expect(seriesOf(await read(one({ valueQuantity: { value: 0.01, code: '1' } }, { subject: { reference: '#p1' }, contained: [{ resourceType: 'Patient', id: 'p1', identifier: [{ value: 'MRN-5' }] }] }), { fileName: 'o.json' })).map((r) => r.patientId)).toEqual(['MRN-5', 'MRN-5']);
  });

  it.each([['119376003', undefined], ['108369006', 'Neoplasm'], ['TUMOR', undefined], ['441652008', 'Formalin-fixed tissue']])('a specimen of type %s (%s) is no draw of blood, whatever a local code before it says', async (code, display) => {
    const observation = { ...(JSON.parse(one({ valueQuantity: { value: 0.3, code: '1' } })) as Node), specimen: { reference: 'Specimen/s' } };
    for (const coding of [[{ code, display }], [{ system: 'urn:local', code: 'L7', display: 'local name' }, { code, display }]]) {
      const o = await read(JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: observation }, { resource: { resourceType: 'Specimen', id: 's', type: { coding } } }] }), { fileName: 'o.json' });
      expect(o.rows.map((r) => r.kind)).toEqual(['assessment']);
    }
  });

  it('a history: the latest version counts, in whatever order', async () => {
    const version = (n: number, vaf: number): Node => ({ ...(JSON.parse(one({ valueQuantity: { value: vaf, code: '1' } })) as Node), meta: { versionId: String(n), lastUpdated: `2026-02-0${n}T10:00:00Z` } });
    for (const list of [[version(1, 0.01), version(2, 0.02)], [version(2, 0.02), version(1, 0.01)]]) {
      expect(first(await read(JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: list.map((resource) => ({ resource })) }), { fileName: 'o.json' }))).toEqual([['KRAS', 'p.G12D', 0.02, null]]);
    }
  });

  const withSpecimen = (coding: readonly Node[], text = ''): string => JSON.stringify({ resourceType: 'Bundle', entry: [{ resource: { ...(JSON.parse(one({ valueQuantity: { value: 0.3, code: '1' } })) as Node), specimen: { reference: 'Specimen/s' } } }, { resource: { resourceType: 'Specimen', id: 's', type: { coding, ...(text === '' ? {} : { text }) } } }] });
  it.each([[[{ code: '78014005', display: 'Urine' }], ''], [[{ code: '258450006' }], ''], [[{ system: 'urn:local', code: 'L7' }], ''], [[], 'Buffy coat of blood'], [[{ code: '119297000', display: 'Blood specimen' }], 'White blood cells']])('a specimen %j %s is not guessed to be blood', async (coding, text) => {
    const o = await read(withSpecimen(coding, text), { fileName: 'o.json' });
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'manifest_required', line: 1, message: expect.stringContaining('not known to be blood') as string }]);
    const row = (role: string): string => `sample,role,patient_id,specimen_id,collected_on,assay\ns,${role},P,S,2026-02-03,A\n`;
    expect(first(await read(withSpecimen(coding, text), { fileName: 'o.json', manifest: manifestOf(row('patient')) }))).toEqual([['KRAS', 'p.G12D', 0.3, null]]);
    expect(seriesOf(await read(withSpecimen(coding, text), { fileName: 'o.json', manifest: manifestOf(row('normal')) }))).toEqual([]);
  });

  it.each([[[{ code: '119361006' }], '', 'Plasma specimen'], [[{ system: 'urn:local', code: 'L7', display: 'tube 3' }, { code: 'PLAS' }], '', 'Plasma specimen'], [[], 'Плазма крови', 'Плазма крови'], [[], 'EDTA-Blut', 'EDTA-Blut'], [[], '', '']])('a specimen %j %s is a draw', async (coding, text, type) => {
    expect(seriesOf(await read(withSpecimen(coding, text), { fileName: 'o.json' })).map((r) => r.specimenType)).toEqual([type, type]);
  });

  it('a deleted result is taken back, wherever its deletion stands; one made again later is not', async () => {
    const put = (at: string): Node => ({ resource: { ...(JSON.parse(one({ valueQuantity: { value: 0.01, code: '1' } })) as Node), meta: { lastUpdated: at } }, request: { method: 'PUT', url: 'Observation/o' } });
    const gone = (url: string, at?: string): Node => ({ request: { method: 'DELETE', url }, ...(at === undefined ? {} : { response: { status: '204', lastModified: at } }) });
    const states = async (...entry: Node[]): Promise<unknown> => first(await read(JSON.stringify({ resourceType: 'Bundle', type: 'history', entry }), { fileName: 'o.json' })).map((r) => r.slice(1));
    const [before, after] = ['2026-02-01T10:00:00Z', '2026-02-03T10:00:00+02:00'];
    for (const url of ['Observation/o', 'http://x.org/fhir/Observation/o', 'Observation/o/_history/2']) {
      for (const list of [[put(before), gone(url, after)], [gone(url, after), put(before)], [put(before), gone(url)]]) expect(await states(...list)).toEqual([['p.G12D', null, 'failed_qc']]);
    }
    expect(await states(put('2026-02-03T09:00:00Z'), gone('Observation/o', after))).toEqual([['p.G12D', 0.01, null]]);
    expect(await states(put(before), gone('Observation/other', after), gone('Patient/o', after))).toEqual([['p.G12D', 0.01, null]]);
  });

  it('a damaged line of a bulk export is named', async () => {
    const o = await read(`${one({ valueQuantity: { value: 0.01, code: '1' } })}\n{"resourceType": "Patient", }\n`, { fileName: 'o.ndjson' });
    expect(errorsOf(o)).toMatchObject([{ code: 'json_syntax', line: 2 }]);
  });
});

const hl7 = (path: string): string => textOf(path).replace(/\r\n?|\n/g, '\n');
/** Separators that nothing in the message needs to escape; its one escaped `&` is then itself. */
const signs: Edit = (t) => t.replaceAll('\\T\\', '\u0001').replace(/[|^~\\&]/g, (c) => ({ '|': '!', '^': ';', '~': '`', '\\': '=', '&': '#' })[c]!).replaceAll('\u0001', '&');
const envelope: readonly (readonly [string, Edit])[] = [
  ['MLLP framing', (t) => `\u000b${t.replace(/\r\n?|\n/g, '\r').trimEnd()}\r\u001c\r`], ['in a batch', (t) => `FHS|^~\\&|LAB\rBHS|^~\\&|LAB\r${t.trimEnd()}\rBTS|1\rFTS|1\r`],
  ['blank lines between segments', (t) => t.trimEnd().replace(/\r\n?|\n/g, '\r\n\r\n')], ['trailing separators', (t) => t.trimEnd().replace(/^(OBX.*?)$/gm, '$1').replace(/\r\n?|\n/g, '|||\r')],
];

describe('HL7 v2', () => {
  describe.each([['hl7/report.hl7', null], ['hl7/batch.hl7', null], ['hl7/fragment.hl7', 'hl7/manifest.csv']] as const)('%s', (path, manifest) => {
    it.each(written)('%s', async (_, edit) => {
      const [own, other] = [await readVariation(path, manifest), await readVariation(path, manifest, edit)];
      expect(own.rows.length).toBeGreaterThan(0);
      expect(meaningOf(other)).toEqual(meaningOf(own));
    });
  });
  it.each(envelope)('report.hl7 with %s', (_, edit) => expectSame('hl7/report.hl7', null, edit));
  it('two messages on end, framed without a line break between', async () => {
    const own = hl7('hl7/report.hl7').trimEnd().replaceAll('\n', '\r');
    const second = own.replaceAll('MRN-9', 'MRN-10').replaceAll('PL-26-1', 'PL-26-2').replaceAll('FIL-', 'FIM-');
    const o = await read(`\u000b${own}\u001c\u000b${second}\u001c`, { fileName: 'two.hl7' });
    expect(errorsOf(o)).toEqual([]);
    expect(new Set(seriesOf(o).map((r) => r.patientId))).toEqual(new Set(['MRN-9', 'MRN-10']));
  });
  it('report.hl7 with other separators in MSH-1 and MSH-2', () => expectSame('hl7/report.hl7', null, signs));
});

const message = (...obx: string[]): string => ['MSH|^~\\&|L|L|E|C|20260212100000||ORU^R01|M1|P|2.5.1', 'PID|1||MRN-9^^^LAB^MR', 'OBR|1||FIL-1|1^ctDNA panel^L|||20260203', ...obx.map((o, i) => `OBX|${i + 1}|${o}`)].join('\r');
const variant = (...vaf: string[]): string => message('CWE|48018-6^Gene^LN|2a|HGNC:6407^KRAS^HGNC||||||F', 'ST|48005-3^Protein^LN|2a|p.G12D||||||F', ...vaf);

describe('HL7 v2: the fraction', () => {
  it.each([
    ['NM', 'NM|81258-6^VAF^LN|2a|0.0064||||||F'], ['NM in %', 'NM|81258-6^VAF^LN|2a|0.64|%^percent^UCUM|||||F'], ['the unit in words', 'NM|81258-6^VAF^LN|2a|0.64|^percent|||||F'], ['SN', 'SN|81258-6^VAF^LN|2a|^0.64|%|||||F'], ['SN with =', 'SN|81258-6^VAF^LN|2a|=^0.64|%|||||F'],
    ['ST with %', 'ST|81258-6^VAF^LN|2a|0.64%||||||F'], ['a local code first', 'NM|V1^Vaf^L^81258-6^VAF^LN|2a|0.64|%|||||F'], ['escaped unit', 'NM|81258-6^VAF^LN|2a|0.64|\\X25\\|||||F'],
  ])('%s', async (_, obx) => {
    expect(first(await read(variant(obx), { fileName: 'a.hl7' }))).toEqual([['KRAS', 'p.G12D', 0.0064, null]]);
  });

  it.each([
    ['a bound', ['SN|81258-6^VAF^LN|2a|<^0.1|%|||||F'], 'vaf_bound_only'], ['a bound in words', ['ST|81258-6^VAF^LN|2a|< 0.1 %||||||F'], 'vaf_bound_only'], ['a range', ['NR|81258-6^VAF^LN|2a|0.01^0.03||||||F'], 'vaf_bound_only'], ['a ratio', ['SN|81258-6^VAF^LN|2a|^8^:^1250||||||F'], 'vaf_bound_only'],
    ['more than all without unit', ['NM|81258-6^VAF^LN|2a|57.4||||||F'], 'vaf_unit_missing'], ['two answers', ['NM|81258-6^VAF^LN|2a|0.01||||||F', 'NM|81258-6^VAF^LN|2a|0.4||||||F'], 'conflicting_values'], ['two repetitions', ['NM|81258-6^VAF^LN|2a|0.01~0.4||||||F'], 'conflicting_values'],
    ['two variants under one sub-ID', ['ST|48005-3^Protein^LN|2a|p.Q61R||||||F'], 'conflicting_values'],
  ])('%s is refused, with its line', async (_, obx, code) => {
    const o = await read(variant(...obx), { fileName: 'a.hl7' });
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code, line: expect.any(Number) as number }]);
  });

  it('two variants without any sub-ID are refused: the second is not dropped', async () => {
    const o = await read(message('CWE|48018-6^Gene^LN||HGNC:6407^KRAS^HGNC||||||F', 'ST|48005-3^P^LN||p.G12D||||||F', 'NM|81258-6^V^LN||0.01||||||F', 'CWE|48018-6^Gene^LN||HGNC:1097^BRAF^HGNC||||||F', 'ST|48005-3^P^LN||p.V600E||||||F', 'NM|81258-6^V^LN||0.02||||||F'), { fileName: 'a.hl7' });
    expect(o.rows).toEqual([]);
    expect(codes(errorsOf(o))).toEqual(['conflicting_values']);
    expect(errorsOf(o)[0]!.message).toContain('OBX-4');
  });

  it.each([['F', 0.01, null], ['C', 0.01, null], ['X', null, 'failed_qc']])('result status %s', async (status, vaf, says) => {
    const o = await read(variant('NM|81258-6^VAF^LN|2a|0.01||||||F').replaceAll('||||||F', `||||||${status}`), { fileName: 'a.hl7' });
    expect(first(o)).toEqual([['KRAS', 'p.G12D', vaf, says]]);
  });

  it.each(['P', 'N'])('result status %s is no result, and said', async (status) => {
    const o = await read(`${variant('NM|81258-6^VAF^LN|2a|0.01||||||F').replaceAll('||||||F', `||||||${status}`)}\rOBX|9|ST|48005-3^P^LN|2b|p.Q61R||||||F\rOBX|10|CWE|48018-6^G^LN|2b|NRAS||||||F`, { fileName: 'a.hl7' });
    expect(first(o)).toEqual([['NRAS', 'p.Q61R', null, 'detected']]);
    expect(o.problems.find((p) => p.code === 'preliminary_not_imported')!.message).toContain(`status ${status}`);
  });

  it.each([['HGNC:6407^KRAS^HGNC'], ['KRAS^^L'], ['KRAS'], ['6407^^HGNC^KRAS^KRAS^L'], ['3845^KRAS proto-oncogene, GTPase^NCBI^HGNC:6407^KRAS^HGNC']])('the gene as %s', async (gene) => {
    expect(first(await read(variant('NM|81258-6^VAF^LN|2a|0.01||||||F').replace('HGNC:6407^KRAS^HGNC', gene), { fileName: 'a.hl7' }))).toEqual([['KRAS', 'p.G12D', 0.01, null]]);
  });
});
