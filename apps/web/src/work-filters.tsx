/** The views and filters of the work list. What is chosen is in the address; a view saved under a name stays in this browser, without the words searched for. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { count } from '@clonewatch/charts';
import type { PatientSummary } from '@clonewatch/contracts';
import { filterPatients, nosologyShort, workViews, type WorkFilter } from '@clonewatch/ui';

interface SavedView extends Omit<WorkFilter, 'text'> { readonly name: string }
const storeKey = 'clonewatch.views';

export function savedViews(): SavedView[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storeKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((v): v is SavedView => typeof (v as SavedView | null)?.name === 'string') : [];
  } catch {
    return [];
  }
}

interface Props { readonly patients: readonly PatientSummary[]; readonly filter: WorkFilter; readonly onChange: (filter: Partial<WorkFilter>) => void }

export function WorkFilters({ patients, filter, onChange }: Props): ReactNode {
  const [saved, setSaved] = useState(savedViews);
  const [naming, setNaming] = useState(false);
  const keep = (views: SavedView[]): void => {
    localStorage.setItem(storeKey, JSON.stringify(views));
    setSaved(views);
  };
  const save = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const entry = new FormData(e.currentTarget).get('name');
    const name = typeof entry === 'string' ? entry.trim() : '';
    if (name === '') return;
    keep([...saved.filter((v) => v.name !== name), { name, view: filter.view, nosology: filter.nosology, drug: filter.drug }]);
    setNaming(false);
  };
  const isShown = (v: SavedView): boolean => v.view === filter.view && v.nosology === filter.nosology && v.drug === filter.drug;
  const tumours = [...new Set(patients.flatMap((p) => (p.nosology === null ? [] : [p.nosology])))];
  return (
    <div className="work-filters" role="group" aria-label="Views and filters">
      {workViews.map((v) => {
        const n = v.id === 'all' ? patients.length : filterPatients(patients, { ...filter, view: v.id, text: '' }).length;
        return <button key={v.id} type="button" className="view" aria-pressed={filter.view === v.id} title={v.title} data-view={v.id} onClick={() => onChange({ view: v.id })}>{v.word} <span className="quiet">{count(n)}</span></button>;
      })}
      <span className="grow" />
      <label><span className="hidden">Tumour</span><select value={filter.nosology} onChange={(e) => onChange({ nosology: e.target.value })} data-testid="filter-tumour"><option value="">Every tumour</option>{tumours.map((t) => <option key={t} value={t}>{nosologyShort[t]}</option>)}</select></label>
      <label><span className="hidden">Drug</span><select value={filter.drug} onChange={(e) => onChange({ drug: e.target.value })} data-testid="filter-drug"><option value="">On or off drug</option><option value="on">On drug</option><option value="off">Off drug</option></select></label>
      {saved.map((v) => <span key={v.name} className="saved"><button type="button" className="view" aria-pressed={isShown(v)} data-saved-view={v.name} onClick={() => onChange({ view: v.view, nosology: v.nosology, drug: v.drug })}>{v.name}</button><button type="button" className="link" aria-label={`Forget the view ${v.name}`} onClick={() => keep(saved.filter((x) => x.name !== v.name))}>×</button></span>)}
      {naming ? <form onSubmit={save}><input name="name" required maxLength={30} placeholder="Name of this view" aria-label="Name of this view" autoFocus autoComplete="off" /><button type="submit" className="button small">Save</button></form>
        : <button type="button" className="link" onClick={() => setNaming(true)} data-testid="save-view">Save view</button>}
    </div>
  );
}
