/** docs/formats.md is what the readers do (a change shows in its diff: UPDATE_DOCS=1). The part on laboratories' files is checked where these lie beside the repository. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { ControlRow, SeriesRow } from '@clonewatch/domain';
import { told, type Told } from './outcomes';
import { examples, readBytes, rootPath } from './support';

const document = rootPath('docs', 'formats.md');
const head = `# Laboratory files: what is read, and what becomes of it

Made by tests/unit/formats/docs.test.ts from what the readers do; change the files it reads, not this page. Each file is read with a manifest that names
its samples (and their duplexes). *mutant* and *wild type* are positive partitions of the first result, *of* its accepted ones; a list of variants tells its
first change, and has one result more for the draw itself.
`;
const parts = { own: 'Files of our own (tests/corpus), in the shape of each export', laboratory: 'Files of laboratories, published under free licences by others, not part of this repository' } as const;

const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** A list of variants: its first change with counts, or with a fraction. */
function listed(series: readonly SeriesRow[]): string {
  const r = series.find((x) => x.variant !== '');
  const whole = series.find((x) => x.tumourFraction !== null);
  if (r === undefined && whole !== undefined) return `; first: tumour fraction ${whole.tumourFraction!}${whole.copiesPerMl === null ? '' : `, ${whole.copiesPerMl} molecules per mL`}; ${counted(series.filter((x) => x.status === 'not_detected').length, 'draw')} in which nothing was found`;
  if (r === undefined) return '; a draw in which nothing was found';
  const what = `; first: ${`${r.gene} ${r.variant}`.trim()}`;
  return r.mutantCount !== null ? `${what} ${thousands(r.mutantCount)} of ${thousands(r.totalCount!)} ${r.countUnit}` : r.vafFraction !== null ? `${what} fraction ${r.vafFraction}` : `${what} ${r.status ?? ''}`;
}

async function outcomeOf(t: Told): Promise<string> {
  const { format, rows, problems } = await readBytes(t.bytes(), { fileName: t.file.split('/').at(-1)!, manifest: t.manifest() });
  const errors = problems.filter((p) => p.severity === 'error');
  if (format === null) return '– | refused | `unrecognised_format`; none of the formats known here: it holds no results |';
  if (errors.length > 0) return `${format} | refused | \`${[...new Set(errors.map((p) => p.code))].join('`, `')}\` (${counted(errors.length, 'problem')}); ${errors[0]!.line === null ? '' : `line ${errors[0]!.line}: `}${errors[0]!.message.replaceAll('|', '/')} |`;
  const series = rows.filter((r): r is SeriesRow => r.kind === 'series');
  const controls = rows.filter((r): r is ControlRow => r.kind === 'control');
  const failed = series.filter((r) => r.status === 'failed_qc').length;
  const [first] = series;
  const others = (['treatment', 'assessment', 'patient'] as const).flatMap((k) => { const n = rows.filter((r) => r.kind === k).length; return n === 0 ? [] : [counted(n, k)]; });
  const numbers = first === undefined ? '' : first.countUnit !== 'partitions' ? listed(series) : first.mutantCount === null ? '; first: failed, not negative' : `; first: mutant ${thousands(first.mutantCount)}, wild type ${thousands(first.wildtypeCount ?? 0)} of ${thousands(first.totalCount!)}${first.supplied.partition_nl === undefined ? '' : `, ${first.supplied.partition_nl} nL`}`;
  const warnings = [...new Set(problems.map((p) => p.code))];
  return `${format} | imported | ${counted(series.length, 'result')}${failed > 0 ? ` (${failed} failed)` : ''}, ${counted(controls.length, 'control')}${others.map((o) => `, ${o}`).join('')}${numbers}${warnings.length === 0 ? '' : `; told: \`${warnings.join('`, `')}\``} |`;
}

async function partOf(from: Told['from']): Promise<string> {
  const lines: string[] = [];
  for (const t of told.filter((x) => x.from === from)) lines.push(`| ${t.instrument} | ${t.file} | ${await outcomeOf(t)}`);
  return `\n## ${parts[from]}\n\n| instrument | file | read as | outcome | what |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}
const section = (text: string, from: Told['from']): string => /\n## [^]*?(?=\n## |$)/.exec(text.slice(text.indexOf(`\n## ${parts[from]}`)))?.[0] ?? '';

describe('docs/formats.md', () => {
  it('tells what is read', async () => {
    const present = existsSync(examples);
    if (process.env.UPDATE_DOCS && present) writeFileSync(document, `${head}${await partOf('own')}${await partOf('laboratory')}`);
    const text = readFileSync(document, 'utf8');
    expect(text.startsWith(head)).toBe(true);
    expect(section(text, 'own')).toBe(await partOf('own'));
    // Every example of an instrument that counts partitions is in the table, imported or refused for a reason.
    expect(section(text, 'laboratory').match(/\| (?:imported|refused) \|/g)).toHaveLength(told.filter((t) => t.from === 'laboratory').length);
    if (present) expect(section(text, 'laboratory')).toBe(await partOf('laboratory'));
  });
});
