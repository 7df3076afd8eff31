import type { recorded as english } from '../en/recorded.js';
import type { Russian } from '../keys.js';

export const recorded: Russian<typeof english> = {
  'class.anti_egfr': 'анти-EGFR',
  'class.braf_inhibitor': 'ингибитор BRAF',
  'class.mek_inhibitor': 'ингибитор MEK',
  'class.egfr_tki': 'ИТК EGFR',
  'class.kras_g12c_inhibitor': 'ингибитор KRAS G12C',
  'class.her2': 'HER2',
  'class.vegf': 'VEGF',
  'class.multikinase': 'мультикиназный',
  'class.akt_pathway': 'путь AKT',
  'class.endocrine': 'эндокринная',
  'class.cdk46': 'CDK4/6',
  'class.immunotherapy': 'иммунотерапия',
  'class.chemotherapy': 'химиотерапия',
  'class.other': 'другое',
  'assessed.imaging': 'визуализация',
  'assessed.cea': 'РЭА (CEA)',
  'assessed.ca19_9': 'CA 19-9',
  'assessed.ldh': 'ЛДГ (LDH)',
  'assessed.clinical': 'клинически',
  'assessed.tissue': 'ткань',
  'assessed.fish': 'FISH',
  'assessed.ihc': 'ИГХ',
};
