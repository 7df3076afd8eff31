/** The questions of a disease beside rechallenge: criteria with their data, in the same states; nothing where none arises. */
import type { ReactNode } from 'react';
import type { ScenariosAnswer, WireScenario } from '@clonewatch/contracts';
import { dateText, dayText, findingText } from '@clonewatch/charts';
import type { Timeline } from '@clonewatch/domain';
import { t } from '@clonewatch/words';
import { When } from './badges.js';
import { Quoted } from './quoted.js';
import { stateClass } from './rechallenge.js';

const dayWord = (timeline: Timeline, day: string | number): string => (typeof day === 'string' ? dateText(day) : dayText(timeline, day));

function Scenario({ s, asOf, timeline }: { readonly s: WireScenario; readonly asOf: string; readonly timeline: Timeline }): ReactNode {
  const day = s.sample_on ?? s.sample_day;
  const verdict = t(`re.verdict.${s.verdict}`);
  return (
    <section className="panel" id={s.id} aria-labelledby={`${s.id}-title`} data-verdict={s.verdict} data-scenario={s.id}>
      <div className="panel-head"><h2 id={`${s.id}-title`}>{t(`sc.title.${s.id}`)}</h2></div>
      <p className="pad"><strong>{day === undefined ? verdict : t('sc.verdictIn', { verdict, sample: dayWord(timeline, day) })}</strong></p>
      {s.history.length > 1 && <p className="pad small" data-testid="scenario-history">{t('sc.history')} {s.history.map((h) => `${dayWord(timeline, h.at)}: ${t(`re.verdict.${h.verdict}`)}`).join(' → ')}</p>}
      <table className="table gates">
        <thead><tr><th scope="col">{t('re.criterion')}</th><th scope="col">{t('re.state')}</th><th scope="col">{t('re.finding')}</th><th scope="col">{t('re.date')}</th><th scope="col">{t('re.precedent')}</th></tr></thead>
        <tbody>{s.gates.map((g) => (
          <tr key={g.id} data-gate={g.id} data-state={g.state}>
            <td>{t(`sc.gate.${g.id}`)}{g.end_point && <div className="quiet small">{t('sc.endPoint')}</div>}</td>
            <td className="nowrap"><span className={`badge ${stateClass[g.state]}`}><i aria-hidden="true" />{t(`re.state.${g.state}`)}</span></td>
            <td>{findingText(g)}{g.opens && <div className="quiet small">{t(`sc.opens.${g.opens}`)}</div>}</td>
            <td><When timeline={timeline} on={g.dated_on} day={g.dated_day} /></td>
            <td className="quiet small"><Quoted text={g.source} /></td>
          </tr>
        ))}</tbody>
      </table>
      <p className="quiet pad small">{t('sc.foot', { asOf })}</p>
    </section>
  );
}

/** One panel for each question that arises. */
export function ScenarioPanels({ answer, timeline }: { readonly answer: ScenariosAnswer; readonly timeline: Timeline }): ReactNode {
  const asOf = answer.as_of === null ? t('re.lastResult') : dayWord(timeline, answer.as_of);
  if (answer.criteria_exist === false) {
    return <section className="panel" id="criteria" data-testid="no-scenario" aria-labelledby="criteria-title"><h2 id="criteria-title">{t('sc.none.title')}</h2><p className="pad">{t('sc.none')}</p></section>;
  }
  return answer.items.map((s) => <Scenario key={s.id} s={s} asOf={asOf} timeline={timeline} />);
}
