/** Reports in XML and JSON, and study folders, as other versions and programs write them. */
import { codes, errorsOf, seriesOf, textOf } from './support';
import { expectSame, quoted, readVariation, reversed, widened, written, type Edit } from './variations';

const attributes = (edit: (pairs: string[]) => string[]): Edit => (t) => t.replace(/<([\w:-]+)((?:\s+[\w:-]+="[^"]*")+)(\s*\/?)>/g, (_, name: string, list: string, end: string) => `<${name} ${edit(list.match(/[\w:-]+="[^"]*"/g)!).join(' ')}${end}>`);
const xml: readonly (readonly [string, Edit])[] = [
  ['on one line', (t) => t.replace(/>\s+</g, '><')], ['single quotation marks', (t) => t.replace(/="([^"]*)"/g, `='$1'`)], ['attributes in another order', attributes((a) => [...a].reverse())], ['an attribute a line', (t) => t.replace(/" (?=[\w:-]+=)/g, '"\n   ')],
  ['a comment before the first element', (t) => t.replace('?>', '?>\n<!-- made by <hand> -->\n')], ['without the declaration', (t) => t.replace(/^<\?xml[^>]*>\s*/, '')], ['character references', (t) => t.replaceAll('&gt;', '&#x3E;')],
  ['texts as CDATA', (t) => t.replace(/>([^<>\s&][^<>&]*)</g, '><![CDATA[$1]]><')], ['an attribute of another namespace', (t) => t.replace(/<(short-variant|copy-number-alteration|variant)(?=[ >])/g, '<$1 xsi:type="amplification" xsi:depth="1"')],
  ['empty elements written out', (t) => t.replace(/<([\w:-]+)((?:\s+[\w:-]+="[^"]*")*)\s*\/>/g, '<$1$2></$1>')],
];
const changed = (path: string, list: readonly (readonly [string, Edit])[], text: string): readonly (readonly [string, Edit])[] => list.filter(([, edit]) => edit(text) !== text && path !== '');

describe.each([['foundation/report.xml', 'foundation/manifest.csv'], ['qci/report.xml', 'qci/manifest.csv']])('%s', (path, manifest) => {
  const own = textOf(path);
  it.each(changed(path, [...written.filter(([n]) => !(n.startsWith('no line end') && own.trimEnd() === own)), ...xml], own))('%s', (_, edit) => expectSame(path, manifest, edit));
});

describe('Foundation', () => {
  const path = 'foundation/report.xml';
  const same = (edit: Edit): Promise<void> => expectSame(path, 'foundation/manifest.csv', edit);
  it.each([['another', 'ns2:'], ['one with a hyphen', 'fmi-1.0:'], ['none', '']])('the prefix of the namespace is %s', (_, prefix) => same((t) => t.replaceAll('rr:', prefix).replace(`xmlns:${prefix.slice(0, -1)}=`, prefix === '' ? 'xmlns:rr=' : `xmlns:${prefix.slice(0, -1)}=`)));
  it('a prefix on the list of variants', () => same((t) => t.replace(/<(\/?)(variant-report|short-variants?|copy-number-alterations?|rearrangements?)(?=[\s>/])/g, '<$1v:$2')));
  it('percent of reads with a percent sign', () => same((t) => t.replace('percent-reads="0.64"', 'percent-reads="0.64%"').replace('percent-reads="10.00"', 'percent-reads="10.00 %"')));

  it('a fraction and a percentage that are not one are refused, with their line', async () => {
    const o = await readVariation(path, 'foundation/manifest.csv', (t) => t.replace('allele-fraction="0.0064"', 'allele-fraction="0.64"'));
    expect(o.rows).toEqual([]);
    expect(errorsOf(o)).toMatchObject([{ code: 'conflicting_values', line: 7, field: 'allele-fraction', value: '0.64' }]);
  });

  it('what is not imported is said', async () => {
    const o = await readVariation(path, 'foundation/manifest.csv', (t) => t.replace('other-gene="EML4"', 'other-gene="N/A"').replace('type="amplification"', 'type="equivocal"'));
    expect(errorsOf(o)).toEqual([]);
    expect(o.problems.map((p) => [p.code, p.line])).toEqual([['unsupported_allele', 11], ['unsupported_allele', 12]]);
  });
});

describe('QCI', () => {
  const same = (edit: Edit): Promise<void> => expectSame('qci/report.xml', 'qci/manifest.csv', edit);
  it('with a namespace and its prefix', () => same((t) => t.replace(/<(\/?)(?=[a-z])/gi, '<$1q:').replace('<q:report', '<q:report xmlns:q="http://example.org/q"')));
  it('variants in a list of their own are found, and not read as nothing found', () => same((t) => t.replace('<variant>', '<variants><variant>').replace('</report>', '</variants></report>')));
  it('fields in another order', () => same((t) => t.replace(/(<chromosome>.*?<\/chromosome>)([\s\S]*?)(<gene>.*?<\/gene>)/g, '$3$2$1')));
});

describe('CATS', () => {
  type Node = Record<string, unknown>;
  const each = (value: unknown, edit: (n: Node) => Node): unknown => (Array.isArray(value) ? value.map((v) => each(v, edit)) : typeof value === 'object' && value !== null ? edit(Object.fromEntries(Object.entries(value).map(([k, v]) => [k, each(v, edit)]))) : value);
  const json = (edit: (n: Node) => Node): Edit => (t) => JSON.stringify(each(JSON.parse(t), edit));
  const same = (edit: Edit): Promise<void> => expectSame('cats/report.json', 'cats/manifest.csv', edit);
  it.each(written.filter(([n]) => !n.startsWith('no line end')))('%s', (_, edit) => same(edit));
  it('on one line, keys in another order', () => same(json((n) => Object.fromEntries(Object.entries(n).reverse()))));
  it('numbers as texts', () => same(json((n) => Object.fromEntries(Object.entries(n).map(([k, v]) => [k, typeof v === 'number' ? String(v) : v])))));
  it('further keys, and empty ones', () => same(json((n) => ({ note: null, ...n, comment: '0.99' }))));

  it('rearrangements of two genes are fusions; what is not imported is said', async () => {
    const pair = (...genes: string[]): Node => ({ breakends: genes.map((g) => ({ chromosome: 'chr2', transcripts: [{ geneSymbol: g }] })) });
    const o = await readVariation('cats/report.json', 'cats/manifest.csv', (t) => {
      const root = JSON.parse(t) as { variants: Node };
      return JSON.stringify({ ...root, variants: { ...root.variants, rearrangements: [pair('EML4', 'ALK'), pair('KRAS')] } });
    });
    expect(seriesOf(o).filter((r) => r.variant.startsWith('fusion')).map((r) => [r.gene, r.variant, r.status])).toEqual([['ALK', 'fusion:EML4', 'detected']]);
    expect(codes(o.problems)).toEqual(['germline_not_imported', 'unsupported_allele']);
  });
});

describe('cBioPortal', () => {
  /** Each file of the joined folder whose rows are a table, changed from its header on. */
  const tables = (edit: (rows: string[][]) => string[][]): Edit => (t) => t.split(/(?=^#file: )/m).map((part) => {
    const [name, ...lines] = part.trimEnd().split('\n');
    const at = lines.findIndex((l) => l !== '' && !l.startsWith('#'));
    if (at < 0 || !lines[at]!.includes('\t') || /^gene_list|matrix|panel/.test(name!)) return part;
    return [name, ...lines.slice(0, at), ...edit(lines.slice(at).map((l) => l.split('\t'))).map((r) => r.join('\t')), ''].join('\n');
  }).join('');
  it.each([...written, ['columns reversed', tables(reversed)], ['every cell quoted', tables(quoted)], ['further columns', tables(widened)]] as readonly (readonly [string, Edit])[])('study.txt, %s', (_, edit) => expectSame('cbioportal/study.txt', null, edit));
  it.each([['every cell quoted', tables(quoted)], ['columns reversed', tables(reversed)]] as const)('a timeline alone, %s', (_, edit) => expectSame('cbioportal/data_timeline_treatment.txt', null, (t) => (edit(`#file: x\n${t}`) as string).replace('#file: x\n', '')));
});
