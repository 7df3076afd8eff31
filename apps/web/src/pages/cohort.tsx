/** The cohort at a glance: every patient of the site, what each draw said, on one axis. What is chosen is in the address. */
import { useMemo, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { heatOrders, heatOrigins, layoutHeatMap, orderHeatRows, type HeatMapRow } from '@clonewatch/charts';
import { drawStates, type DrawState } from '@clonewatch/domain';
import type { HeatRow } from '@clonewatch/contracts';
import { Failure, HeatLegend, HeatMapTable, Loading, nosologyShort } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { get, localToday } from '../api.js';
import type { PageProps } from '../app.js';

/** Periods that fit on a ward computer beside the patient's name. */
const shownPeriods = 36;

async function allRows(site: string): Promise<HeatRow[]> {
  const items: HeatRow[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: HeatRow[]; next: string | null } = await get(`/heat-map?site=${encodeURIComponent(site)}&limit=1000${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

function one<T extends string>(of: readonly T[], asked: string | null): T {
  return of.find((o) => o === asked) ?? of[0]!;
}

export function CohortPage({ site }: PageProps): ReactNode {
  const rows = useQuery({ queryKey: ['heat-map', site], queryFn: () => allRows(site!), enabled: site !== null });
  const [search, setSearch] = useSearchParams();
  const origin = one(heatOrigins, search.get('from'));
  const order = one(heatOrders, search.get('order'));
  const tumour = search.get('tumour') ?? '';
  const ask = (name: string, value: string): void => setSearch((was) => {
    const next = new URLSearchParams(was);
    if (value === '') next.delete(name); else next.set(name, value);
    return next;
  }, { replace: true });
  const tumours = useMemo(() => [...new Set((rows.data ?? []).flatMap((r) => (r.nosology === null ? [] : [r.nosology])))], [rows.data]);
  const { columns, rows: placed, unplaced } = useMemo(
    () => layoutHeatMap((rows.data ?? []).filter((r) => tumour === '' || r.nosology === tumour), { origin, columns: shownPeriods, today: localToday() }), [rows.data, origin, tumour]);
  const ordered = useMemo(() => orderHeatRows(placed, order), [placed, order]);
  const latest = useMemo(() => {
    const n = Object.fromEntries(drawStates.map((s) => [s, 0])) as Record<DrawState, number>;
    for (const r of placed) if (r.last) n[r.last] += 1;
    return n;
  }, [placed]);
  const href = useMemo(() => (r: HeatMapRow): string => `/patients/${r.row.id}?site=${encodeURIComponent(r.row.site)}`, []);
  const uncomputed = unplaced.filter((r) => r.states === null).length;
  return (
    <main className="page cohort">
      <div className="page-head"><h1>{t('cohort.title')}</h1><p className="quiet">{t('cohort.said')}</p></div>
      <div className="work-filters" role="group" aria-label={t('cohort.axis')}>
        <label>{t('cohort.time')} <select value={origin} onChange={(e) => ask('from', e.target.value)} data-testid="heat-origin">{heatOrigins.map((o) => <option key={o} value={o}>{t(`cohort.from.${o}`)}</option>)}</select></label>
        <label>{t('cohort.order')} <select value={order} onChange={(e) => ask('order', e.target.value)} data-testid="heat-order">{heatOrders.map((o) => <option key={o} value={o}>{t(`cohort.by.${o}`)}</option>)}</select></label>
        <label><span className="hidden">{t('cohort.tumour')}</span><select value={tumour} onChange={(e) => ask('tumour', e.target.value)} data-testid="heat-tumour"><option value="">{t('cohort.everyTumour')}</option>{tumours.map((t) => <option key={t} value={t}>{nosologyShort(t)}</option>)}</select></label>
        <span className="grow" />
        {unplaced.length > 0 && <span className="quiet" role="status" data-testid="heat-unplaced">{t('cohort.unplaced', { count: unplaced.length })}{uncomputed > 0 ? `, ${t('cohort.uncomputed', { count: uncomputed })}` : ''}</span>}
      </div>
      {rows.isPending ? <Loading what={t('cohort.loading')} /> : !rows.data ? <Failure title={t('cohort.failed')} detail={rows.error?.message} again={() => void rows.refetch()} />
        : rows.data.length === 0 ? <p className="state">{t('cohort.none')} <Link to={`/imports?site=${encodeURIComponent(site ?? '')}`}>{t('cohort.import')}</Link></p>
          : columns.length === 0 ? <p className="state">{t('cohort.noPlace')}</p> : (
            <section className="panel" aria-label={t('cohort.map')}>
              <HeatLegend latest={latest} />
              <HeatMapTable rows={ordered} columns={columns} href={href} periods={origin === 'calendar' ? t('cohort.month') : t('cohort.week')} />
            </section>
          )}
    </main>
  );
}
