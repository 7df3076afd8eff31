/**
 * Rows on their way into the record, all or nothing: staged some thousands at a time while the next ones are read, and compared and stored when the file
 * has been read to its end, or when reading the rest takes no longer than storing what is staged. Only then do others who change records of the site wait.
 */
import type { ParsedRow, Problem } from '@clonewatch/domain';
import { faultPoint } from '@clonewatch/runtime';
import { runScript, type Scope } from '@clonewatch/store';
import { timelineChecks } from './check.js';
import { insertAssessments } from './assessments.js';
import { insertControls, insertProfiles, referencesOfOthers, requestEvaluations, upsertPatients, type ImportKey } from './insert.js';
import { unlikely } from './plausible.js';
import { storeSeries } from './series.js';
import { analyseStaging, createStaging, OtherRows, placePart, setAside, takePart } from './stage.js';
import { SeriesPart } from './stage-series.js';
import { RowIds } from './row-ids.js';
import { insertTreatments } from './treatments.js';

/** `superseded`: stored results, assessments and treatments whose place the file takes; absent where it takes none. */
export interface ImportCounts { rows: number; specimens: number; patients: number; accepted: number; rejected: number; superseded?: number }
export const noCounts: ImportCounts = { rows: 0, specimens: 0, patients: 0, accepted: 0, rejected: 0 };

/** The file contradicts itself or what is stored: nothing of it may stay. */
export class ImportRefused extends Error {
  constructor(readonly problems: readonly Problem[], readonly counts: ImportCounts) {
    super('import refused');
  }
}

/** Rows staged and stored at a time: few at first, so that the server begins early, then as many as make its statements worth their planning. */
const firstPart = 1_000;
const largestPart = 16_000;
/** Microseconds of processor time that the server needs to store a staged row, about. */
const storing = 16;
/** Microseconds of it that nobody minds to wait more. */
const soon = 3_000_000;
/** Contradictions told of a kind. */
const mostConflicts = 100;

export class Intake {
  /** What was found by reading and comparing. An error among them: nothing more is stored, and {@link finish} refuses. */
  readonly problems: Problem[] = [];
  private rows = 0;
  private readonly ids = new RowIds();
  private part = new SeriesPart(this.ids);
  private readonly others = new OtherRows();
  private most = firstPart;
  private working: Promise<void> = Promise.resolve();
  private conflicts: Problem[] = [];
  /** What of the staged parts contradicts the record: told once the file itself is known to be sound, whenever it was found. */
  private readonly contradictions: Problem[] = [];
  /** Of each part that waits in tables of its own: has it corrections? */
  private readonly aside: boolean[] = [];
  /** How many of those are stored. */
  private stored = 0;
  /** Rows handed to the server. */
  private staged = 0;
  private locked = false;
  /** When a part was handed over last: the share of the file read, and the processor time used by then, in microseconds. */
  private seen = { read: 0, used: process.cpuUsage().user + process.cpuUsage().system };

  private constructor(private readonly scope: Scope, private readonly key: ImportKey, private readonly progress: () => number) {}

  /** `progress`: the share of the file that has been read, 0 where that is not known. */
  static async open(scope: Scope, key: ImportKey, progress: () => number = () => 0): Promise<Intake> {
    await createStaging(scope);
    return new Intake(scope, key, progress);
  }

  /** Takes rows; waits only when the server is a whole part behind. */
  async add(rows: readonly ParsedRow[]): Promise<void> {
    this.rows += rows.length;
    // Once the file is refused nothing more needs storing, but its other problems are still worth telling.
    if (refuses(this.problems)) return;
    for (const row of rows) {
      if (row.kind === 'series') this.part.add(row);
      else this.others.add(row);
    }
    if (this.part.rows + this.others.rows < this.most) return;
    this.most = Math.min(2 * this.most, largestPart);
    await this.handOver();
  }

  /** When what was handed over is stored, or has failed. */
  async idle(): Promise<void> {
    await this.working.catch(() => undefined);
  }

