import type { common as english } from '../en/common.js';
import type { Russian } from '../keys.js';

export const common: Russian<typeof english> = {
  'unit.d': 'дн.',
  'unit.mo': 'мес.',
  'unit.y': 'г.',
  'day.day': 'день\u00a0{{n}}',
  'day.draw': 'забор\u00a0{{n}}',
  'day.dayWord': 'день {{n}}',
  'language.choose': 'Язык',
  'axis.drawOrder': 'Порядок заборов (расстояния без единицы)',
  'axis.days': 'Дни, {{anchor}}',
  'say.loading': 'Загрузка: {{what}}…',
  'say.tryAgain': 'Повторить',
  'say.notNone': 'Из этой страницы нельзя заключить, что оповещений нет.',
  'say.notComputed': 'Ещё не вычислено.',
  'say.save': 'Сохранить',
  'say.saving': 'Сохранение…',
  'say.cancel': 'Отмена',
  'say.close': 'Закрыть',
  'say.again': 'Не получилось. Повторите попытку.',
  'say.toWorkList': 'К рабочему списку',
  'say.actions': 'Действия',
  'say.file': 'файл',
  'say.unreachable': 'Сервер недоступен.',
  'say.answered': 'Сервер ответил: {{status}}.',
};
