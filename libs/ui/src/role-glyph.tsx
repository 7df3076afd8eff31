import type { ReactNode } from 'react';
import { roleShape, roleWord, shapePath } from '@clonewatch/charts';
import type { WireSeries } from '@clonewatch/contracts';

export function RoleGlyph({ role }: { readonly role: WireSeries['role'] }): ReactNode {
  return <svg className={`glyph tone-${role}-0`} width="11" height="11" viewBox="-5.5 -5.5 11 11" role="img" aria-label={roleWord(role)}><path d={shapePath(roleShape[role], 4)} /></svg>;
}
