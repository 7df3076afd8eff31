/** The views and filters of the work list. What is chosen is in the address; a view saved under a name is kept by the server for its person, without the words searched for. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { count, t } from '@clonewatch/words';
import type { PatientSummary, WireSavedView } from '@clonewatch/contracts';
import { filterPatients, nosologyShort, workViews, type WorkFilter } from '@clonewatch/ui';
import { get, queries, send } from './api.js';

interface Props {
  readonly site: string;
  /** A token keeps no views. */
  readonly person: boolean;
  readonly patients: readonly PatientSummary[]; readonly filter: WorkFilter; readonly onChange: (filter: Partial<WorkFilter>) => void;
}

export function WorkFilters({ site, person, patients, filter, onChange }: Props): ReactNode {
  const saved = useQuery({ queryKey: ['views', site], queryFn: () => get<{ items: WireSavedView[] }>(`/views?site=${encodeURIComponent(site)}`), enabled: person, staleTime: 60_000 }).data?.items ?? [];
  const [naming, setNaming] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const keep = (work: Promise<unknown>): void => {
    setError(null);
    work.then(() => setNaming(false), (cause: unknown) => setError(cause instanceof Error ? cause.message : 'The view was not saved.')).finally(() => void queries.invalidateQueries({ queryKey: ['views'] }));
  };
  const save = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const entry = new FormData(e.currentTarget).get('name');
    const name = typeof entry === 'string' ? entry.trim() : '';
    if (name !== '') keep(send('POST', '/views', { site, name, view: filter.view, nosology: filter.nosology, drug: filter.drug, team: filter.team }));
  };
  const isShown = (v: WireSavedView): boolean => v.view === filter.view && v.nosology === filter.nosology && v.drug === filter.drug && v.team === filter.team;
  const tumours = [...new Set(patients.flatMap((p) => (p.nosology === null ? [] : [p.nosology])))];
  const teams = [...new Map(patients.flatMap((p) => (p.team === null ? [] : [[p.team.id, p.team.name] as const])))].sort((a, b) => a[1].localeCompare(b[1]));
  return (
    <div className="work-filters worklist-filters" role="group" aria-label={t('list.filters')}>
      {workViews.map((v) => {
        const n = v.id === 'all' ? patients.length : filterPatients(patients, { ...filter, view: v.id, text: '' }).length;
        return <button key={v.id} type="button" className="view" aria-pressed={filter.view === v.id} title={t(`view.${v.id}Title`)} data-view={v.id} onClick={() => onChange({ view: v.id })}>{t(`view.${v.id}`)} <span className="quiet">{count(n)}</span></button>;
      })}
      <span className="grow" />
      <label><span className="hidden">{t('list.tumour')}</span><select value={filter.nosology} onChange={(e) => onChange({ nosology: e.target.value })} data-testid="filter-tumour"><option value="">{t('list.everyTumour')}</option>{tumours.map((id) => <option key={id} value={id}>{nosologyShort(id)}</option>)}</select></label>
      <label><span className="hidden">{t('list.drug')}</span><select value={filter.drug} onChange={(e) => onChange({ drug: e.target.value })} data-testid="filter-drug"><option value="">{t('list.onOrOff')}</option><option value="on">{t('list.onDrug')}</option><option value="off">{t('list.offDrug')}</option></select></label>
      {(teams.length > 0 || filter.team !== '') && <label><span className="hidden">{t('list.team')}</span><select value={filter.team} onChange={(e) => onChange({ team: e.target.value })} data-testid="filter-team"><option value="">{t('list.everyTeam')}</option>{teams.map(([id, name]) => <option key={id} value={id}>{name}</option>)}<option value="none">{t('list.noTeam')}</option></select></label>}
      {saved.map((v) => <span key={v.id} className="saved"><button type="button" className="view" aria-pressed={isShown(v)} data-saved-view={v.name} onClick={() => onChange({ view: v.view, nosology: v.nosology, drug: v.drug, team: v.team })}>{v.name}</button><button type="button" className="link" aria-label={t('list.forget', { name: v.name })} onClick={() => keep(send('DELETE', `/views/${v.id}`))}>×</button></span>)}
      {person && (naming ? <form onSubmit={save}><input name="name" required maxLength={30} placeholder={t('list.viewName')} aria-label={t('list.viewName')} autoFocus autoComplete="off" /><button type="submit" className="button small">{t('say.save')}</button></form>
        : <button type="button" className="link" onClick={() => setNaming(true)} data-testid="save-view">{t('list.saveView')}</button>)}
      {error && <span className="form-error" role="alert">{error}</span>}
    </div>
  );
}
