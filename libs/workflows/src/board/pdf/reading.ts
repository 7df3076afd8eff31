/** The reading in words of the page's language, from what it is made of: the engine's own sentence in English, the same facts in Russian. */
import type { PacketContent } from '@clonewatch/contracts';
import { language } from '@clonewatch/words';
import { change, dayOf, say } from './parts.js';

const therapyRu: Readonly<Record<string, string>> = {
  anti_egfr: 'анти-EGFR', egfr_tki: 'ингибитор EGFR', braf_inhibitor: 'ингибитор BRAF', mek_inhibitor: 'ингибитор MEK', kras_g12c_inhibitor: 'ингибитор KRAS G12C', her2: 'анти-HER2', vegf: 'анти-VEGF', multikinase: 'мультикиназный ингибитор',
  akt_pathway: 'путь AKT', endocrine: 'эндокринная терапия', cdk46: 'ингибитор CDK4/6', immunotherapy: 'иммунотерапия', chemotherapy: 'химиотерапия', other: 'другое',
};
const dependenceRu: Readonly<Record<string, (gene: string) => string>> = {
  primary_target: (g) => `всё ещё от ${g}, мишени заболевания`, secondary_target_mutation: (g) => `всё ещё от ${g} в форме, которую препарат удерживает хуже`, bypass_activation: (g) => `от ${g}, в обход удерживаемой мишени`,
  clonal_selection: (g) => `от ${g}, в клоне, отобранном препаратом`, phenotypic_plasticity: (g) => `не от одного гена; ${g} отмечает смену состояния`,
};

function wordingRu(c: PacketContent): string {
  const m = c.mechanisms;
  const sample = m.sample_on ?? m.sample_day;
  const where = sample === undefined ? '' : `Проба от ${dayOf(sample)}: `;
  switch (m.verdict) {
    case 'explained': {
      const standing = m.called.filter((x) => x.applies && x.action === 'exclude' && x.last_status === 'detected').map((x) => `${change(x)}${x.last === sample ? '' : ` (последнее измерение ${dayOf(x.last)})`}`);
      return `${where}выявлено ${standing.join(', ')}; в каталоге это резистентность к: ${m.therapy.map((t) => therapyRu[t] ?? t).join(' + ')}.`;
    }
    case 'unexplained': return `${where}в исследованном генетического объяснения не найдено; возможны пластичность или механизм вне каталога.`;
    case 'partly_tested': return `${where}в исследованном генетического объяснения не найдено; ${m.tested.filter((x) => x.state !== 'called' && x.state !== 'not_called').length} из ${m.tested.length} механизмов каталога не прочитаны или прочитаны частично.`;
    case 'cannot_assess': return `${where}оценить нельзя. ${say(c.informative.reason)}.`;
    case 'no_therapy': return `${where}в записи нет препарата, о котором говорит каталог.`;
  }
}

function dependenceText(c: PacketContent): string {
  const { leading, called } = c.mechanisms;
  if (!leading) return '';
  if (language() === 'en') return /^(?:still )?on |^not on /.test(leading.dependence) ? `growth depends ${leading.dependence}` : `what growth depends on is ${leading.dependence}`;
  const own = called.find((x) => x.clone === leading.clone && x.gene === leading.target);
  const said = own ? dependenceRu[own.mechanism] : leading.target ? dependenceRu.primary_target : undefined;
  return said && leading.target ? `рост зависит ${said(leading.target)}` : 'от чего зависит рост, ни один вариант этого клона не показывает';
}

export const verdictText = {
  wording: (c: PacketContent): string => (language() === 'en' ? c.mechanisms.wording : wordingRu(c)),
  dependence: dependenceText,
  therapy: (id: string): string => (language() === 'ru' ? therapyRu[id] ?? id : id.replaceAll('_', '-')),
};
