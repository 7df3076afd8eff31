/** Evidence of a release beside a patient's variants: by gene and canonical change, never by a piece of text; and what a newer release changed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCivic } from '@clonewatch/formats';
import { evidenceChanges, furtherEvidence, readProfile, speaksOf } from '@clonewatch/guidance';

const corpus = join(import.meta.dirname, '../../corpus/civic');
const release = (name: string) => readCivic(readFileSync(join(corpus, `${name}-made-up.tsv`), 'utf8')).items;
const says = (profile: string, gene: string, variant: string): boolean => speaksOf(profile, { gene, variant });

it.each([
  ['KRAS G12D', 'KRAS', 'p.G12D', true], ['KRAS G12D', 'KRAS', 'p.G12V', false], ['KRAS G12D', 'NRAS', 'p.G12D', false], ['KRAS G12', 'KRAS', 'p.G12A', true], ['KRAS G12/G13', 'KRAS', 'p.G13D', true], ['KRAS G12', 'KRAS', 'p.G12=', false],
  ['BRAF V600E/K', 'BRAF', 'p.V600K', true], ['BRAF V600E/K', 'BRAF', 'p.V600D', false], ['BRAF V600', 'BRAF', 'p.V600D', true], ['VHL R167W (c.499C>T)', 'VHL', 'p.R167W', true], ['VHL R161* (c.481C>T)', 'VHL', 'p.R161*', true],
  ['EGFR Exon 19 Deletion', 'EGFR', 'p.E746_A750del', true], ['EGFR Exon 19 Deletion', 'EGFR', 'p.L858R', false], ['ERBB2 Y772_A775DUP', 'ERBB2', 'p.Y772_A775dup', true], ['MET Exon 14 Skipping Mutation', 'MET', 'c.3028+1G>A', true],
  ['KRAS Amplification', 'KRAS', 'amplification', true], ['KRAS AMPLIFICATION', 'KRAS', 'p.G12D', false], ['PTEN Loss', 'PTEN', 'loss', true], ['PTEN Loss', 'PTEN', 'p.R130*', false], ['PTEN Loss-of-function', 'PTEN', 'p.R130*', true],
  ['EML4::ALK Fusion', 'ALK', 'fusion:EML4', true], ['EML4::ALK Fusion', 'EML4', 'fusion:ALK', true], ['EML4::ALK Fusion', 'ALK', 'fusion:KIF5B', false], ['v::ALK Fusion', 'ALK', 'fusion:KIF5B', true], ['ALK Fusion', 'ALK', 'fusion:EML4', true],
  ['HER2 Amplification', 'ERBB2', 'amplification', true],
])('%s and %s %s: %s', (profile, gene, variant, expected) => {
  expect(says(profile, gene, variant)).toBe(expected);
});

it.each([
  ['EGFR L858R AND EGFR T790M', 'compound'], ['EGFR L858R OR EGFR Exon 19 Deletion', 'compound'], ['NOT KRAS G12D', 'compound'], ['EML4::ALK Fusion AND ALK L1196M', 'compound'],
  ['KRAS Mutation', 'category'], ['KRAS Wildtype', 'category'], ['MET Overexpression', 'category'], ['KIT EXON 11 MUTATION', 'category'], ['BRAF', 'category'], ['FLT3 ITD', 'category'], ['VHL Splice Site (c.340+1G>A)', 'category'],
])('%s is a %s: it speaks of no single variant', (profile, kind) => {
  expect(readProfile(profile)).toEqual({ kind, targets: [] });
});

it('items of the own disease first; a submitted item is no evidence yet; an unknown disease is said to be unknown', () => {
  const items = release('01-Feb-2026');
  const found = furtherEvidence(items, [{ gene: 'KRAS', variant: 'p.G12D' }, { gene: 'MET', variant: 'amplification' }], 'mcrc_ras_braf_wt');
  expect(found.map((f) => [f.item.evidenceId, f.own])).toEqual([[9002, true], [9001, true], [9007, false]]);
  expect(furtherEvidence(items, [{ gene: 'KRAS', variant: 'p.G12D' }], null).every((f) => f.own === null)).toBe(true);
});

it('changed level, direction, significance or status, and what is gone; a new item changed nothing', () => {
  const changes = evidenceChanges(release('01-Feb-2026'), release('01-Aug-2026'));
  expect(changes.map((c) => [c.before.evidenceId, c.before.level, c.after?.level ?? null, c.after?.direction ?? null])).toEqual([[9001, 'B', 'A', 'Does Not Support'], [9006, 'A', null, null]]);
  expect(evidenceChanges(release('01-Feb-2026'), release('01-Feb-2026'))).toEqual([]);
});

const whole = join(import.meta.dirname, '../../../../shared/knowledge/civic-2026-05-evidence.tsv');
(existsSync(whole) ? it : it.skip)('a whole release, when it is there: no profile throws, and what is known of KRAS G12D in colorectal cancer is found', () => {
  const { items } = readCivic(readFileSync(whole, 'utf8'));
  const kinds = { single: 0, compound: 0, category: 0 };
  for (const i of items) kinds[readProfile(i.profile).kind] += 1;
  expect(kinds.compound).toBe(items.filter((i) => / (?:AND|OR) |^NOT | NOT /.test(i.profile)).length);
  expect(kinds.single).toBeGreaterThan(items.length / 2);
  // By hand from the file: items of KRAS G12D, G12, G12/G13 in colorectal cancer that predict.
  const byHand = items.filter((i) => ['KRAS G12D', 'KRAS G12', 'KRAS G12/G13'].includes(i.profile) && i.doid === '9256' && i.type === 'Predictive').map((i) => i.evidenceId).sort((a, b) => a - b);
  const found = furtherEvidence(items, [{ gene: 'KRAS', variant: 'p.G12D' }], 'mcrc_ras_braf_wt').filter((f) => f.item.doid === '9256' && f.item.type === 'Predictive').map((f) => f.item.evidenceId).sort((a, b) => a - b);
  expect(byHand.length).toBeGreaterThan(5);
  expect(found).toEqual(byHand);
});
