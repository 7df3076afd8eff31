import type { ReactNode } from 'react';
import { t } from '@clonewatch/words';

const Bones = ({ n }: { readonly n: number }): ReactNode => Array.from({ length: n }, (_, i) => <i key={i} className="bone" />);

/** The patient page before it is there: the places of what will come, and no word or number that could be taken for a result. */
export function PatientSkeleton(): ReactNode {
  return (
    <div className="skeleton" role="status" aria-busy="true" data-testid="patient-skeleton">
      <p className="skeleton-says">{t('chartui.loadingPatient')}</p>
      <div className="skeleton-facts"><Bones n={4} /></div>
      <div className="skeleton-glance"><Bones n={6} /></div>
      <div className="patient-grid">
        <div className="panel skeleton-chart"><Bones n={1} /><span className="skeleton-plot"><Bones n={5} /></span></div>
        <div className="panel skeleton-alerts"><Bones n={7} /></div>
      </div>
    </div>
  );
}
