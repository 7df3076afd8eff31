/**
 * `npm run mutation [-- SLICE…]`: Stryker over the parts of libs/guidance named in slices.mjs, one after the other, then docs/mutation.md from what was
 * found; `--report` writes the page alone. What a run that was ended has tested stays in `.stryker/` and is reported as such.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { slices } from './slices.mjs';

const root = join(import.meta.dirname, '..', '..');
const ledgers = join(root, '.stryker');
const ledgerOf = (slice) => join(ledgers, `${slice}.ndjson`);
const dead = new Set(['Killed', 'Timeout']);

/** Mutants by file; one that no test of the part reaches counts as surviving. */
function found(slice) {
  if (!existsSync(ledgerOf(slice))) return [];
  const [head, ...mutants] = readFileSync(ledgerOf(slice), 'utf8').split('\n').filter((l) => l.endsWith('}')).map((l) => JSON.parse(l));
  return Object.entries(head.planned).map(([file, planned]) => {
    const own = mutants.filter((m) => m.file === file && m.status !== 'Ignored' && m.status !== 'CompileError');
    return { file, planned, tested: own.length, killed: own.filter((m) => dead.has(m.status)).length, survivors: own.filter((m) => !dead.has(m.status)) };
  });
}

function page() {
  const percent = (a, b) => (b === 0 ? '–' : `${((100 * a) / b).toFixed(1)} %`);
  const rows = Object.keys(slices).flatMap((slice) => {
    const files = found(slice);
    if (files.length === 0) return slices[slice].mutate.map((file) => `| ${slice} | ${file.replace('libs/guidance/src/', '')} | – | 0 | – | not run |`);
    return files.map((f) => `| ${slice} | ${f.file.replace('libs/guidance/src/', '')} | ${f.planned} | ${f.tested} | ${f.killed} | ${f.tested < f.planned ? 'run ended early' : percent(f.killed, f.planned)} |`);
  });
  return [
    '# Mutation testing of `libs/guidance`', '',
    'Written by `npm run mutation`; do not edit. Stryker changes one thing at a time in the rules; a mutant is killed when a unit test of the same part fails. Tables of published',
    'values (`*.data.ts`) are left out. A mutant that no test reaches, or that is not dead after 3 s of processor time, counts as surviving, so each score is a lower bound.', '',
    '| part | file | mutants | tested | killed | score |', '| --- | --- | ---: | ---: | ---: | ---: |', ...rows, '',
    'Parts not listed (alerts of a variant, of the burden and of the patient, responses, forecasts) are not run yet.', '',
  ].join('\n');
}

const asked = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const unknown = asked.find((a) => !(a in slices));
if (unknown !== undefined) {
  console.error(`unknown part "${unknown}"; known: ${Object.keys(slices).join(', ')}`);
  process.exit(2);
}
if (!process.argv.includes('--report')) {
  mkdirSync(ledgers, { recursive: true });
  const names = new Set(readdirSync(join(root, 'tests', 'unit', 'guidance')));
  for (const slice of asked.length > 0 ? asked : Object.keys(slices)) {
    const { mutate, tests } = slices[slice];
    const missing = tests.find((t) => !names.has(`${t}.test.ts`));
    if (missing !== undefined) throw new Error(`${slice}: no test ${missing}`);
    const { status } = spawnSync(process.execPath, [join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'), 'run', '--mutate', mutate.join(',')], {
      cwd: root, stdio: 'inherit', env: { ...process.env, MUTATION_LEDGER: ledgerOf(slice), MUTATION_TESTS: tests.join(',') },
    });
    if (status !== 0) process.exitCode = 1;
    for (const f of found(slice)) for (const m of f.survivors) console.log(`${f.file}:${m.line + 1}:${m.column + 1} ${m.status} ${m.mutatorName}: ${JSON.stringify(m.replacement)}`);
  }
}
writeFileSync(join(root, 'docs', 'mutation.md'), page());
