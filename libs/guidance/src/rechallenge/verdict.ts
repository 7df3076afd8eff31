/** From gates to a verdict, its wording, and the one test that would answer what is open. */
import { openingTests, type GateResult, type GateState, type OpeningTest, type RechallengeVerdict } from '@clonewatch/domain';

const isOpen = (g: GateResult): boolean => g.state === 'unknown' || g.state === 'not_informative';

/** Any fail: not met. Else anything unknown or not informative: cannot be assessed. Else any caution: for discussion. Else met. */
export function verdictOf(gates: readonly GateResult[]): RechallengeVerdict {
  return verdictFrom(gates.map((g) => g.state));
}

/** The same from states alone. */
export function verdictFrom(states: readonly GateState[]): RechallengeVerdict {
  if (states.includes('fail')) return 'not_met';
  if (states.includes('unknown') || states.includes('not_informative')) return 'cannot_assess';
  return states.includes('caution') ? 'discuss' : 'met';
}

/** The single test that would answer every open gate; null when none is open, or they need different ones. */
export function answeredBy(gates: readonly GateResult[]): OpeningTest | null {
  const needed = new Set(gates.filter(isOpen).map((g) => g.opens));
  return openingTests.find((t) => needed.size === 1 && needed.has(t)) ?? null;
}

const testText: Readonly<Record<OpeningTest, string>> = {
  repeat: 'a repeat draw', wbc: 'sequencing of white blood cells', tissue: 'a result from tumour tissue', wider_panel: 'a wider panel', record: 'completing the record',
};

/** One sentence; a sample's date stands in it, and no promise. `date`: the sample's day in words, null without a sample. */
export function wordingOf(verdict: RechallengeVerdict, gates: readonly GateResult[], date: string | null): string {
  // An open origin is said once, by the gate of the allele.
  const once = gates.filter((g) => g.id !== 'G10' || g.opens !== 'wbc' || !gates.some((x) => x !== g && x.opens === 'wbc'));
  const say = (state: GateResult['state']): string => once.filter((g) => g.state === state).map((g) => g.datum).join('; ');
  const open = once.filter(isOpen).map((g) => g.datum).join('; ');
  const by = answeredBy(gates);
  switch (verdict) {
    // A site may let a gate stand open: what it left out is part of what was met.
    case 'met': return `Criteria met in the sample of ${date ?? 'unknown date'}${open === '' ? '' : `, as far as evaluated; not evaluated: ${open}`}`;
    case 'discuss': return `For discussion, none failed in the sample of ${date ?? 'unknown date'}: ${say('caution')}${open === '' ? '' : `; not evaluated: ${open}`}`;
    case 'not_met': return `Not met: ${say('fail')}`;
    case 'cannot_assess': {
      const blind = gates.some((g) => g.state === 'not_informative');
      const why = blind ? gates.find((g) => g.state === 'not_informative')!.datum : say('unknown');
      // Gene symbols keep their capitals.
      const said = /^[A-Z][a-z ]/.test(why) ? `${why.charAt(0).toLowerCase()}${why.slice(1)}` : why;
      return `Cannot be assessed: ${said}${by === null ? '' : `. ${testText[by].charAt(0).toUpperCase()}${testText[by].slice(1)} would answer`}`;
    }
  }
}
