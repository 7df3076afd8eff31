import type { patientpage as english } from '../en/patientpage.js';
import type { Russian } from '../keys.js';

export const patientpage: Russian<typeof english> = {
  'pp.mechanismsNotLoaded': 'Разбор механизмов не загрузился',
};
