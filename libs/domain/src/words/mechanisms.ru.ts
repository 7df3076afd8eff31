import type { mechanismsEn } from './mechanisms.en.js';

/** The same keys in Russian. */
export const mechanismsRu: Readonly<Record<keyof typeof mechanismsEn, string>> = {
  'mechanisms.title': 'Механизмы резистентности', 'mechanisms.leading': 'Ведущий клон', 'mechanisms.dependsOn': 'Рост зависит', 'mechanisms.noLeading': 'ведущий клон не выделен', 'mechanisms.progression': 'Прогрессирование',
  'mechanisms.noProgression': 'не зафиксировано', 'mechanisms.therapy': 'Относительно препаратов', 'mechanisms.noTherapy': 'нет препарата, о котором говорит каталог', 'mechanisms.on': 'на терапии', 'mechanisms.off': 'вне терапии',
  'mechanisms.order': 'Порядок', 'mechanisms.change': 'Изменение', 'mechanisms.class': 'Класс', 'mechanisms.first': 'Впервые выявлено', 'mechanisms.last': 'Последнее измерение', 'mechanisms.share': 'Доля опухоли',
  'mechanisms.trend': 'Динамика', 'mechanisms.strategy': 'Что можно обсудить', 'mechanisms.evidence': 'Доказательства',
  'mechanisms.none': 'Ни один механизм из каталога у пациента не выявлялся. То, что не исследовали, перечислено ниже; это не значит, что его нет.',
  'mechanisms.origin.emerged': 'появилось', 'mechanisms.origin.from_start': 'было при первом измерении', 'mechanisms.caution': 'только настороженность', 'mechanisms.otherDrugs': 'относится к другим препаратам',
  'mechanisms.notComputed': 'не вычислено', 'mechanisms.tier': 'уровень {tier}', 'mechanisms.unverified': 'ссылка не проверена', 'mechanisms.partlyVerified': 'ссылка проверена частично',
  'mechanisms.class.primary_target': 'первичная мишень', 'mechanisms.class.secondary_target_mutation': 'вторичная мутация мишени', 'mechanisms.class.bypass_activation': 'обходная активация',
  'mechanisms.class.clonal_selection': 'клональная селекция', 'mechanisms.class.phenotypic_plasticity': 'фенотипическая пластичность', 'mechanisms.class.none': 'без класса',
  'mechanisms.status.detected': 'обнаружено', 'mechanisms.status.not_detected': 'не обнаружено', 'mechanisms.status.not_covered': 'не покрыто', 'mechanisms.status.failed_qc': 'контроль качества не пройден', 'mechanisms.status.not_tested': 'не исследовано',
  'mechanisms.trend.rising': 'растёт', 'mechanisms.trend.falling': 'снижается', 'mechanisms.trend.stable': 'стабильно', 'mechanisms.trend.insufficient': 'динамика ещё не известна',
  'mechanisms.lookedFor': 'Искали в последней пробе', 'mechanisms.tested.called': 'выявлено', 'mechanisms.tested.not_called': 'прочитано, не выявлено', 'mechanisms.tested.partly': 'прочитано частично', 'mechanisms.tested.not_tested': 'не исследовано',
  'mechanisms.tested.failed_qc': 'контроль качества не пройден', 'mechanisms.below': 'ниже {x}', 'mechanisms.only': 'только {x}', 'mechanisms.notInBlood': 'В крови не видно', 'mechanisms.further': 'Что ещё может показать',
  'mechanisms.further.repeat_draw': 'Повторный забор крови', 'mechanisms.further.white_blood_cells': 'Лейкоциты', 'mechanisms.further.wider_panel': 'Более широкая панель', 'mechanisms.further.fish_or_ihc': 'FISH или ИГХ', 'mechanisms.further.tissue': 'Ткань',
  'mechanisms.nothingFurther': 'в каталоге ничего', 'mechanisms.basis.imaging': 'визуализация', 'mechanisms.basis.clinical': 'клинически', 'mechanisms.basis.stopped': 'линия остановлена из-за прогрессирования', 'mechanisms.basis.burden': 'опухолевая нагрузка в крови',
  'mechanisms.foci': 'Очаги', 'mechanisms.foci.previous_foci': 'прогрессирование в прежних очагах', 'mechanisms.foci.new_foci': 'новые очаги', 'mechanisms.foci.both': 'прогрессирование в прежних очагах и новые очаги',
  'mechanisms.foci.no_progression': 'прогрессирующих очагов не записано', 'mechanisms.foci.not_recorded': 'очаги по отдельности не записаны',
  'mechanisms.foci.previous_hint': 'после ответа такую картину связывают со вторичной мутацией мишени (исходная статья, табл. 1); это не доказательство',
  'mechanisms.foci.discordant': 'очаги расходятся: проба крови смешивает их; исследовать нужно прогрессирующий', 'mechanisms.foci.tissue': '{change}: есть в {positive}, нет в {negative}',
  'mechanisms.side': 'Сторона первичной опухоли', 'mechanisms.side.left': 'левая', 'mechanisms.side.right': 'правая', 'mechanisms.side.rectum': 'прямая кишка', 'mechanisms.side.unknown': 'не указана',
  'mechanisms.side.rightHint': 'при правосторонних опухолях польза анти-EGFR меньше; данные о повторном назначении в основном левосторонние', 'mechanisms.beside': 'Ткань, FISH, ИГХ, ПЦР', 'mechanisms.plasma': 'плазма: {x}',
  'mechanisms.agrees': 'совпадает', 'mechanisms.disagrees': 'расходится', 'mechanisms.notComparable': 'несопоставимо', 'mechanisms.method': 'Метод', 'mechanisms.date': 'Дата', 'mechanisms.result': 'Результат', 'mechanisms.inPlasma': 'В плазме',
  'mechanisms.use': 'Отображает и статистически обобщает выданные лабораторией результаты цоДНК для квалифицированных онкологов и исследователей; не ставит диагноз и не рекомендует препарат. Для исследований и поддержки решений; не валидировано как медицинское изделие.',
};
