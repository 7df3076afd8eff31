/**
 * One synthetic patient for each disease of the catalogue, told by hand from the first draw over progression to the question a tumour board faces; counts
 * are drawn by seed around the VAFs of the story. Nobody lives behind them. One story follows a published course (`DEMO-CASE`); its numbers are kept exact.
 */
import type { Nosology } from '@clonewatch/domain';
import { dateOfDay } from '@clonewatch/domain';
import type { CsvRow, FileName } from './csv.js';
import type { SimulatedPatient } from './patient.js';
import { Random } from './random.js';
import { decisions, type ToldDecision } from './boards.data.js';
import { questionsRu } from './boards-ru.data.js';
import { stories } from './stories.data.js';

/** A variant of a story. `kind` goes into truth.csv; `tissue`: found in tumour tissue before treatment. */
export interface ToldVariant { readonly gene: string; readonly variant: string; readonly kind: 'truncal' | 'resistance'; readonly tissue?: boolean }

/** One draw: day of the story and, in the order of the variants, the expected VAF in percent; `+` called without a number (an amplification), `-` looked for and not called, null not covered. */
export type ToldDraw = readonly [day: number, ...readings: readonly (number | '+' | '-' | null)[]];

export interface ToldLine { readonly regimen: string; readonly agents: string; readonly classes: string; readonly from: number; readonly to?: number; readonly best?: string; readonly stopped?: string }

/** What was found beside the blood: day, kind, result, and unit or the variant it concerns. */
export type ToldFinding = readonly [day: number, kind: string, result: string, unit?: string, gene?: string, variant?: string];

export interface Story {
  readonly id: string;
  readonly nosology: Nosology;
  /** The question at the end, for the reader of this file and of the documentation. */
  readonly question: string;
  readonly profile: CsvRow;
  readonly panel: string;
  /** Haploid genome equivalents of a draw, about. */
  readonly depth: number;
  /** Counts are the story's own, not drawn: what was published stays as published. */
  readonly exact?: boolean;
  readonly variants: readonly ToldVariant[];
  readonly draws: readonly ToldDraw[];
  readonly lines: readonly ToldLine[];
  readonly findings: readonly ToldFinding[];
}

export interface StoryQuestion { readonly patientId: string; readonly nosology: Nosology; readonly question: string; readonly decision: ToldDecision }

/** Ids of the stories' patients, with the question each ends in and what the made-up board decided, in the language asked for. */
export const storyQuestionsIn = (language: 'en' | 'ru'): readonly StoryQuestion[] =>
  stories.map((s) => ({ patientId: s.id, nosology: s.nosology, question: language === 'ru' ? questionsRu[s.id]! : s.question, decision: decisions[language][s.id]! }));
export const storyQuestions = storyQuestionsIn('en');

const reportDays = 5;
const background = 3e-5;

/** Every story as rows of the exchange format; the last draw of each lies `reportDays` or a little more before `lastDay` (days since 1970-01-01). */
export function* storyPatients(seed: number, lastDay: number): Generator<SimulatedPatient> {
  for (const [i, story] of stories.entries()) yield told(new Random(seed, 1000 + i), story, lastDay - 1 - (i % 4) - story.draws.at(-1)![0]);
}

function told(r: Random, story: Story, startDay: number): SimulatedPatient {
  const on = (name: string, day: number | undefined): CsvRow => (day === undefined ? {} : { [`${name}_on`]: dateOfDay(startDay + day) });
  const patient = { patient_id: story.id };
  const rows: Record<FileName, readonly CsvRow[]> = {
    'patients.csv': [{ ...patient, nosology: story.nosology, draw_interval_days: '28', ...on('tissue', -30), ...story.profile }],
    'treatments.csv': story.lines.map((l) => ({ ...patient, regimen: l.regimen, agents: l.agents, therapy_class: l.classes, ...on('started', l.from), ...on('stopped', l.to), best_response: l.best ?? '', stop_reason: l.stopped ?? '' })),
    'assessments.csv': [
      ...story.variants.filter((v) => v.tissue).map((v) => ({ ...patient, ...on('assessed', -30), kind: 'tissue', gene: v.gene, variant: v.variant, result: 'positive' })),
      ...story.findings.map(([day, kind, result, unit, gene, variant]) => ({ ...patient, ...on('assessed', day), kind, gene: gene ?? '', variant: variant ?? '', result, unit: unit ?? '' })),
    ],
    'series.csv': story.draws.flatMap((draw, i) => drawRows(r, story, draw, i, on)),
    'truth.csv': story.variants.map((v, i) => ({ ...patient, gene: v.gene, variant: v.variant, kind: v.kind, peak_vaf: peak(story, i) })),
  };
  return { patientId: story.id, rows };
}

function peak(story: Story, variant: number): string {
  const seen = story.draws.map((d) => d[variant + 1]).filter((v): v is number => typeof v === 'number');
  return seen.length === 0 ? '' : String(Math.max(...seen) / 100);
}

function drawRows(r: Random, story: Story, [day, ...readings]: ToldDraw, i: number, on: (name: string, day: number) => CsvRow): readonly CsvRow[] {
  const total = story.exact ? story.depth : Math.round(story.depth * r.between(0.85, 1.15));
  const base: CsvRow = {
    patient_id: story.id, specimen_id: `${story.id}-D${String(i + 1).padStart(2, '0')}`, ...on('collected', day), assay: 'NGS panel', assay_version: '1.0', specimen_type: 'plasma', count_unit: 'molecules',
    input_hge: String(total), plasma_ml: '4', ...on('reported', day + reportDays), panel: story.panel,
  };
  return story.variants.map((v, k) => {
    const reading = readings[k] ?? null;
    const row = { ...base, gene: v.gene, variant: v.variant };
    if (reading === null) return { ...row, status: 'not_covered', panel: '' };
    if (typeof reading === 'string') return { ...row, status: reading === '+' ? 'detected' : 'not_detected' };
    const mutant = story.exact ? Math.round((total * reading) / 100) : r.binomial(total, reading / 100 + background * r.uniform());
    return { ...row, mutant_count: String(mutant), total_count: String(total), background: String(background), wbc_vaf: i === 0 ? '0' : '' };
  });
}
