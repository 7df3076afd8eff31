import type { ReactNode } from 'react';
import { t } from '@clonewatch/words';
import { useVersion } from './api.js';

/** At the foot of the pages before signing in: what this is, and which release. */
export function Legal(): ReactNode {
  const version = useVersion();
  return <p className="legal">{t('app.legal')}{version && <span data-testid="version"> · v{version}</span>}</p>;
}
