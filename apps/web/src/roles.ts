/** What a member of a site may do, for what the pages show; the server decides. */
import type { Me } from '@clonewatch/contracts';

export const mayOperate = (site: Me['sites'][number]): boolean => site.role === 'admin' || site.role === 'clinician';
export const administers = (me: Me): boolean => me.sites.some((s) => s.role === 'admin');
