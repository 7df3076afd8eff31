/** What assays say of draws as a whole, no variant named: tumour DNA detected, not detected or not evaluable, with what they give beside it. */
import type { ReactNode } from 'react';
import { percent, timelineOf } from '@clonewatch/charts';
import type { PatientPage } from '@clonewatch/contracts';
import { decimal, t } from '@clonewatch/words';
import { When } from './badges.js';

const none = <span className="quiet">–</span>;

/** Newest draw first; nothing where no assay says such a thing. */
export function WholeDrawPanel({ page }: { readonly page: PatientPage }): ReactNode {
  const timeline = timelineOf(page);
  const rows = (page.evaluation?.draws ?? []).flatMap((d) => (d.tumour_dna ?? []).map((s) => ({ d, s }))).sort((a, b) => b.d.day - a.d.day);
  if (rows.length === 0) return null;
  return (
    <section className="panel" id="whole-draw" aria-labelledby="whole-draw-title">
      <h2 id="whole-draw-title">{t('patient.whole')}</h2>
      <div className="scroll-x" tabIndex={0} role="group" aria-label={t('patient.whole')}>
        <table className="table counts">
          <thead><tr><th scope="col">{t('rec.drawn')}</th><th scope="col">{t('patient.specimen')}</th><th scope="col">{t('patient.assay')}</th><th scope="col">{t('patient.wholeDna')}</th>
            <th scope="col" className="number">{t('patient.wholeFraction')}</th><th scope="col" className="number">{t('patient.wholePerMl')}</th><th scope="col" className="number">{t('patient.lod')}</th></tr></thead>
          <tbody>{rows.map(({ d, s }) => (
            <tr key={`${d.specimen_id}|${s.assay}`} data-tumour-dna={s.state}>
              <td><When timeline={timeline} on={d.collected_on} day={d.collected_day} /></td><td>{d.specimen_id}</td><td>{s.assay}</td>
              <td><span className={`status ${s.state === 'not_evaluable' ? 'failed_qc' : s.state}`}>{t(`patient.whole.${s.state}`)}</span></td>
              <td className="number nowrap">{s.tumour_fraction === null ? none : percent(s.tumour_fraction)}</td><td className="number nowrap">{s.molecules_per_ml === null ? none : decimal(s.molecules_per_ml, 1)}</td>
              <td className="number nowrap">{s.lod === null ? none : percent(s.lod)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
      <p className="quiet pad small">{t('patient.wholeNote')}</p>
    </section>
  );
}
