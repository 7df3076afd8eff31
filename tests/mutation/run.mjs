/**
 * `npm run mutation [-- PART…]`: mutation testing of the parts of libs/guidance named in slices.mjs (all of them), then docs/mutation.md from what was found
 * and the survivors on the terminal. `--alive`: only what is not dead yet: survivors of the last run after tests were added, and what an ended run left.
 * `--report`: no run. What was found stays in `.stryker/found.json`, with the text of each file: a file that changed since counts as not run.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftOut, slices, tooSlow } from './slices.mjs';
import { Trial } from './trial.mjs';

const root = join(import.meta.dirname, '..', '..');
const kept = join(root, '.stryker', 'found.json');
/** By file: the hash of its text, how many mutants it has, and those tested with what became of them. */
const found = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
const save = () => writeFileSync(kept, JSON.stringify(found));
const hashOf = (file) => createHash('sha256').update(readFileSync(join(root, file))).digest('hex').slice(0, 16);
const known = (file) => (found[file]?.hash === hashOf(file) ? found[file] : null);
const isDead = (m) => m.status === 'killed' || m.status === 'endless';
const percent = (a, b) => (b === 0 ? '–' : `${((100 * a) / b).toFixed(1)} %`);

async function run(part, onlyAlive) {
  const { mutate, tests } = slices[part];
  const trial = await Trial.of(root, mutate, tests, (id) => tooSlow.some((name) => id.startsWith(name)));
  for (const file of mutate) {
    const own = trial.mutants.filter((m) => m.file === file);
    const before = onlyAlive ? known(file) : null;
    found[file] = { hash: hashOf(file), planned: own.length, mutants: before?.mutants ?? [] };
  }
  const before = new Map(mutate.flatMap((file) => found[file].mutants.map((m) => [`${file} ${m.id}`, m])));
  const first = new Map();
  for (const m of trial.mutants) first.set(m.file, Math.min(first.get(m.file) ?? Infinity, m.id));
  let n = 0;
  for (const m of trial.mutants) {
    // Numbers run on over the files of a part: within its file a mutant keeps its own.
    const id = m.id - first.get(m.file);
    const old = before.get(`${m.file} ${id}`);
    if (old && isDead(old)) continue;
    const { file, ...what } = m;
    const fate = { ...what, id, ...(await trial.fateOf(m)) };
    if (old) Object.assign(old, fate, { ms: old.ms + fate.ms });
    else found[file].mutants.push(fate);
    if (++n % 50 === 0) save();
  }
  save();
}

function page() {
  const sum = { planned: 0, tested: 0, killed: 0, ms: 0 };
  const rows = Object.entries(slices).flatMap(([part, { mutate }]) => mutate.map((file) => {
    const of = `| ${part} | ${file.replace('libs/guidance/src/', '')}`;
    const state = known(file);
    if (state === null) return `${of} | – | – | – | not run |`;
    const { planned, mutants } = state;
    const killed = mutants.filter(isDead).length;
    sum.planned += planned; sum.tested += mutants.length; sum.killed += killed; sum.ms += mutants.reduce((t, m) => t + m.ms, 0);
    return `${of} | ${planned} | ${mutants.length} | ${killed} | ${mutants.length < planned ? 'run ended early' : percent(killed, planned)} |`;
  }));
  return [
    '# Mutation testing of `libs/guidance`', '',
    'Written by `npm run mutation`; do not edit. Stryker\'s mutants change one thing at a time in the rules; a mutant is killed when a unit test of the part (tests/mutation/slices.mjs) fails',
    'that passes without it, or no longer ends. A mutant that no such test passes, or that is not dead when its processor time is used up (300 ms; survivors of some parts again with',
    '`MUTATION_BUDGET_MS=1500`), counts as surviving: each score is a lower bound. Laws over whole simulated histories, which take seconds each, are not used. What was read of the survivors: [mutation-survivors.md](mutation-survivors.md).', '',
    '| part | file | mutants | tested | killed | score |', '| --- | --- | ---: | ---: | ---: | ---: |', ...rows,
    `| **all** | | ${sum.planned} | ${sum.tested} | ${sum.killed} | ${percent(sum.killed, sum.tested)}${sum.tested < sum.planned ? ' of those tested' : ''} |`, '',
    `Processor time: ${(sum.ms / 60000).toFixed(1)} min, ${(sum.ms / Math.max(1, sum.tested)).toFixed(0)} ms a mutant, in one process; besides, building and one clean run of the tests for each part.`, '',
    'Left out, because nothing in them decides:', '', ...Object.entries(leftOut).map(([file, why]) => `- \`${file}\`: ${why}`), '',
  ].join('\n');
}

const asked = process.argv.slice(2).filter((a) => !a.startsWith('--'));
const unknown = asked.find((a) => !(a in slices));
if (unknown !== undefined) {
  console.error(`unknown part "${unknown}"; known: ${Object.keys(slices).join(', ')}`);
  process.exit(2);
}
mkdirSync(join(root, '.stryker'), { recursive: true });
for (const part of asked.length > 0 ? asked : Object.keys(slices)) {
  if (!process.argv.includes('--report')) await run(part, process.argv.includes('--alive'));
  for (const file of slices[part].mutate) {
    const mutants = known(file)?.mutants ?? [];
    console.log(`${file}: ${mutants.filter(isDead).length} of ${mutants.length} killed`);
    for (const m of mutants) if (!isDead(m)) console.log(`  ${m.line}:${m.column} ${m.status} ${m.mutatorName}: ${m.replacement.replaceAll(/\s+/g, ' ').slice(0, 160)}`);
  }
  writeFileSync(join(root, 'docs', 'mutation.md'), page());
}
