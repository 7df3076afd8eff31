/** The words of the product by the codes of the wire. Short, exact, calm; none promises absence. */
import { outcomeOf } from '@clonewatch/domain';
import { t, textOf, variantText } from '@clonewatch/words';
import type { HealthReason, Job, PatientPage, PatientSummary, WireAlertFinding, WireAlert, WirePoint } from '@clonewatch/contracts';

type Nosology = NonNullable<PatientSummary['nosology']>;

export const nosologyWord = (id: Nosology): string => t(`tumour.${id}`);
/** For the work list, where the column is narrow. */
export const nosologyShort = (id: Nosology): string => textOf(`tumourShort.${id}`) ?? nosologyWord(id);

/** A draw that nothing was read of is no draw that showed no tumour DNA: each is named for what it is. */
const unread = {
  'Cannot be assessed: quality control failed': 'failedQc', 'Cannot be assessed: no tracked variant was covered by the assay': 'notCovered', 'Cannot be assessed: no result for this draw': 'noResult',
} as const;
export const informativeWord = (value: 'informative' | 'limited' | 'not_informative', reason = ''): string =>
  t(`informative.${value === 'not_informative' && Object.hasOwn(unread, reason) ? unread[reason as keyof typeof unread] : value}`);
export const statusWord = (status: WirePoint['status']): string => t(`status.${status}`);
export const severityWord = (severity: WireAlert['severity']): string => t(`severity.${severity}`);
export const alertStateWord = (state: WireAlert['state']): string => t(`alertState.${state}`);
/** Within a sentence. */
export const alertStateSmall = (state: WireAlert['state']): string => t(`alertStateSmall.${state}`);
export const phaseWord = (phase: WireAlert['phase']): string => t(`phase.${phase}`);

/** A closed alert's outcome; a text of its own, from before the list was closed, as it was written. */
export function outcomeWord(outcome: string): string {
  const known = outcomeOf(outcome);
  return known ? outcomeText(known.id) : outcome.replaceAll('_', ' ');
}
export const outcomeText = (id: string): string => textOf(`outcome.${id}`) ?? id.replaceAll('_', ' ');

/** A code of `patients.csv`; what the list does not hold stands as recorded. */
const ofList = <T extends string>(list: readonly T[], word: (id: T) => string) => (given: string): string => {
  const id = list.find((x) => x === given);
  return id === undefined ? given : word(id);
};
export const tissueWord = ofList(['ras_ext_wt', 'exon2_wt_only', 'mutant', 'wt', 'v600e', 'other', 'mss', 'msi_h'] as const, (id) => t(`tissue.${id}`));
export const sideWord = ofList(['left', 'right', 'rectum'] as const, (id) => t(`side.${id}`));
export function sexWord(sex: NonNullable<PatientPage['sex']>): string {
  const first = sex.toLowerCase()[0];
  return first === 'f' || first === 'm' ? t(`sex.${first}`) : sex;
}

/** Classes of drugs and kinds of assessments as the record holds them; of an open list, what is not known stands as recorded. */
export const classWord = (id: string): string => textOf(`class.${id}`) ?? id.replaceAll('_', ' ');
export { kindText as kindWord } from '@clonewatch/words';

/** A rule without its variant: `Resistance emerging`. */
export const ruleWord = (kind: WireAlertFinding['kind']): string => t(`rule.${kind}`);

type Said = Pick<WireAlertFinding, 'kind' | 'grade' | 'gene' | 'variant'>;

/** Under an alert of the same variant, which is not named again: `Rising`. */
export function alertPhraseShort(a: Said): string {
  const rest = a.variant === null ? '' : alertPhrase(a).replace(variantText(a.gene!, a.variant), '').replace(/^(⟦?)[:,\s]+/, '$1');
  return rest === '' ? alertPhrase(a) : rest.replace(/\p{L}/u, (x) => x.toUpperCase());
}

/** `KRAS p.G12D rising`. */
export function alertPhrase(a: Said): string {
  if (a.kind === 'resistance_emerging' && a.variant === null) return a.grade === 'confirmed' ? t('kind.togetherConfirmed') : t('kind.together');
  const v = a.variant === null ? t('kind.variant') : variantText(a.gene ?? '', a.variant);
  return a.kind === 'resistance_emerging' && a.grade === 'confirmed' ? t('kind.riseConfirmed', { v }) : t(`kind.${a.kind}`, { v });
}

export const evaluationStateWord = (state: PatientPage['evaluation_state']): string | null => (state === 'current' ? null : t(`evaluation.${state}`));

/** Why health is not `ok`: what it means for the reader, and what helps. */
export const healthWord = (reason: HealthReason): { what: string; help: string } => ({ what: t(`health.${reason}`), help: t(`healthHelp.${reason}`) });
export const jobWord = (job: Job['job']): string => t(`job.${job}`);
export const queueWord = { postgresql: 'PostgreSQL', redis: 'Redis' } as const;
