/** The timeline picture: the very layout that the patient page exports, printed, with the hash of its data under it. */
import { flatSvg, hashShown, paintTrajectory, patientPicture } from '@clonewatch/charts';
import type { PacketContent } from '@clonewatch/contracts';
import type { Piece } from './parts.js';

/** `width` in points; the height follows. */
export function pictureOf(content: PacketContent, width = 523): Piece[] {
  const { layout, hash } = patientPicture(content.page);
  return [{ svg: flatSvg(paintTrajectory(layout, 'p'), 'Roboto'), width, margin: [0, 6, 0, 0] }, ...(hash === null ? [] : [{ text: hashShown(hash), style: 'note', alignment: 'right' }])];
}
