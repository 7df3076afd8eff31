/**
 * Parts of libs/guidance, run one after another; together all of its files but those of `leftOut`. `tests`: the unit tests that hold the rules of the part:
 * a rule is held by tests of its own, not by chance elsewhere.
 */
const src = 'libs/guidance/src/';
const files = (folder, names) => names.split(' ').map((n) => `${src}${folder}${n}.ts`);
const rechallenge = ['rechallenge-sample', 'gate-states', 'rechallenge-edges', 'rechallenge'];
const alerts = ['golden', 'together', 'conflict', 'suspect', 'whole-draw', 'blood-course', 'target-found', 'rise-course', 'trend-words', 'rules-response', 'coverage-gap', 'catalogue'];

export const slices = {
  gates: { mutate: files('rechallenge/', 'gates-clinical gates-plasma verdict'), tests: rechallenge },
  sample: { mutate: files('rechallenge/', 'sample history'), tests: rechallenge },
  trials: { mutate: files('rechallenge/', 'trials evaluate clearance'), tests: ['rechallenge-edges', 'rechallenge-window', 'gate-states', 'rechallenge-trials'] },
  informative: { mutate: files('', 'informative draw-states'), tests: ['informative', 'draw-states'] },
  catalogue: { mutate: files('', 'catalogue/match panel'), tests: ['panel', 'catalogue', 'catalogue-order', 'limited-to-drugs'] },
  mechanisms: { mutate: files('mechanisms/', 'reading coverage required foci beside strategies packet chip'), tests: ['beside', 'mechanism-edges', 'mechanism-reading', 'mechanisms', 'packet', 'limited-to-drugs'] },
  scenarios: { mutate: files('scenarios/', 'read'), tests: ['scenario-gates'] },
  variant: { mutate: files('', 'rules-variant'), tests: ['variant-rules', 'bound-rules', 'conflict', 'golden', 'limited-to-drugs'] },
  together: { mutate: files('', 'rules-together'), tests: ['together-rules', 'together', 'limited-to-drugs'] },
  roles: { mutate: files('', 'roles blood-origin'), tests: ['roles', 'blood-course', 'golden'] },
  draw: { mutate: files('', 'rules-target rules-suspect rules-whole-draw tumour-dna'), tests: ['draw-rules', 'whole-draw', 'suspect', 'target-found'] },
  response: { mutate: files('', 'rules-response response'), tests: ['response-alerts', 'response-edges', 'response', 'rules-response'] },
  burden: { mutate: files('', 'rules-burden'), tests: ['burden-rising', 'golden'] },
  patient: { mutate: files('', 'rules-patient rules-coverage rules-rechallenge due'), tests: ['patient-rules', 'rechallenge-alerts', 'due-rules', 'due', 'coverage-gap'] },
  closing: { mutate: files('', 'closing back-test phases'), tests: ['closing', 'phases', 'conflict', 'back-test', 'limited-to-drugs'] },
  course: { mutate: files('', 'context policy detectability round clones'), tests: ['course', 'round', 'detectability', 'clones', 'policy', 'golden', 'limited-to-drugs'] },
  engine: { mutate: files('', 'engine'), tests: ['engine', 'policy', 'clones', ...alerts] },
  record: { mutate: files('', 'assemble known snapshot one-name'), tests: ['known', 'snapshot', 'one-name', 'whole-draw', 'golden', 'response'] },
  fold: { mutate: files('', 'fold evaluate remember memory'), tests: ['whole-history', 'one-name', 'clones', 'response', ...alerts] },
  forecast: { mutate: files('', 'forecast forecast-model forecast-features forecast-new-clone landmark forecast.data'), tests: ['forecast-parts', 'forecast'] },
  glance: { mutate: files('', 'glance glance-reading glance-test glance-points glance-shares'), tests: ['glance-reading', 'glance-parts', 'glance'] },
  words: { mutate: files('', 'sentence text changes'), tests: ['sentence', 'words', 'changes', 'glance', 'golden'] },
  knowledge: { mutate: files('knowledge/', 'profile further diseases.data'), tests: ['further-evidence-edges', 'further-evidence'] },
  tables: { mutate: [...files('rechallenge/', 'criteria.data trials.data'), ...files('', 'scenarios/scenarios.data mechanisms/tiers.data rules.data response.data rise-budget.data')], tests: ['rule-tables', 'criteria-boundaries', 'rechallenge-trials', 'gate-states', 'scenarios', 'mechanisms'] },
};

/** Files with nothing to decide, and why each is left out. */
export const leftOut = {
  'catalogue/*.data.ts': 'the rows of the resistance catalogue; a test of each row compares it with the published table',
  'forecast-model.data.ts': 'coefficients of the forecast, written by its fitting script; no branch and no rule',
  'index.ts, catalogue/types.ts': 'names and types only',
};

/** Tests that are not run for mutants: they take most of a second each. A mutant that only they would notice deserves a test of its own. */
export const tooSlow = [
  'gate-states › gates › no other state is met on 300 simulated decisions', 'forecast › on simulated patients of another seed › speaks', 'rechallenge › wording › names the sample, and promises nothing',
  'conflict › its answer › law', 'due › what becomes due day by day', 'coverage-gap › its answer › law', 'further-evidence › a whole release', 'scenarios › unknown and not informative never become a pass',
];
