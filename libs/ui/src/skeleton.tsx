import type { ReactNode } from 'react';
import { t } from '@clonewatch/words';

/** The patient page before it is there: the places of what will come, and no word or number that could be taken for a result. */
export function PatientSkeleton(): ReactNode {
  return (
    <div className="skeleton" role="status" aria-busy="true" data-testid="patient-skeleton">
      <span className="hidden">{t('chartui.loadingPatient')}</span>
      <i className="bone who-bone" /><i className="bone facts-bone" /><i className="bone sentence-bone" /><i className="bone glance-bone" />
      <div className="patient-grid"><i className="bone chart-bone" /><i className="bone alerts-bone" /></div>
    </div>
  );
}