  /** The last rows, and what only the whole file shows. Throws {@link ImportRefused}. */
  async finish(): Promise<ImportCounts> {
    if (!refuses(this.problems)) await this.handOver();
    await this.working;
    this.settle();
    await this.store();
    this.settle(this.contradictions);
    if (this.others.has('patient', 'treatment', 'assessment')) await this.storeOthers();
    await insertControls(this.scope, this.key);
    this.problems.push(...await unlikely(this.scope, this.key));
    const patients = await requestEvaluations(this.scope, this.key);
    const [told] = await this.scope.query<{ specimens: number; superseded: number }>('select (select count(distinct specimen_id) from st_taken) as specimens, (select count(*) from st_replaced) as superseded');
    const { specimens, superseded } = told!;
    faultPoint('import.inserted');
    return { rows: this.rows, specimens, patients, accepted: this.rows, rejected: 0, ...(superseded > 0 ? { superseded } : {}) };
  }

  private async handOver(): Promise<void> {
    await this.working;
    const part = this.part;
    this.part = new SeriesPart(this.ids);
    this.working = this.stage(part);
    this.working.catch(() => undefined); // thrown where it is awaited
  }

  private async stage(part: SeriesPart): Promise<void> {
    await this.others.stage(this.scope);
    this.tell(part.problems);
    if (part.rows === 0) return;
    this.staged += part.rows;
    if (!refuses(this.problems) && this.conflicts.length === 0 && (this.locked || this.nearEnd())) {
      await this.store();
      await placePart(this.scope, part);
      this.contradictions.push(...await storeSeries(this.scope, this.key, part.corrects));
    } else {
      await setAside(this.scope, this.aside.length, part);
      this.aside.push(part.corrects);
    }
  }

  /**
   * From here on what is left to read takes no longer than storing the whole file, or than anybody minds: others wait no longer than if storing began at its
   * end, and the file is stored sooner.
   */
  private nearEnd(): boolean {
    const read = this.progress();
    // Processor time, not the clock's: on a busy machine both take longer, by the same. Of the part just read: a program that has just started reads its first rows slowly.
    const { user, system } = process.cpuUsage();
    const [before, used] = [this.seen, user + system];
    this.seen = { read, used };
    if (read <= before.read) return false;
    const left = ((used - before.used) * (1 - read)) / (read - before.read);
    return left <= Math.max(soon, (this.staged * storing) / read);
  }

  /** What was set aside into the record. */
  private async store(): Promise<void> {
    await this.lock();
    for (; this.stored < this.aside.length; this.stored++) {
      await takePart(this.scope, this.stored);
      this.contradictions.push(...await storeSeries(this.scope, this.key, this.aside[this.stored]!));
    }
  }

  private async storeOthers(): Promise<void> {
    await analyseStaging(this.scope);
    await referencesOfOthers(this.scope);
    const [statements, checks] = [upsertPatients(this.key), timelineChecks.map((c) => c.statement)];
    const answers = (await runScript(this.scope, [...statements, ...checks])).slice(statements.length);
    this.settle(timelineChecks.flatMap((check, i) => check.problems(answers[i]!)));
    this.settle(await insertTreatments(this.scope, this.key));
    this.settle(await insertAssessments(this.scope, this.key));
    await insertProfiles(this.scope, this.key);
  }

  /** Whoever changes records of the site waits for its turn. */
  private async lock(): Promise<void> {
    if (this.locked) return;
    this.locked = true;
    await this.scope.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [this.key.siteId]);
  }

  private tell(found: readonly Problem[]): void {
    for (const p of found) if (this.conflicts.filter((c) => c.code === p.code).length < mostConflicts) this.conflicts.push(p);
  }

  private settle(found: readonly Problem[] = []): void {
    const rows = this.rows + badLines(this.problems);
    this.tell(found);
    this.problems.push(...this.conflicts);
    this.conflicts = [];
    if (refuses(this.problems)) throw new ImportRefused(this.problems, { ...noCounts, rows, rejected: rows });
  }
}

const refuses = (problems: readonly Problem[]): boolean => problems.some((p) => p.severity === 'error');

/** Rows with errors are told and not handed on: each is a row of the file all the same. */
function badLines(problems: readonly Problem[]): number {
  return new Set(problems.flatMap((p) => (p.severity === 'error' && p.line !== null && p.line > 1 ? [p.line] : []))).size;
}
