/** The aligned tracks with their settings, the replay, and the picture as a file. */
import { useMemo, useState, type ReactNode } from 'react';
import { chartHeight, dayText, layoutTrajectory, measures, originDay, patientPicture, standaloneSvg, timeOrigins, trajectoryView } from '@clonewatch/charts';
import type { PatientPage } from '@clonewatch/contracts';
import { ChartTables, RoleGlyph, TrajectoryChart, type Selection } from '@clonewatch/ui';
import { spokenNow, t } from '@clonewatch/words';
import { pngBlob, save, svgBlob } from '../export-chart.js';
import type { ChartSettings } from '../chart-settings.js';
import { typing, usePageKeys } from '../keys.js';

const roleKey = ['resistance', 'truncal', 'sensitising', 'chip', 'other'] as const;

function ChartKey({ page }: { readonly page: PatientPage }): ReactNode {
  const roles = new Set((page.evaluation?.series ?? []).map((s) => (s.role === 'germline' ? 'chip' : s.role)));
  return (
    <p className="chart-key">
      {roleKey.filter((r) => roles.has(r)).map((r) => <span key={r}><RoleGlyph role={r} />{t(`roleKey.${r}`)}</span>)}
      <span><svg width="12" height="11" viewBox="-6 -3 12 11" aria-hidden="true"><path className="key-open" d="M-4.5,-1H4.5L0,6Z" /></svg>{t('panel.nd')}</span>
    </p>
  );
}

function Choice<T extends string>({ label, value, options, onChange }: { readonly label: string; readonly value: T; readonly options: readonly (readonly [T, string])[]; readonly onChange: (v: T) => void }): ReactNode {
  if (options.length < 2) return null;
  return <label className="choice"><span className="hidden">{label}</span><select aria-label={label} value={value} onChange={(e) => onChange(e.target.value as T)}>{options.map(([v, w]) => <option key={v} value={v}>{w}</option>)}</select></label>;
}

interface Props { readonly page: PatientPage; readonly settings: ChartSettings; readonly set: (change: Partial<ChartSettings>) => void; readonly selection: Selection; readonly replay: ReactNode }

export function ChartPanel({ page, settings, set, selection, replay }: Props): ReactNode {
  const spoken = spokenNow();
  // The view holds words: another language, another view.
  const view = useMemo(() => trajectoryView(page), [page, spoken]);
  const { axis, measure, origin, clones, fold, window } = settings;
  const options = useMemo(() => ({ measure, origin, clones, fold, window }), [measure, origin, clones, fold, window?.[0], window?.[1]]);
  const [failed, setFailed] = useState<string | null>(null);
  const drawDays = useMemo(() => [...new Set(view.draws.map((d) => d.day))].sort((a, b) => a - b), [view]);
  const step = (by: number): void => {
    if (drawDays.length === 0) return;
    const at = selection.day === null ? (by > 0 ? -1 : drawDays.length) : drawDays.indexOf(selection.day);
    selection.choose(drawDays[Math.max(0, Math.min(drawDays.length - 1, at + by))]!);
  };
  /** Closer by half, or wider by as much, about the chosen draw or the middle; wider than the course is the whole. */
  const zoom = (by: number): void => {
    const { domain } = layoutTrajectory(view, { width: 960, height: 400 }, { axis, ...options, window: null }).x;
    const [from, to] = window ?? domain;
    const middle = selection.day !== null && selection.day >= from && selection.day <= to ? selection.day : (from + to) / 2;
    const half = Math.max(3, ((to - from) / 2) * by);
    const next = [Math.max(domain[0], Math.floor(middle - half)), Math.min(domain[1], Math.ceil(middle + half))] as const;
    set({ window: next[0] <= domain[0] && next[1] >= domain[1] ? null : next });
  };
  usePageKeys((e) => {
    if (typing(e) || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 't') set({ axis: axis === 'log' ? 'linear' : 'log' });
    if (e.key === '[') step(-1);
    if (e.key === ']') step(1);
    if (e.key === '+' || e.key === '=') zoom(0.5);
    if (e.key === '-') zoom(2);
    if (e.key === '0') set({ window: null });
    if (e.key === 'Escape') selection.choose(null);
  });
  const draw = view.draws.find((d) => d.day === selection.day);
  const file = (): string => standaloneSvg(patientPicture(page, { axis, ...options }).layout,
    t(page.demo ? 'panel.fileDemo' : 'panel.file', { patient: page.patient_id, day: page.as_of === null ? page.today : t('panel.asKnownOn', { day: page.as_of }) }), page.data_hash);
  const name = `clonewatch-${page.patient_id}${page.as_of === null ? '' : `-as-of-${page.as_of}`}`;
  const png = (): void => { pngBlob(file(), page.data_hash).then((b) => { setFailed(null); save(`${name}.png`, b); }, (e: unknown) => setFailed(e instanceof Error ? e.message : String(e))); };
  const origins = timeOrigins.filter((o) => o === 'calendar' || originDay(view, o) !== null).map((o) => [o, t(`panel.origin.${o}`)] as const);
  return (
    <section className="panel chart-panel" aria-labelledby="chart-title">
      <div className="panel-head">
        <h2 id="chart-title" title={t('chart.zoomHint')}>{t('panel.title')}</h2>
        <ChartKey page={page} />
        <div className="segmented small" role="group" aria-label={t('panel.axis')}>
          <button type="button" aria-pressed={axis === 'log'} onClick={() => set({ axis: 'log' })}>{t('panel.log')}</button>
          <button type="button" aria-pressed={axis === 'linear'} onClick={() => set({ axis: 'linear' })}>{t('panel.linear')}</button>
        </div>
        <Choice label={t('panel.measure')} value={measure} options={measures.map((m) => [m, t(`panel.measure.${m}`)] as const)} onChange={(m) => set({ measure: m })} />
        <Choice label={t('panel.origin')} value={origin} options={origins} onChange={(o) => set({ origin: o })} />
        {(view.clones ?? []).length > 0 && <Choice label={t('panel.clones')} value={clones} options={(['area', 'lanes', 'off'] as const).map((c) => [c, t(`panel.clones.${c}`)] as const)} onChange={(c) => set({ clones: c })} />}
        <button type="button" className="button small" onClick={() => save(`${name}.svg`, svgBlob(file()))} data-testid="download-chart" title={t('panel.svg')}>SVG</button>
        <button type="button" className="button small" onClick={png} data-testid="download-png" title={t('panel.png')}>PNG</button>
      </div>
      <TrajectoryChart view={view} height={chartHeight(view, clones)} axis={axis} options={options} selection={selection} onWindow={(w) => set({ window: w })} />
      {window && <p className="zoomed" role="status" data-window={window.join('..')}>{t('chart.zoomed', { from: dayText(view.timeline, window[0]), to: dayText(view.timeline, window[1]) })} <button type="button" className="link" onClick={() => set({ window: null })}>{t('chart.whole')}</button></p>}
      <ChartTables view={view} />
      {replay}
      {failed && <p className="stale" role="alert">{failed}</p>}
      {draw && <p className="selected-draw" role="status"><strong>{dayText(view.timeline, draw.day)}, {draw.specimenId}</strong> {draw.reason}</p>}
    </section>
  );
}
