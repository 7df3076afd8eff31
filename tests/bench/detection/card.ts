/** docs/model-card.md: the figures of a run, with what a person wrote about them kept from one run to the next. */
import { populations } from '@clonewatch/simulate';
import { noticeWords } from './notices.js';
import { markdown, type RegimeTallies, type Table } from './report.js';

const opening = '<!-- written by hand: kept when the card is regenerated -->';
const closing = '<!-- end of what is written by hand -->';
const firstWords = '\nNot written yet: what fell short of its target, and why.\n';

/** What stands between the marks of an earlier card. */
export function handWritten(earlier: string | null): string {
  const from = earlier?.indexOf(opening) ?? -1;
  const to = earlier?.indexOf(closing) ?? -1;
  return earlier !== null && from >= 0 && to > from ? earlier.slice(from + opening.length, to) : firstWords;
}

export interface CardInput {
  readonly regimes: readonly RegimeTallies[];
  readonly tables: readonly { readonly heading: string; readonly tables: readonly Table[]; readonly words?: string }[];
  readonly designSeed: number;
  readonly testSeed: number;
  readonly earlier: string | null;
}

/** The parameters the regimes differ in, and what the engine shares with them. */
const shared: readonly (readonly [string, string, string])[] = [
  ['shedding shared by a draw\'s tumour variants; own', 'log-sd 0.35, AR(1) 0.3, doubled in 5 % of draws; 0.2', 'the two sds, as specified; neither AR(1) nor flares'],
  ['doubling time on the drug', 'gamma, shape 5, mean 34 d, within 10–110 d; 0.7 of it on rechallenge', 'no (lognormal, median 28 d, log-sd 0.7, on eight values of 7–80 d)'],
  ['half-life off the drug', 'gamma, shape 3.2, mean 130 d, within 25–500 d, alike for all genes; 12.5 % do not decay', 'the 12.5 % that do not decay; else no (lognormal by gene, 3.7 and 4.7 months, log-sd 0.6)'],
  ['background of a position', 'log-uniform 1e-5–1e-4 (panel), 0.05–1 partitions a reaction (dPCR); beta-binomial, rho 1e-4–1e-3; stated within 15 %', 'the stated value is read; the range of the overdispersion too, except in `ngs`, where it is half as high'],
  ['molecules', 'lognormal, median 3,500, log-sd 0.6, within 300–30,000', 'read from the file'],
  ['bias of an assay', 'log-sd 0.15', 'yes'],
  ['truncal variants', 'none in 10 % of patients; one of up to three subclonal in 15 %; TP53 of blood cells in 5 %', 'no'],
  ['non-shedders; stable clones; clones that arise late; CHIP; CHIP at RAS', '15 %; 10 % of patients; 30 % of growing clones; 30 %; 5 % of patients', 'no'],
  ['draws', 'every 2, 4, 6 or 8 weeks ± 20 %; 8 % missed, 3 % failed, 3 % diluted, 1 % contaminated (two to five variants at 0.03–0.5 %), 1 % swapped, 1 % misdated, 15 % measured by two assays', 'the 1 % contaminated; else no'],
  ['care', 'lines end by images of the simulated tumour (20 % above the least diameter), toxicity or plan; chemotherapy that kills in 40 %; the drug again in 50 %', 'the 40 %, and about how fast and how long such chemotherapy kills; else no. A stop is known to the engine only from its day on'],
];

export function card(input: CardInput): string {
  const first = input.regimes[0]!;
  const version = first.tallies[0]!;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    '# Model card: operating characteristics, simulated', '',
    'Written by `clonewatch bench detection`; do not edit outside the marked section. All figures are of simulated patients (`libs/simulate/src/population`): they say how the',
    'engine behaves where the truth is known, not how it performs in a clinic. Every interval is a 95 % Monte-Carlo interval over patients.', '',
    `Engine ${version.modelVersion}, rules ${version.rulesVersion}. Thresholds were fixed beforehand, on other simulated patients, and looked at on seed ${input.designSeed}; the figures below are of seed ${[...new Set(input.regimes.map((r) => r.seed))].join(', ')}`
    + `${input.regimes.every((r) => r.seed === input.testSeed) ? ' (the test seed)' : ' (not the test seed)'}.`, '',
    '## What fell short, and why', '', opening + handWritten(input.earlier) + closing, '',
    '## Populations', '', line(['regime', 'patients', 'what is particular']), line(['---', '---', '---']),
    ...input.regimes.map((r) => line([r.regime, String(r.tallies.length), populations[r.regime as keyof typeof populations].says])), '',
    line(['parameter', 'in the default regime', 'shared with the engine\'s assumptions?']), line(['---', '---', '---']), ...shared.map(line), '',
    ...input.tables.flatMap((g) => [`## ${g.heading}`, '', ...(g.words ? [g.words, ''] : []), ...g.tables.map(markdown)]),
    '## When a notice counts as false', '', line(['kind', 'false when']), line(['---', '---']), ...Object.entries(noticeWords).map(([kind, words]) => line([kind, words])), '',
    'Kinds that are not listed state a fact of the file (a draw overdue, a codon not covered) and are never counted as false.', '',
  ].join('\n');
}
