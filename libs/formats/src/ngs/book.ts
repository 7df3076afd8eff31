/** The samples of a table that names one in each row, looked up as they come. */
import type { ManifestRow } from '@clonewatch/domain';
import { named, shown, type ProblemList } from '../problems.js';
import type { ReadContext } from '../reader.js';
import { foundSample, patientSamples, rowsForFile } from './samples.js';

const mostNames = 1000;

export class SampleBook {
  private readonly rows: readonly ManifestRow[] | null;
  private readonly found = new Map<string, { readonly row: ManifestRow | null; readonly line: number }>();
  private readonly unknown = new Map<string, number>();
  private asOne = false;

  /** `what`: the format as a message calls it. */
  constructor(private readonly what: string, private readonly context: ReadContext, private readonly problems: ProblemList) {
    this.rows = context.manifest === null || context.manifest.length === 0 ? null : rowsForFile(context, problems);
  }

  /** No sample was met yet. */
  get empty(): boolean {
    return this.found.size === 0 && this.unknown.size === 0;
  }

  /** The manifest's row of a patient's sample; null where it is another's, or nobody's. */
  of(sample: string, line: number): ManifestRow | null {
    const known = this.found.get(sample);
    if (known !== undefined) return known.row;
    const rows = (this.rows ?? []).filter((m) => m.sample === sample);
    if (rows.length === 0) {
      if (this.unknown.size < mostNames && !this.unknown.has(sample)) this.unknown.set(sample, line);
      return null;
    }
    const patients = rows.filter((m) => m.role === 'patient');
    const [row = null] = patients;
    if (patients.some((m) => JSON.stringify([m.patientId, m.specimenId, m.collected, m.assay]) !== JSON.stringify([row!.patientId, row!.specimenId, row!.collected, row!.assay]))) {
      this.problems.error('conflicting_manifest_row', `the manifest says different things about sample ${shown(sample)} (lines ${patients.map((m) => m.line).join(', ')}); keep one of them`, { line, value: sample });
    }
    this.found.set(sample, { row, line });
    return row;
  }

  /** The one sample of a file that names none. */
  only(names: readonly string[], line: number, otherNames: readonly string[] = []): ManifestRow | null {
    const known = (this.rows ?? []).some((m) => names.includes(m.sample)) ? names : (this.rows ?? []).some((m) => otherNames.includes(m.sample)) ? otherNames.filter((n) => (this.rows ?? []).some((m) => m.sample === n)).slice(0, 1) : names;
    this.asOne = true;
    const samples = patientSamples({ format: this.what, names: known, tumour: null, normals: [], line }, this.context, this.problems);
    const row = samples?.[0]?.manifest ?? null;
    if (row !== null) this.found.set(names[0] ?? '', { row, line });
    return row;
  }

  /** Patients' samples met, each with the line it was met in; tells what of file and manifest does not meet. */
  finish(header: number): { row: ManifestRow; line: number }[] {
    if (this.problems.failed && this.empty) return [];
    const met = [...this.found.values()].flatMap(({ row, line }) => (row === null ? [] : [{ row, line }]));
    const unknown = [...this.unknown.keys()];
    if (!this.asOne) this.context.onSamples?.([...[...this.found].map(([sample, { line }]) => foundSample(sample, line)), ...[...this.unknown].map(([sample, line]) => foundSample(sample, line))].slice(0, mostNames));
    if (this.context.manifest === null || this.context.manifest.length === 0) {
      this.problems.error('manifest_required', `${this.what} does not say whose sample this is, nor when the blood was drawn; send a manifest along, with the columns sample, role, patient_id, specimen_id, collected_on (or collected_day and anchor), assay; panel where absence should mean "not detected". Samples found: ${named(unknown)}`, { line: header });
    } else if (met.length === 0 && unknown.length > 0) {
      this.problems.error('sample_not_in_manifest', `no row of the manifest with role patient is for a sample of this file. Samples found: ${named(unknown)}. The manifest names ${named((this.rows ?? []).map((m) => m.sample))}`, { line: this.unknown.get(unknown[0]!)! });
    } else if (unknown.length > 0) {
      this.problems.warn('sample_not_in_manifest', `${named(unknown)} of this file ${unknown.length === 1 ? 'is' : 'are'} not in the manifest and ${unknown.length === 1 ? 'is' : 'are'} not imported`, { line: this.unknown.get(unknown[0]!)! });
    }
    const used = new Set([...this.found.values()].map((f) => f.row?.sample));
    const absent = (this.rows ?? []).filter((m) => m.role === 'patient' && m.file !== '' && !this.found.has(m.sample) && !used.has(m.sample));
    // A sample without a row may be a clean draw or a slip of the pen: it is not taken for a negative.
    if (absent.length > 0 && met.length > 0) this.problems.warn('sample_not_in_file', `${named(absent.map((m) => m.sample))} of the manifest ${absent.length === 1 ? 'has' : 'have'} no row in this file; nothing is stored for ${absent.length === 1 ? 'it' : 'them'}. A draw in which nothing was found needs a row that says so`, { line: header });
    return met;
  }
}
