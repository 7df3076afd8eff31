/** Words every screen shares. */
export const common = {
  'unit.d': 'd',
  'day.day': 'day\u00a0{{n}}',
  'day.draw': 'draw\u00a0{{n}}',
  'language.choose': 'Language',
  'axis.drawOrder': 'Draw order (distances have no unit)',
  'axis.days': 'Days, {{anchor}}',
} as const;
