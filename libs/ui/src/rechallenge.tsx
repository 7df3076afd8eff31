import { useState, type ReactNode } from 'react';
import { dateText, dayText, percent } from '@clonewatch/charts';
import type { Timeline } from '@clonewatch/domain';
import type { RechallengeAnswer, WireGate } from '@clonewatch/contracts';
import { fromEngine, t, variantText } from '@clonewatch/words';
import { When } from './badges.js';
import { Quoted } from './quoted.js';
import { Say } from './say.js';


/** Pass is no green light: the mark is a plain outline; what cannot be answered is hatched as everywhere else. */
export const stateClass: Readonly<Record<WireGate['state'], string>> = { pass: 'informative', caution: 'limited', fail: 'gate-fail', unknown: 'not_informative', not_informative: 'not_informative' };


function GateTable({ gates, timeline, numbered }: { readonly gates: readonly WireGate[]; readonly timeline: Timeline; readonly numbered: boolean }): ReactNode {
  return (
    <table className="table gates">
      <thead><tr><th scope="col">{t('re.criterion')}</th><th scope="col">{t('re.state')}</th><th scope="col">{t('re.finding')}</th><th scope="col">{t('re.date')}</th><th scope="col">{t('re.precedent')}</th></tr></thead>
      <tbody>{gates.map((g, i) => (
        <tr key={`${g.id} ${i}`} data-gate={g.id} data-state={g.state}>
          <td>{numbered && <span className="quiet">{g.id} </span>}{fromEngine(g.name)}</td>
          <td className="nowrap"><span className={`badge ${stateClass[g.state]}`}><i aria-hidden="true" />{t(`re.state.${g.state}`)}</span></td>
          <td>{fromEngine(g.datum)}</td>
          <td><When timeline={timeline} on={g.dated_on} day={g.dated_day} /></td>
          <td className="quiet small"><Quoted text={g.source} /></td>
        </tr>
      ))}</tbody>
    </table>
  );
}

const dayWord = (timeline: Timeline, day: string | number): string => (typeof day === 'string' ? dateText(day) : dayText(timeline, day));

function WindowLine({ answer, timeline }: { readonly answer: RechallengeAnswer; readonly timeline: Timeline }): ReactNode {
  const bound = percent(answer.bound_vaf ?? 0);
  const c = answer.clearance;
  const clones = (answer.clones ?? []).map((x) => variantText(x.gene, x.variant)).join(', ');
  if (!c) {
    const why = answer.clearance_reason ? fromEngine(answer.clearance_reason) : '';
    return <p className="pad small" data-testid="window">{why === '' ? t('re.noWindowPlain') : t('re.noWindow', { why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.` })}</p>;
  }
  const said = { clones, bound, median: dayWord(timeline, c.median), low: dayWord(timeline, c.low), high: dayWord(timeline, c.high), p: ((answer.p_all_below_now ?? 0) * 100).toFixed(0) };
  const quiet = { q: (x: ReactNode) => <span className="quiet">{x}</span> };
  return (
    <p className="pad small" data-testid="window">
      {answer.earliest == null ? <Say k="re.windowNoDay" v={said} c={quiet} /> : <Say k="re.window" v={{ ...said, earliest: dayWord(timeline, answer.earliest) }} c={quiet} />}
    </p>
  );
}

/** A trial's verdict with the sample it was read in, or that the trial asks nothing of the plasma; criteria are met only as far as they were evaluated. */
function trialWord(trial: NonNullable<RechallengeAnswer['trials']>[number], sample: string | null): string {
  const plasma = trial.gates.some((g) => g.id === 'plasma');
  const said = { name: fromEngine(trial.name), verdict: t(`re.verdictSmall.${trial.verdict === 'met' && (trial.not_evaluated ?? []).length > 0 ? 'metAsFar' : trial.verdict}`) };
  return !plasma ? t('re.trialNoPlasma', said) : sample === null ? t('re.trial', said) : t('re.trialIn', { ...said, sample });
}

/** … and what of its criteria that leaves out. */
function trialSentence(trial: NonNullable<RechallengeAnswer['trials']>[number], sample: string | null): string {
  const said = trialWord(trial, sample);
  const left = trial.not_evaluated ?? [];
  return trial.verdict !== 'met' || left.length === 0 ? said : t('re.notEvaluated', { said, list: left.map((what) => t(`re.part.${what}`)).join(', ') });
}

/** Readiness for rechallenge: verdict, gates with their data, a trial's criteria on request, the window by date. Nothing where the question does not arise. */
export function RechallengePanel({ answer, timeline }: { readonly answer: RechallengeAnswer; readonly timeline: Timeline }): ReactNode {
  const [set, setSet] = useState('');
  if (!answer.arises || answer.verdict === undefined || !answer.gates) return null;
  const trial = answer.trials?.find((x) => x.id === set);
  const day = answer.sample_on ?? answer.sample_day;
  const sample = day === undefined ? null : dayWord(timeline, day);
  return (
    <section className="panel" id="rechallenge" aria-labelledby="rechallenge-title" data-verdict={trial?.verdict ?? answer.verdict}>
      <div className="panel-head">
        <h2 id="rechallenge-title">{t('re.title')}</h2>
        <label className="small">{t('re.criteria')} <select value={set} onChange={(e) => setSet(e.target.value)} data-testid="criteria-set">
          <option value="">{t('re.default')}</option>
          {(answer.trials ?? []).map((x) => <option key={x.id} value={x.id}>{trialWord(x, null)}</option>)}
        </select></label>
      </div>
      <p className="pad" data-testid="rechallenge-wording"><strong>{trial ? trialSentence(trial, sample) : fromEngine(answer.wording ?? '')}</strong></p>
      {trial && <p className="pad small quiet"><Quoted text={trial.note} /></p>}
      <GateTable gates={trial?.gates ?? answer.gates} timeline={timeline} numbered={!trial} />
      {trial?.left && trial.left.length > 0 && <p className="pad small quiet" data-testid="trial-left">{t('re.left', { list: trial.left.map((l) => t('re.left.one', { what: t(`re.part.${l.what}`), why: t(`re.why.${l.why}`) })).join('; ') })}</p>}
      <WindowLine answer={answer} timeline={timeline} />
      <p className="quiet pad small">{fromEngine(answer.context ?? '')} {t('re.foot', { asOf: answer.as_of === null ? t('re.lastResult') : dayWord(timeline, answer.as_of) })}</p>
    </section>
  );
}
