/** Parts of libs/guidance, each with the unit tests that must kill its mutants: a part is held by the tests of its own rules, not by chance elsewhere. */
const src = 'libs/guidance/src/';
const files = (names) => names.map((n) => `${src}${n}.ts`);

export const slices = {
  gates: { mutate: files(['rechallenge/gates-clinical', 'rechallenge/gates-plasma', 'rechallenge/verdict']), tests: ['gate-states', 'rechallenge', 'criteria-boundaries'] },
  sample: { mutate: files(['rechallenge/sample', 'rechallenge/history']), tests: ['gate-states', 'rechallenge', 'criteria-boundaries'] },
  trials: { mutate: files(['rechallenge/trials', 'rechallenge/evaluate', 'rechallenge/clearance']), tests: ['gate-states', 'rechallenge', 'rechallenge-trials', 'criteria-boundaries'] },
  informative: { mutate: files(['informative', 'draw-states']), tests: ['draw-states', 'coverage-gap', 'stories'] },
  catalogue: { mutate: files(['catalogue/match', 'panel']), tests: ['catalogue'] },
  mechanisms: { mutate: files(['mechanisms/reading', 'mechanisms/coverage', 'mechanisms/required', 'mechanisms/foci', 'mechanisms/beside', 'mechanisms/strategies', 'mechanisms/packet']), tests: ['mechanisms', 'packet'] },
  scenarios: { mutate: files(['scenarios/read']), tests: ['scenarios'] },
};
