import { useState, type ReactNode } from 'react';
import { dateText, dayText, percent } from '@clonewatch/charts';
import { variantLabel, type Timeline } from '@clonewatch/domain';
import type { RechallengeAnswer, WireGate } from '@clonewatch/contracts';
import { When } from './badges.js';

const stateWord: Readonly<Record<WireGate['state'], string>> = { pass: 'Pass', caution: 'Caution', fail: 'Fail', unknown: 'Unknown', not_informative: 'Not informative' };
/** Pass is no green light: the mark is a plain outline; what cannot be answered is hatched as everywhere else. */
const stateClass: Readonly<Record<WireGate['state'], string>> = { pass: 'informative', caution: 'limited', fail: 'gate-fail', unknown: 'not_informative', not_informative: 'not_informative' };
const verdictWord: Readonly<Record<NonNullable<RechallengeAnswer['verdict']>, string>> = { met: 'Criteria met', discuss: 'For discussion', not_met: 'Not met', cannot_assess: 'Cannot be assessed' };

function GateTable({ gates, timeline, numbered }: { readonly gates: readonly WireGate[]; readonly timeline: Timeline; readonly numbered: boolean }): ReactNode {
  return (
    <table className="table gates">
      <thead><tr><th scope="col">Criterion</th><th scope="col">State</th><th scope="col">Finding</th><th scope="col">Date</th><th scope="col">Precedent</th></tr></thead>
      <tbody>{gates.map((g, i) => (
        <tr key={`${g.id} ${i}`} data-gate={g.id} data-state={g.state}>
          <td>{numbered && <span className="quiet">{g.id} </span>}{g.name}</td>
          <td className="nowrap"><span className={`badge ${stateClass[g.state]}`}><i aria-hidden="true" />{stateWord[g.state]}</span></td>
          <td>{g.datum}</td>
          <td><When timeline={timeline} on={g.dated_on} day={g.dated_day} /></td>
          <td className="quiet small">{g.source}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

const dayWord = (timeline: Timeline, day: string | number): string => (typeof day === 'string' ? dateText(day) : dayText(timeline, day));

function WindowLine({ answer, timeline }: { readonly answer: RechallengeAnswer; readonly timeline: Timeline }): ReactNode {
  const bound = percent(answer.bound_vaf ?? 0);
  const c = answer.clearance;
  const clones = (answer.clones ?? []).map((x) => variantLabel(x.gene, x.variant)).join(', ');
  if (!c) return <p className="pad small" data-testid="window">Window: no date. {answer.clearance_reason === null ? '' : `${answer.clearance_reason?.charAt(0).toUpperCase()}${answer.clearance_reason?.slice(1)}.`}</p>;
  return (
    <p className="pad small" data-testid="window">
      All known resistance clones ({clones}) below {bound} by {dayWord(timeline, c.median)} <span className="quiet">(95 %: {dayWord(timeline, c.low)} – {dayWord(timeline, c.high)})</span>;
      {' '}probability on this day {((answer.p_all_below_now ?? 0) * 100).toFixed(0)} %, above 80 % from {answer.earliest == null ? 'an unknown day' : dayWord(timeline, answer.earliest)}.
    </p>
  );
}

/** A trial's verdict with the sample it was read in, or that the trial asks nothing of the plasma. */
function trialWord(trial: NonNullable<RechallengeAnswer['trials']>[number], sample: string | null): string {
  const plasma = trial.gates.some((g) => g.id === 'plasma');
  return `${trial.name}: ${verdictWord[trial.verdict].toLowerCase()}${!plasma ? ', with nothing asked of the plasma' : sample === null ? '' : ` in the sample of ${sample}`}`;
}

/** Readiness for rechallenge: verdict, gates with their data, a trial's criteria on request, the window by date. Nothing where the question does not arise. */
export function RechallengePanel({ answer, timeline }: { readonly answer: RechallengeAnswer; readonly timeline: Timeline }): ReactNode {
  const [set, setSet] = useState('');
  if (!answer.arises || answer.verdict === undefined || !answer.gates) return null;
  const trial = answer.trials?.find((t) => t.id === set);
  const day = answer.sample_on ?? answer.sample_day;
  const sample = day === undefined ? null : dayWord(timeline, day);
  return (
    <section className="panel" id="rechallenge" aria-labelledby="rechallenge-title" data-verdict={trial?.verdict ?? answer.verdict}>
      <div className="panel-head">
        <h2 id="rechallenge-title">Anti-EGFR rechallenge</h2>
        <label className="small">Criteria <select value={set} onChange={(e) => setSet(e.target.value)} data-testid="criteria-set">
          <option value="">Default gates</option>
          {(answer.trials ?? []).map((t) => <option key={t.id} value={t.id}>{t.name}: {verdictWord[t.verdict].toLowerCase()}</option>)}
        </select></label>
      </div>
      <p className="pad" data-testid="rechallenge-wording"><strong>{trial ? trialWord(trial, sample) : answer.wording}</strong></p>
      {trial && <p className="pad small quiet">{trial.note}</p>}
      <GateTable gates={trial?.gates ?? answer.gates} timeline={timeline} numbered={!trial} />
      <WindowLine answer={answer} timeline={timeline} />
      <p className="quiet pad small">{answer.context} Default criteria are a proposal to be confirmed by each site; judged as of {answer.as_of === null ? 'the last result' : dayWord(timeline, answer.as_of)}; not a treatment instruction.</p>
    </section>
  );
}
