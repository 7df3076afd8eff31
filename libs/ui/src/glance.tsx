/** The forty seconds above the chart. Words and numbers come from the server's `glance`; here they are only set. */
import type { ReactNode } from 'react';
import { dateText, percent, percentRange, timelineOf } from '@clonewatch/charts';
import type { PatientPage, WireGlance } from '@clonewatch/contracts';
import { When } from './badges.js';
import { RoleGlyph } from './role-glyph.js';

const trustWord: Readonly<Record<WireGlance['trust'][number]['id'], Readonly<Record<WireGlance['trust'][number]['state'], string>>>> = {
  repeat: { good: 'repeated', open: 'not repeated', warning: 'not repeated' }, wbc: { good: 'WBC tested', open: 'WBC not tested', warning: 'also in WBC' },
  assay: { good: 'same assay', open: 'assay not known', warning: 'assay changed' }, volume: { good: 'volume known', open: 'no volume', warning: 'no volume' },
};

function Cell({ name, title, children, wide }: { readonly name: string; readonly title?: string | undefined; readonly children: ReactNode; readonly wide?: boolean }): ReactNode {
  return <div className={wide ? 'wide' : undefined} title={title}><dt>{name}</dt><dd>{children}</dd></div>;
}

function Shares({ glance }: { readonly glance: WireGlance }): ReactNode {
  const [first, second] = glance.shares;
  if (!first) return <span className="quiet">no clone tracked</span>;
  const said = (s: WireGlance['shares'][number]): ReactNode => s.share ? <>{percent(s.share.median)} <span className="quiet">({percentRange(s.share.low, s.share.high)})</span></>
    : s.upper !== null ? <span className="quiet">{s.upper >= 1 ? 'not bounded' : `ND < ${percent(s.upper)}`}</span> : <span className="quiet">–</span>;
  const full = glance.shares.map((s) => `${s.label}: ${s.share ? `${percent(s.share.median)} (${percentRange(s.share.low, s.share.high)})` : s.upper !== null ? `not called, below ${percent(s.upper)}` : s.reason ?? 'not computed'}`).join('\n');
  return (
    <span className="rows" title={full}>
      {[first, second].filter((s) => s !== undefined).map((s, i) => (
        <span key={s.label}><RoleGlyph role={s.role} />{s.label} {said(s)}{i === 1 && glance.shares.length > 2 && <span className="quiet"> +{glance.shares.length - 2}</span>}</span>
      ))}
    </span>
  );
}

function Missed({ missed }: { readonly missed: WireGlance['missed'] }): ReactNode {
  const unread = missed.unread.length > 0 && <span className="unread-variants" title={`Not looked at: ${missed.unread.join(', ')}`}>{missed.unread.length} tracked not looked at</span>;
  if (missed.vaf === null) return <span className="rows"><span className="quiet">{missed.reason}</span>{unread}</span>;
  return (
    <span className="rows">
      <span>a clone below {percent(missed.vaf)}{missed.share !== null && <>, {missed.share >= 1 ? 'even the whole tumour' : `${percent(missed.share)} of the tumour`}</>}</span>
      {unread || <span className="quiet">{missed.label ? `once in 20; widest: ${missed.label}` : 'once in 20'}{missed.reason ? `; ${missed.reason}` : ''}</span>}
    </span>
  );
}

function Timing({ page, glance }: { readonly page: PatientPage; readonly glance: WireGlance }): ReactNode {
  const timeline = timelineOf(page);
  const { state, months } = glance.anti_egfr;
  const n = glance.next_cycle_in_days;
  const pending = glance.pending[0];
  return (
    <span className="rows">
      <span data-anti-egfr={state}>{state === 'on' ? 'on anti-EGFR' : state === 'never' ? <span className="quiet">never on anti-EGFR</span> : months === null ? 'anti-EGFR ended' : <>anti-EGFR-free <strong>{months.toFixed(1)} months</strong></>}</span>
      {pending ? <strong data-pending>result pending: <When timeline={timeline} on={pending.collected_on} day={pending.collected_day} />{glance.pending.length > 1 && ` +${glance.pending.length - 1}`}</strong>
        : n === null ? <span className="quiet">{page.as_of === null ? 'next cycle not recorded' : 'next cycle: not kept by day'}</span> : <span>{n > 1 ? `next cycle in ${n} days` : n === 1 ? 'next cycle tomorrow' : n === 0 ? 'next cycle today' : <span className="quiet">next cycle not recorded after {Math.abs(n)} d ago</span>}</span>}
      {pending && n !== null && n >= 0 && <span>next cycle in {n} d</span>}
    </span>
  );
}

/** Beside the facts: when the reader looked last. Nothing for a token, and nothing for a day of the past. */
export function LastLook({ page }: { readonly page: PatientPage }): ReactNode {
  const since = page.since;
  if (!since) return null;
  return (
    <div data-since={since.seen_at === null ? 'first' : since.changes.length === 0 ? 'nothing' : 'changed'}><dt>Your last look</dt><dd>{since.seen_at === null ? <span className="quiet">this is the first</span>
      : <><time dateTime={since.seen_at} title={since.seen_at}>{dateText(since.seen_at.slice(0, 10))}</time><span className="quiet">{since.changes.length === 0 ? 'nothing new' : `${since.changes.length} new`}</span></>}</dd></div>
  );
}

/** What is new since then, most important first. */
export function SinceLine({ page }: { readonly page: PatientPage }): ReactNode {
  const changes = page.since?.changes ?? [];
  if (changes.length === 0) return null;
  return (
    <p className="since" title={changes.map((c) => c.text).join('\n')}>
      <strong>New to you:</strong> {changes.slice(0, 3).map((c, i) => <span key={i} data-change={c.kind}>{i > 0 && ' · '}{c.text}</span>)}{changes.length > 3 && <span className="quiet"> · {changes.length - 3} more</span>}
    </p>
  );
}

export function GlancePanel({ page }: { readonly page: PatientPage }): ReactNode {
  const { glance } = page;
  if (!glance) return null;
  return (
    <section className="glance" aria-label="At a glance" data-reading={glance.reading.kind}>
      {glance.conflict && <p className="conflict" role="status" data-conflict>{glance.conflict}</p>}
      <dl>
        <Cell name="Truncal and clones read together" title={glance.reading.text} wide><span className="clamp">{glance.reading.text}</span></Cell>
        <Cell name="Share of the tumour, last draw"><Shares glance={glance} /></Cell>
        <Cell name="This draw could have missed"><Missed missed={glance.missed} /></Cell>
        <Cell name="Trust" title={glance.trust.map((t) => t.text).join('\n')}>
          <span className="trust">{glance.trust.length === 0 ? <span className="quiet">–</span> : glance.trust.map((t) => <span key={t.id} className={t.state} data-trust={t.id} data-state={t.state}><i aria-hidden="true" />{trustWord[t.id][t.state]}</span>)}</span>
        </Cell>
        <Cell name="Timing"><Timing page={page} glance={glance} /></Cell>
        <Cell name="Would change the answer" title={glance.test?.why}>{glance.test
          ? <span className="rows" data-test={glance.test.kind}><strong>{glance.test.text}</strong><span className="quiet ellipsis-line">{glance.test.why}</span></span>
          : <span className="quiet">no single test</span>}</Cell>
      </dl>
    </section>
  );
}
