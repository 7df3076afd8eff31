/** The reading in words of the page's language. */
import type { PacketContent } from '@clonewatch/contracts';
import { language, textOf } from '@clonewatch/words';
import { say } from './parts.js';

function dependence({ mechanisms: { leading } }: PacketContent): string {
  if (!leading) return '';
  const depends = /^(?:still )?on |^not on /.test(leading.dependence);
  if (language() === 'en') return depends ? `growth depends ${leading.dependence}` : `what growth depends on is ${leading.dependence}`;
  return depends ? `рост зависит ${say(leading.dependence)}` : `от чего зависит рост: ${say(leading.dependence)}`;
}

export const verdictText = {
  wording: (c: PacketContent): string => say(c.mechanisms.wording),
  dependence,
  therapy: (id: string): string => (language() === 'en' ? id.replaceAll('_', '-') : textOf(`class.${id}`) ?? id),
};
