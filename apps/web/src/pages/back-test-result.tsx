/** What a draft would have changed: kind by kind as bars and numbers, then alert by alert with its patient. */
import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { backTestBars, barOrder, type BackTestBar, type BarPart } from '@clonewatch/charts';
import type { BackTestChange, BackTestKind, BackTestResult } from '@clonewatch/contracts';
import { ruleWord } from '@clonewatch/ui';
import { count, dateText, t, variantText } from '@clonewatch/words';
import { get } from '../api.js';

const barWidth = 260;
const partWord = (part: BarPart): string => t(`backTest.${part}`);
const whole = (x: number): string => `${Math.round(100 * x)} %`;

function Bar({ bar }: { readonly bar: BackTestBar }): ReactNode {
  return (
    <svg className="bt-bar" width={barWidth} height="18" aria-hidden="true">
      {bar.segments.map((s) => <g key={s.part} className={`bt-${s.part}`}><rect x={s.x + 0.5} y="1.5" width={Math.max(1, s.width - 1)} height="15" />{s.label !== '' && <text x={s.x + s.width / 2} y="13" textAnchor="middle">{s.label}</text>}<title>{`${partWord(s.part)}: ${count(s.count)}`}</title></g>)}
    </svg>
  );
}

const ppvText = (p: BackTestKind['ppv_before']): ReactNode => (p === null ? <span className="quiet">{t('backTest.noneJudged')}</span> : <>{whole(p.value)} <span className="quiet">({Math.round(100 * p.low)}–{whole(p.high)}; n = {count(p.n)})</span></>);

function More({ n, children }: { readonly n: number; readonly children: ReactNode }): ReactNode {
  return n === 0 ? <span className="quiet">0</span> : <>{count(n)}{children !== null && <div className="quiet small">{children}</div>}</>;
}

export function BackTestTable({ result }: { readonly result: BackTestResult }): ReactNode {
  const changed = result.kinds.filter((k) => k.earlier + k.later + k.new + k.gone > 0);
  const bars = new Map(backTestBars(changed, barWidth).map((b) => [b.kind, b]));
  const median = (d: number | null): string | null => (d === null ? null : t('backTest.median', { days: count(Math.round(d)) }));
  if (changed.length === 0) return <p className="pad" role="status" data-nothing>{t('backTest.nothing')}</p>;
  return (
    <table className="table bt-table">
      <thead><tr><th scope="col">{t('backTest.kind')}</th><th scope="col">{t('backTest.bar')}</th><th scope="col" className="number">{t('backTest.before')}</th><th scope="col" className="number">{t('backTest.after')}</th>
        {barOrder.map((p) => <th key={p} scope="col" className="number">{partWord(p)}</th>)}<th scope="col" title={t('backTest.ppvOf')}>{t('backTest.ppvBefore')}</th><th scope="col" title={t('backTest.ppvOf')}>{t('backTest.ppvAfter')}</th></tr></thead>
      <tbody>{changed.map((k) => (
        <tr key={k.kind} data-bt-kind={k.kind}>
          <td>{ruleWord(k.kind)}</td><td><Bar bar={bars.get(k.kind)!} /></td><td className="number">{count(k.before)}</td><td className="number">{count(k.after)}</td>
          <td className="number"><More n={k.gone}>{k.gone_right + k.gone_wrong === 0 ? t('backTest.noneJudged') : t('backTest.goneJudged', { right: count(k.gone_right), wrong: count(k.gone_wrong) })}</More></td><td className="number"><More n={k.later}>{median(k.later_days)}</More></td>
          <td className="number">{count(k.same)}</td><td className="number"><More n={k.earlier}>{median(k.earlier_days)}</More></td>
          <td className="number"><More n={k.new}>{t('backTest.newFollowed', { n: count(k.new_followed), days: result.followed_days })}</More></td><td>{ppvText(k.ppv_before)}</td><td>{ppvText(k.ppv_after)}</td>
        </tr>
      ))}</tbody>
    </table>
  );
}

const when = (on: string | undefined, day: number | undefined): ReactNode => (on !== undefined ? <span className="nowrap">{dateText(on)}</span> : day !== undefined ? t('day.day', { n: day }) : <span className="quiet">–</span>);
const shownChanges = 200;

function Row({ c, site }: { readonly c: BackTestChange; readonly site: string }): ReactNode {
  return (
    <tr data-bt-change={c.change}>
      <td><Link to={`/patients/${c.patient}?site=${encodeURIComponent(site)}`}>{c.patient_id}</Link></td><td>{c.gene !== null && `${variantText(c.gene, c.variant ?? '')} · `}{ruleWord(c.kind)}{c.grade !== null && <span className="quiet"> · {t(`backTest.grade.${c.grade}`)}</span>}</td><td>{partWord(c.change)}</td>
      <td>{when(c.before_on, c.before_day)}</td><td>{when(c.after_on, c.after_day)}</td><td className="number">{c.days === null ? <span className="quiet">–</span> : t('backTest.days', { days: count(c.days) })}</td>
      <td>{c.verdict !== null ? t(`backTest.${c.verdict}`) : <span className="quiet">{t('backTest.unjudged')}</span>}<span className="quiet"> · {c.progression_days === null ? t('backTest.noProgression') : t('backTest.progression', { days: count(c.progression_days) })}</span></td>
    </tr>
  );
}

export function BackTestChanges({ path, site, result }: { readonly path: string; readonly site: string; readonly result: BackTestResult }): ReactNode {
  const [part, setPart] = useState<BarPart | null>(null);
  const of = (p: BarPart): number => result.kinds.reduce((n, k) => n + k[p], 0);
  const parts = barOrder.filter((p) => p !== 'same' && of(p) > 0);
  const changes = useQuery({ queryKey: ['admin', 'back-test-changes', path, part], queryFn: () => get<{ items: BackTestChange[]; next: string | null }>(`${path}?limit=${shownChanges}${part === null ? '' : `&change=${part}`}`), enabled: parts.length > 0, staleTime: Infinity });
  if (parts.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="single-title">
      <div className="panel-head"><h2 id="single-title">{t('backTest.single')}</h2><span className="grow" />
        {[null, ...parts].map((p) => <button key={p ?? 'all'} type="button" className="view" aria-pressed={part === p} onClick={() => setPart(p)} data-bt-part={p ?? 'all'}>{p === null ? t('backTest.all') : <>{partWord(p)} <span className="quiet">{count(of(p))}</span></>}</button>)}</div>
      <table className="table" aria-label={t('backTest.single')}>
        <thead><tr><th scope="col">{t('backTest.patient')}</th><th scope="col">{t('backTest.alert')}</th><th scope="col">{t('backTest.change')}</th><th scope="col">{t('backTest.wasKnown')}</th><th scope="col">{t('backTest.wouldBe')}</th><th scope="col" className="number">{t('backTest.difference')}</th><th scope="col">{t('backTest.outcome')}</th></tr></thead>
        <tbody>{(changes.data?.items ?? []).map((c, i) => <Row key={i} c={c} site={site} />)}</tbody>
      </table>
      {changes.data?.next && <p className="quiet pad">{t('backTest.more', { n: shownChanges })}</p>}
    </section>
  );
}
