/** Decay, clearance, clones and decisions as tables. */
import { covers, decays, flatDays, intervalScore, lnRmse, never, type DecayTally } from './decay.js';
import { meanOf, medianOf, shareOf, shareOver, type Figure } from './intervals.js';
import { figure, fraction, type RegimeTallies, type Table } from './report.js';

const yes = <T>(items: readonly T[], met: (item: T) => boolean): Figure => shareOf(items.filter(met).length, items.length);
const percentile = (sorted: readonly number[], p: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(p * (sorted.length - 1))))] ?? Number.NaN;

/** Tertiles by the molecules an answer can rest on. */
function tertiles(items: readonly DecayTally[]): readonly (readonly DecayTally[])[] {
  const sorted = [...items].sort((a, b) => a.information - b.information);
  const cut = (i: number): number => Math.round((i * sorted.length) / 3);
  return [0, 1, 2].map((i) => sorted.slice(cut(i), cut(i + 1)));
}

const answered = (d: DecayTally): boolean => d.answer !== null;
const saidFlat = (d: DecayTally): boolean => (d.pNotDecaying ?? 0) >= 0.5;
const saidResponse = (d: DecayTally): boolean => (d.pResponse ?? 0) >= 0.5;
const covered = (d: DecayTally): boolean => covers(d.answer!, d.trueDays);

export function decayTable({ regime, tallies }: RegimeTallies): Table {
  const all = tallies.flatMap((t) => t.decays);
  const usual = all.filter((d) => !d.kills);
  const falling = usual.filter((d) => decays(d) && answered(d));
  const truths = usual.filter(decays).map((d) => d.trueDays).sort((a, b) => a - b);
  const constant = { median: percentile(truths, 0.5), low: percentile(truths, 0.025), high: percentile(truths, 0.975) };
  const errors = (pick: (d: DecayTally) => number): number => lnRmse(falling.map((d) => [pick(d), d.trueDays]));
  const scores = (of: (d: DecayTally) => { low: number; high: number }): Figure => meanOf(falling.map((d) => intervalScore(of(d).low, of(d).high, d.trueDays)));
  const killed = all.filter((d) => d.kills && decays(d) && answered(d));
  const flat = usual.filter((d) => !decays(d));
  const [low, middle, high] = tertiles(falling);
  const cleared = usual.flatMap((d) => (d.clearance && d.clearance.trueDays < never ? [d.clearance] : []));
  const eighty = cleared.filter((c) => c.low80 !== null && c.high80 !== null);
  return {
    title: `Decay, regime ${regime}: ${usual.length} clones of 0.2 % at the stop with three draws after it, without chemotherapy that kills`,
    head: ['figure', 'measured', 'of'],
    rows: [
      ['answered', fraction(yes(all, answered)), `${all.length} clones, killing chemotherapy included`],
      ['95 % interval covers', fraction(yes(falling, covered)), `${falling.length} that decay (true half-life up to ${flatDays} d)`],
      ['… least informed third', fraction(yes(low!, covered)), `${low!.length}`], ['… middle third', fraction(yes(middle!, covered)), `${middle!.length}`], ['… best informed third', fraction(yes(high!, covered)), `${high!.length}`],
      ['ln-RMSE', errors((d) => d.answer!.median).toFixed(3), ''], ['… of always saying the cohort\'s median', errors(() => constant.median).toFixed(3), `${constant.median.toFixed(0)} d`],
      ['… ratio', (errors((d) => d.answer!.median) / errors(() => constant.median)).toFixed(3), ''],
      ['interval score, 95 %, ln scale', figure(scores((d) => d.answer!)), ''], ['… of the cohort\'s central 95 %', figure(scores(() => constant)), `${constant.low.toFixed(0)}–${constant.high.toFixed(0)} d`],
      ['does not decay: interval reaches 1,000 d', fraction(yes(flat, (d) => d.answer !== null && d.answer.high >= flatDays)), `${flat.length} clones that do not decay`],
      ['… is said not to decay (probability of a half or more)', fraction(yes(flat, saidFlat)), `${flat.length}`], ['a clone that decays is said not to', fraction(yes(falling, saidFlat)), `${falling.length}`],
      ['a fall under chemotherapy that kills is read as a response', fraction(yes(killed, saidResponse)), `${killed.length}`], ['a fall under another is', fraction(yes(falling, saidResponse)), `${falling.length}`],
      ['under chemotherapy that kills: 95 % interval covers the fall that took place', fraction(yes(killed, covered)), `${killed.length} clones`],
      ['clearance date: 80 % interval covers', eighty.length > 0 ? fraction(yes(eighty, (c) => covers({ low: c.low80!, high: c.high80! }, c.trueDays))) : 'not offered by this engine', `${eighty.length} dates`],
      ['clearance date: 95 % interval covers', fraction(yes(cleared, (c) => covers(c, c.trueDays))), `${cleared.length} dates still ahead`],
    ],
  };
}

