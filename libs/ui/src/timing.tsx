/** From blood to decision, draw by draw, against the day on which the answer was needed. A step that is not known is said so; none is guessed. */
import type { ReactNode } from 'react';
import type { TimedDraw, WireTiming } from '@clonewatch/contracts';
import { count, dateText, t } from '@clonewatch/words';

const steps = ['collected', 'received', 'reported', 'imported', 'seen', 'decided'] as const;
const on = (d: TimedDraw, step: (typeof steps)[number]): string | null => d[`${step}_on`];

export function TimingPanel({ timing, most = 6 }: { readonly timing: WireTiming; readonly most?: number }): ReactNode {
  const dated = timing.draws.filter((d) => d.collected_on !== null).slice(0, most);
  return (
    <section className="panel" id="timing" aria-labelledby="timing-title" data-timing={timing.draws[0]?.state ?? 'none'}>
      <h2 id="timing-title">{t('board.timing')} {timing.next_cycle_on !== null && <span className="quiet">{t('board.timing.needed')} {dateText(timing.next_cycle_on)}</span>}</h2>
      {dated.length === 0 ? <p className="quiet pad">{t('board.timing.none')}</p> : (
        <table className="table"><thead><tr><th scope="col">{t('board.specimen')}</th>{steps.map((s) => <th scope="col" key={s}>{t(`board.timing.${s}`)}</th>)}<th scope="col" className="number">{t('board.timing.toReport')}</th><th scope="col" className="number">{t('board.timing.toDecision')}</th><th scope="col">{t('board.state')}</th></tr></thead>
          <tbody>{dated.map((d) => (
            <tr key={d.specimen_id} data-timed={d.specimen_id} data-state={d.state}><td>{d.specimen_id}</td>
              {steps.map((s) => { const day = on(d, s); return <td key={s} className="nowrap">{day === null ? <span className="quiet">{t('board.timing.notKnown')}</span> : dateText(day)}</td>; })}
              <td className="number">{d.days_to_report === null ? '–' : count(d.days_to_report)}</td><td className="number">{d.days_to_decision === null ? '–' : count(d.days_to_decision)}</td>
              <td>{d.state === 'too_late' || d.state === 'overdue' ? <strong className="overdue">{t(`board.timing.state.${d.state}`)}</strong> : <span className={d.state === 'not_planned' ? 'quiet' : undefined}>{t(`board.timing.state.${d.state}`)}</span>}</td></tr>
          ))}</tbody></table>
      )}
    </section>
  );
}
