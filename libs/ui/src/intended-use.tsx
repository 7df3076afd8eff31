/** What every screen with advice says of its use, and whether alerts and forecasts were validated at this site. */
import type { ReactNode } from 'react';
import type { WireSiteSwitch } from '@clonewatch/contracts';
import { count, dateText, t } from '@clonewatch/words';

/** In full, once on every screen with a reading, a criterion, an alert or a forecast; below the tracks on the patient's page. */
export function IntendedUse(): ReactNode {
  return <p className="quiet pad small" data-testid="intended-use">{t('use.full')}</p>;
}

/** Nothing for a packet from before there was a switch. */
export function SiteSwitchNote({ site: s }: { readonly site: WireSiteSwitch | undefined }): ReactNode {
  if (!s) return null;
  const v = s.validated;
  return (
    <div className="pad small" data-testid="site-switch" data-validated={v !== null} data-alerts={s.alerts} data-forecasts={s.forecasts}>
      {v ? <span className="quiet">{t('val.done', { day: dateText(v.performed_on), who: v.performed_by, n: count(v.sample_size), document: v.document })}</span> : <em className="unverified">{t('val.not')}</em>}
      {!s.alerts && <div><strong>{t('val.alertsOff')}</strong></div>}
      {!s.forecasts && <div><strong>{t('val.forecastsOff')}</strong></div>}
    </div>
  );
}
