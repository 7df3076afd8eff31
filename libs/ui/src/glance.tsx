/** The forty seconds above the chart. Words and numbers come from the server's `glance`; here they are only set. */
import type { ReactNode } from 'react';
import { dateText, percent, percentRange, timelineOf } from '@clonewatch/charts';
import type { PatientPage, WireGlance } from '@clonewatch/contracts';
import { dayOfDate } from '@clonewatch/domain';
import { changeText, decimal, fromEngine, t } from '@clonewatch/words';
import { When } from './badges.js';
import { Say } from './say.js';
import { RoleGlyph } from './role-glyph.js';


function Cell({ name, title, children, wide }: { readonly name: string; readonly title?: string | undefined; readonly children: ReactNode; readonly wide?: boolean }): ReactNode {
  return <div className={wide ? 'wide' : undefined} title={title}><dt>{name}</dt><dd>{children}</dd></div>;
}

function Shares({ glance }: { readonly glance: WireGlance }): ReactNode {
  const [first, second] = glance.shares;
  if (!first) return <span className="quiet">{t('glance.noClone')}</span>;
  const said = (s: WireGlance['shares'][number]): ReactNode => s.share ? percent(s.share.median)
    : s.upper !== null ? <span className="quiet">{s.upper >= 1 ? t('glance.notBounded') : t('chart.nd', { bound: percent(s.upper) })}</span> : <span className="quiet">–</span>;
  const full = glance.shares.map((s) => (s.share === null && s.upper !== null ? t('glance.notCalledBelow', { label: changeText(s.label), bound: percent(s.upper) })
    : t('glance.shareOf', { label: changeText(s.label), share: s.share ? `${percent(s.share.median)} (${percentRange(s.share.low, s.share.high)})` : s.reason === null ? t('glance.notComputed') : fromEngine(s.reason) }))).join('\n');
  return (
    <span className="rows" title={full}>
      {[first, second].filter((s) => s !== undefined).map((s, i) => (
        // The interval comes last: where it does not fit it is left out whole, and stands in the title and below.
        <span key={s.label} className="share"><span><RoleGlyph role={s.role} />{changeText(s.label)} {said(s)}{i === 1 && glance.shares.length > 2 && <span className="quiet"> +{glance.shares.length - 2}</span>}</span>{s.share && <span className="quiet"> ({percentRange(s.share.low, s.share.high)})</span>}</span>
      ))}
    </span>
  );
}

function Missed({ missed }: { readonly missed: WireGlance['missed'] }): ReactNode {
  const unread = missed.unread.length > 0 && <span className="unread-variants" title={t('glance.unreadTitle', { names: missed.unread.join(', ') })}>{t('glance.unread', { count: missed.unread.length })}</span>;
  if (missed.vaf === null) return <span className="rows"><span className="quiet wraps">{fromEngine(missed.reason ?? '')}</span>{unread}</span>;
  return (
    <span className="rows">
      <span title={missed.label ? t('glance.widest', { label: changeText(missed.label) }) : undefined}>{t('glance.cloneBelow', { vaf: percent(missed.vaf) })}</span>
      <span className="quiet wraps">{missed.share === null ? fromEngine(missed.reason ?? '') : `${missed.share >= 1 ? t('glance.evenWhole') : t('glance.ofTumour', { share: percent(missed.share) })}, ${t('glance.onceIn20')}`}</span>
      {unread}
    </span>
  );
}

function Timing({ page, glance }: { readonly page: PatientPage; readonly glance: WireGlance }): ReactNode {
  const timeline = timelineOf(page);
  const { state, months } = glance.anti_egfr;
  const n = glance.next_cycle_in_days;
  const pending = glance.pending[0];
  // Where the drug is of another disease, how long the line has run says more than that it was never given.
  const weeks = state === 'never' && page.nosology !== null && !page.nosology.startsWith('mcrc') && page.line?.ongoing && timeline.kind === 'calendar' && page.as_of === null
    ? Math.floor((dayOfDate(page.today) - page.line.start) / 7) : null;
  return (
    <span className="rows">
      <span data-anti-egfr={state}>{state === 'on' ? t('glance.onEgfr') : weeks !== null ? t('glance.lineWeek', { n: page.line!.number, week: weeks }) : state === 'never' ? <span className="quiet">{t('glance.neverEgfr')}</span> : months === null ? t('glance.endedEgfr') : <Say k="glance.freeEgfr" v={{ months: decimal(months, 1) }} c={{ b: (x) => <strong>{x}</strong> }} />}</span>
      {pending ? <strong data-pending><Say k="glance.pending" v={{ when: <When timeline={timeline} on={pending.collected_on} day={pending.collected_day} /> }} />{glance.pending.length > 1 && ` +${glance.pending.length - 1}`}</strong>
        : n === null ? <span className="quiet">{page.as_of === null ? t('glance.cycleNone') : t('glance.cyclePast')}</span> : <span>{n > 1 ? t('glance.cycleIn', { count: n }) : n === 1 ? t('glance.cycleTomorrow') : n === 0 ? t('glance.cycleToday') : <span className="quiet">{t('glance.cycleAfter', { n: Math.abs(n) })}</span>}</span>}
      {pending && n !== null && n >= 0 && <span>{t('glance.cycleInShort', { n })}</span>}
    </span>
  );
}

