/** Dragging "today" back: the page then shows what was known on that day, alerts included. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { dayText, trajectoryView } from '@clonewatch/charts';
import { dateOfDay, dayOfDate } from '@clonewatch/domain';
import { t } from '@clonewatch/words';
import type { PatientPage } from '@clonewatch/contracts';

/** Milliseconds the slider rests before the server is asked: each answer is an entry of the audit trail. */
const rest = 350;

interface Props {
  /** The page as it is now: its span is the slider's, whatever day is shown. */
  readonly now: PatientPage;
  readonly asOf: string | null;
  readonly busy: boolean;
  readonly onChange: (asOf: string | null) => void;
}

export function Replay({ now, asOf, busy, onChange }: Props): ReactNode {
  const view = trajectoryView(now);
  const days = view.draws.map((d) => d.day);
  const calendar = view.timeline.kind === 'calendar';
  const first = days.length === 0 ? null : Math.min(...days);
  const last = view.today ?? (days.length === 0 ? null : Math.max(...days));
  const shown = asOf === null ? last : calendar ? dayOfDate(asOf) : Number(asOf);
  const [held, setHeld] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => setHeld(null), [asOf]);
  if (first === null || last === null || last <= first) return null;
  const at = Math.min(last, Math.max(first, held ?? shown ?? last));
  const go = (day: number): void => {
    setHeld(day);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(day >= last ? null : calendar ? dateOfDay(day) : String(day)), rest);
  };
  const before = [...days].reverse().find((d) => d < at);
  const after = days.find((d) => d > at);
  return (
    <div className="replay" role="group" aria-label={t('replay.title')} data-as-of={asOf ?? 'now'}>
      <button type="button" className="button small" disabled={before === undefined} onClick={() => go(before!)} title={t('replay.before')}>‹</button>
      <input type="range" min={first} max={last} step={1} value={at} aria-label={t('replay.show')} aria-valuetext={at >= last ? t('replay.now') : dayText(view.timeline, at)} onChange={(e) => go(Number(e.target.value))} data-testid="replay" />
      <button type="button" className="button small" disabled={at >= last} onClick={() => go(after ?? last)} title={t('replay.after')}>›</button>
      <output className={asOf === null && held === null ? 'quiet' : ''}>{at >= last ? t('replay.asNow') : t('replay.asOn', { day: dayText(view.timeline, at) })}{busy && <span className="quiet"> · {t('replay.loading')}</span>}</output>
      {asOf !== null && <button type="button" className="link" onClick={() => { clearTimeout(timer.current); setHeld(null); onChange(null); }} data-testid="back-to-now">{t('replay.back')}</button>}
    </div>
  );
}
