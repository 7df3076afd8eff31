/** What a file takes the place of: each entry, what it says now and would say, and the question why. */
import type { ReactNode } from 'react';
import { count, dateText, percent, pointed, t, textOf, variantText } from '@clonewatch/words';
import type { ImportReport } from '@clonewatch/contracts';

type Entry = NonNullable<ImportReport['supersedes']>[number];
type Change = Entry['changes'][number];

const fractions: ReadonlySet<string> = new Set(['vaf', 'background', 'lod', 'tumour_fraction', 'wbc_vaf']);

/** Numbers as the language writes them; lists and dates as everywhere. */
function shown(field: string, value: string | null): ReactNode {
  if (value === null) return <span className="quiet">–</span>;
  if (/_on$/.test(field)) return dateText(value);
  if (/_count$/.test(field) && /^\d+$/.test(value)) return count(Number(value));
  if (fractions.has(field)) return percent(Number(value));
  return field === 'status' ? textOf(`statusSmall.${value}`) ?? value : pointed(value);
}

function Said({ changes, side }: { readonly changes: readonly Change[]; readonly side: 'before' | 'after' }): ReactNode {
  return changes.map((c) => c.field === 'retracted'
    ? <span key={c.field} className="change">{side === 'after' && c.after === 'true' ? t('imp.takenBack') : ''}</span>
    : <span key={c.field} className="change"><span className="quiet">{textOf(`rec.field.${c.field}`) ?? c.field}</span> {shown(c.field, c[side])}</span>);
}

/** `reason` null: nothing needs one. */
export function Superseded({ report, reason, onReason }: { readonly report: ImportReport; readonly reason: string | null; readonly onReason: (reason: string) => void }): ReactNode {
  const all = report.counts.superseded ?? 0;
  const entries = report.supersedes ?? [];
  if (all === 0) return null;
  return (
    <section className="superseded" aria-label={t('imp.supersedesTable')} data-testid="superseded">
      <p><strong>{t('imp.supersedes', { count: all })}</strong>{entries.length < all && <span className="quiet"> {t('imp.supersedesFirst', { n: count(entries.length) })}</span>}</p>
      <div className="scroll-x mapping-scroll"><table className="table">
        <thead><tr><th scope="col" className="number">{t('imp.line')}</th><th scope="col">{t('list.patient')}</th><th scope="col">{t('imp.entry')}</th><th scope="col">{t('imp.was')}</th><th scope="col">{t('imp.becomes')}</th></tr></thead>
        <tbody>{entries.map((e, i) => (
          <tr key={i} data-superseded={e.patient_id}>
            <td className="number">{e.line}</td><td>{e.patient_id}</td><td><EntryName entry={e} /></td>
            {e.changes.length === 0 ? <td colSpan={2} className="quiet">{t('imp.sameFields')}</td> : <><td><Said changes={e.changes} side="before" /></td><td><Said changes={e.changes} side="after" /></td></>}
          </tr>
        ))}</tbody>
      </table></div>
      {reason !== null && <label className="why"><span>{t('imp.why')} <span className="quiet">{t('imp.whyHint')}</span></span>
        <input value={reason} required pattern=".*\S.*" maxLength={1000} autoComplete="off" data-testid="draft-reason" onChange={(e) => onReason(e.target.value)} /></label>}
    </section>
  );
}

function EntryName({ entry: e }: { readonly entry: Entry }): ReactNode {
  const [gene = '', ...variant] = e.name.split(' ');
  return (
    <>{e.kind === 'measurement' && e.name !== '' ? variantText(gene, variant.join(' ')) : e.name === '' ? t('rec.wholeDraw') : e.name}
      <span className="quiet"> {[e.on_date === null ? (e.on_day === null ? null : t('day.day', { n: e.on_day })) : dateText(e.on_date), e.specimen_id, e.assay].filter((x) => x !== null).join(' · ')}</span></>
  );
}