/** A look of today by its time: which of today's looks it was is what the reader needs. In the reader's own time zone. */
function lookText(seenAt: string, now = new Date()): string {
  const at = new Date(seenAt);
  if (at.toDateString() === now.toDateString()) return t('glance.todayAt', { time: at.toTimeString().slice(0, 5) });
  return dateText([at.getFullYear(), at.getMonth() + 1, at.getDate()].join('-'));
}

/** Beside the facts: when the reader looked last. Nothing for a token, and nothing for a day of the past. */
export function LastLook({ page }: { readonly page: PatientPage }): ReactNode {
  const since = page.since;
  if (!since) return null;
  return (
    <div data-since={since.seen_at === null ? 'first' : since.changes.length === 0 ? 'nothing' : 'changed'}><dt>{t('glance.lastLook')}</dt><dd>{since.seen_at === null ? <span className="quiet">{t('glance.firstLook')}</span>
      : <><time dateTime={since.seen_at} title={since.seen_at}>{lookText(since.seen_at)}</time> <span className="quiet">{since.changes.length === 0 ? t('glance.nothingNew') : t('glance.new', { n: since.changes.length })}</span></>}</dd></div>
  );
}

/** What is new since then, most important first. */
export function SinceLine({ page }: { readonly page: PatientPage }): ReactNode {
  const changes = page.since?.changes ?? [];
  if (changes.length === 0) return null;
  return (
    <p className="since" title={changes.map((c) => fromEngine(c.text)).join('\n')}>
      <strong>{t('glance.newToYou')}</strong> {changes.slice(0, 3).map((c, i) => <span key={i} data-change={c.kind}>{i > 0 && ' · '}{fromEngine(c.text)}</span>)}{changes.length > 3 && <span className="quiet"> · {t('glance.more', { n: changes.length - 3 })}</span>}
    </p>
  );
}

export function GlancePanel({ page }: { readonly page: PatientPage }): ReactNode {
  const { glance } = page;
  if (!glance) return null;
  return (
    <section className="glance" aria-label={t('glance.title')} data-reading={glance.reading.kind}>
      {glance.conflict && <p className="conflict" role="status" data-conflict>{fromEngine(glance.conflict)}</p>}
      <dl>
        <Cell name={t('glance.together')} title={fromEngine(glance.reading.text)} wide><span className="clamp">{fromEngine(glance.reading.text)}</span></Cell>
        <Cell name={t('glance.shares')}><Shares glance={glance} /></Cell>
        <Cell name={t('glance.missed')}><Missed missed={glance.missed} /></Cell>
        <Cell name={t('glance.trust')} title={glance.trust.map((x) => fromEngine(x.text)).join('\n')}>
          <span className="trust">{glance.trust.length === 0 ? <span className="quiet">–</span> : glance.trust.map((x) => <span key={x.id} className={x.state} data-trust={x.id} data-state={x.state}><i aria-hidden="true" />{t(`trust.${x.id}.${x.state}`)}</span>)}</span>
        </Cell>
        <Cell name={t('glance.timing')}><Timing page={page} glance={glance} /></Cell>
        <Cell name={t('glance.test')} title={glance.test ? fromEngine(glance.test.why) : undefined}>{glance.test
          ? <span className="rows" data-test={glance.test.kind}><strong className="wraps">{fromEngine(glance.test.text)}</strong><span className="quiet wraps two-lines" data-why>{fromEngine(glance.test.why)}</span></span>
          : <span className="quiet">{t('glance.noTest')}</span>}</Cell>
      </dl>
    </section>
  );
}
