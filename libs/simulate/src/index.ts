export { demoCohort, simulateCases, simulateCohort, simulatePatients, type Cohort, type CohortOptions } from './cohort.js';
export { columnsOf, csvHeader, csvLines, fileNames, truthColumns, type CsvRow, type FileName } from './csv.js';
export type { SimulatedPatient } from './patient.js';
export { regimeOf, regimes, type Regime, type RegimeName } from './regimes.js';
export { storyPatients, storyQuestions, storyQuestionsIn, type StoryQuestion } from './stories.js';
export { Random } from './random.js';
export type { SimulatedCase } from './population/case.js';
export { populations, type PopulationName, type PopulationRegime } from './population/settings.js';
export type { DrawTruth, LineTruth, PatientTruth, VariantTruth } from './population/truth.js';
