/** The timeline picture: the layout that the screen draws, printed. */
import { flatSvg, layoutTrajectory, paintTrajectory, trajectoryView } from '@clonewatch/charts';
import type { PacketContent } from '@clonewatch/contracts';
import { language } from '@clonewatch/words';

const russian: Readonly<Record<string, string>> = {
  Therapy: 'Терапия', Alerts: 'Тревоги', Clones: 'Клоны', Draws: 'Пробы', Imaging: 'Визуализ.', Tissue: 'Ткань', Clinical: 'Клиника', Other: 'Прочее', log: 'лог.', linear: 'лин.', 'below axis': 'ниже оси',
  Jan: 'янв', Feb: 'фев', Mar: 'мар', Apr: 'апр', May: 'май', Jun: 'июн', Jul: 'июл', Aug: 'авг', Sep: 'сен', Oct: 'окт', Nov: 'ноя', Dec: 'дек', 'No draws yet': 'Проб пока нет', today: 'сегодня', ND: 'не обн.',
};

/** Words of the picture; names of drugs, genes and assays stay as they are. */
function wordsOf(): (text: string) => string {
  if (language() === 'en') return (t) => t;
  return (t) => russian[t] ?? t.replace(/\bLine (\d+)\b/g, 'Линия $1').replace(/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/g, (m) => russian[m]!).replace(/\bday (\d)/g, 'день $1').replace(/\bND\b/g, 'не обн.').replace(/(\d)\.(\d+(?=\s?%))/g, '$1,$2');
}

export function pictureOf(content: PacketContent): string {
  const view = trajectoryView({ ...content.page, since: null, acts: [] });
  const layout = layoutTrajectory(view, { width: 980, height: 430 }, { axis: 'log', clones: 'off' });
  return flatSvg(paintTrajectory(layout, 'p'), 'Roboto', wordsOf());
}
