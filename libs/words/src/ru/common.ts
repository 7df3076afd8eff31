import type { common as english } from '../en/common.js';
import type { Russian } from '../keys.js';

export const common: Russian<typeof english> = {
  'unit.d': 'дн.',
  'day.day': 'день\u00a0{{n}}',
  'day.draw': 'забор\u00a0{{n}}',
  'language.choose': 'Язык',
  'axis.drawOrder': 'Порядок заборов (расстояния без единицы)',
  'axis.days': 'Дни, {{anchor}}',
};
