/** Words of a trend as tables: how often each was said, by what was true. */
import { trends } from '@clonewatch/domain';
import { shareOver } from './intervals.js';
import { fraction, type RegimeTallies, type Table } from './report.js';
import { trueTrends, type TrendTally } from './trends.js';

export const trendWords = 'The word beside a variant on the last draw, against the factor by which its true VAF changed from the first of the last four draws that read it to the last, where one of them had 0.2 %. '
  + 'A wrong word is `rising` of what fell or `falling` of what rose; `insufficient` says that the draws do not tell.';

export function trendTable({ regime, tallies }: RegimeTallies): Table {
  const rows = (['truncal', 'resistant clone'] as const).flatMap((what) => trueTrends.map(([truth]) => {
    const own = tallies.map((t) => t.trends.filter((x) => x.what === what && x.truth === truth));
    const said = (word: TrendTally['said']): string => fraction(shareOver(own.map((x) => [x.filter((y) => y.said === word).length, x.length])));
    return [what, truth, String(own.reduce((s, x) => s + x.length, 0)), ...trends.map(said)];
  }));
  return { title: `Words of a trend, regime ${regime}`, head: ['variant', 'true VAF', 'of', ...trends.map((t) => `said ${t}`)], rows };
}