export function cloneTable(regimes: readonly RegimeTallies[]): Table {
  return {
    title: 'Clones: adjusted Rand index at five draws or more, three tumour variants or more', head: ['regime', 'median', 'mean', 'patients', 'exactly right'],
    rows: regimes.map(({ regime, tallies }) => {
      const ari = tallies.flatMap((t) => (t.ari === null ? [] : [t.ari]));
      return [regime, figure(medianOf(ari)), figure(meanOf(ari)), String(ari.length), fraction(yes(ari, (x) => x > 0.999999))];
    }),
  };
}

export function safetyTable(regimes: readonly RegimeTallies[]): Table {
  const row = (name: string, tallies: RegimeTallies['tallies']): string[] => {
    const decisions = tallies.flatMap((t) => t.decisions);
    if (decisions.length === 0) return [name, '0', 'no decision', '', '', ''];
    const per = (of: (d: (typeof decisions)[number]) => boolean): Figure => shareOver(tallies.map((t) => { const own = t.decisions.filter(of); return [own.filter((d) => d.verdict === 'met').length, own.length]; }));
    const counts = (of: (d: (typeof decisions)[number]) => boolean): string => String(decisions.filter(of).length);
    return [
      name, String(decisions.length), `${fraction(per((d) => d.present))} of ${counts((d) => d.present)}`, `${fraction(per((d) => d.present && d.nonShedder))} of ${counts((d) => d.present && d.nonShedder)}`,
      `${fraction(per((d) => d.nonShedder))} of ${counts((d) => d.nonShedder)}`, `${fraction(per((d) => d.clean))} of ${counts((d) => d.clean)}`,
    ];
  };
  return {
    title: 'Decisions on rechallenge: four and eight months after the stop, and at the last draw before the drug is given again',
    head: ['regime', 'decisions', 'P("met", given a clone of 0.1 % or a quarter of the tumour)', '… among non-shedders', 'P("met", given a non-shedder)', 'usefulness: P("met", given truly clean and all else met)'],
    rows: [...regimes.map((r) => row(r.regime, r.tallies)), ...(regimes.length > 1 ? [row('all', regimes.flatMap((r) => r.tallies))] : [])],
  };
}

/** Verdicts of the clean and of those with a clone: where usefulness is lost. */
export function verdictTable(regimes: readonly RegimeTallies[]): Table {
  const decisions = regimes.flatMap((r) => r.tallies.flatMap((t) => t.decisions));
  const share = (of: (d: (typeof decisions)[number]) => boolean, verdict: string): string => fraction(yes(decisions.filter(of), (d) => d.verdict === verdict));
  return {
    title: 'Verdicts, all regimes of this run', head: ['verdict', 'all decisions', 'a clone is there', 'truly clean and all else met', 'non-shedder'],
    rows: ['met', 'discuss', 'not_met', 'cannot_assess'].map((v) => [v, share(() => true, v), share((d) => d.present, v), share((d) => d.clean, v), share((d) => d.nonShedder, v)]),
  };
}
