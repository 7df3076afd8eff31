/** What a criterion of a scenario found, in words. */
import type { WireScenarioGate } from '@clonewatch/contracts';
import { fromEngine, pointed, t, type Key } from '@clonewatch/words';

/** A result as the record has it, variants with their VAF, a class of drugs: what is a word is said in the reader's language, numbers with its decimal sign; units stay. */
const valueText = (v: string): string => v.split(', ').map(fromEngine).join(', ').replace(/\d+\.\d+(?= |$)/g, pointed);

/** The code is of a closed list, and each has its words; the values it needs come with it. */
export function findingText({ finding }: Pick<WireScenarioGate, 'finding'>): string {
  const values = Object.fromEntries(Object.entries(finding.values).map(([name, v]) => [name, valueText(v)]));
  return (t as (key: Key, values: Readonly<Record<string, string>>) => string)(`sc.finding.${finding.code}`, values);
}
