/**
 * Health records (FHIR, HL7 v2) into rows. They say themselves whose a result is and when the blood was drawn; a manifest counts before them, and is asked
 * for where they do not say it. Never a date of today, never a patient by guess.
 */
import { canonicalVariant, type ManifestRow, type ParsedRow, type VafUnit, type When } from '@clonewatch/domain';
import type { DrawRow } from '../ngs/call.js';
import { wholeText } from '../ngs/document.js';
import { Notes } from '../ngs/notes.js';
import type { LeftOut } from '../ngs/origin.js';
import { genesOf as panelGenes } from '../ngs/refused.js';
import { foundSample, rowsForFile } from '../ngs/samples.js';
import { CallFile } from '../ngs/table.js';
import { named, ProblemList, shown } from '../problems.js';
import { batchRows, type Batch, type FormatReader, type ReadContext } from '../reader.js';
import { isBlood, isTissue } from './codes.js';
import { linesOf } from './lines.js';
import type { HealthDraw, HealthFinding, HealthLeftOut, HealthPatient, HealthRecord } from './record.js';
import { assessmentRow, patientRow, treatmentRow } from './rows.js';
import { isNameless, rowOfLeftOut } from './variant.js';

export interface HealthDocument {
  readonly id: string;
  readonly what: string;
  sniff(head: string): boolean;
  readonly swappable: string;
  /** What the document says; null after a reported fault that leaves nothing to read. */
  parse(text: string, notes: Notes, problems: ProblemList, unit: VafUnit | null): HealthRecord | null;
}

export function healthReader(document: HealthDocument): FormatReader {
  return { id: document.id, needsManifest: false, encodings: 'any', sniff: (head) => document.sniff(head.replace(/^\uFEFF/, '')), read: (text, context) => readHealth(document, text, context) };
}

async function* readHealth(document: HealthDocument, text: AsyncIterable<string>, context: ReadContext): AsyncGenerator<Batch> {
  const problems = new ProblemList();
  const notes = new Notes();
  const whole = await wholeText(text, problems);
  const record = whole === null ? null : document.parse(whole.replace(/^\uFEFF/, ''), notes, problems, context.vafUnit ?? null);
  const rows = record === null || problems.failed ? [] : new HealthRows(document, context, problems).of(record);
  notes.tell(problems);
  const kept = problems.failed ? [] : rows;
  for (let i = 0; i === 0 || i < kept.length; i += batchRows) yield { rows: kept.slice(i, i + batchRows), problems: problems.take() };
}

class HealthRows {
  private readonly manifest: readonly ManifestRow[];
  /** Samples that the manifest says are no patient's draw. */
  private readonly leftOut: ReadonlySet<string>;
  private readonly used = new Set<ManifestRow>();
  /** The name under which a patient is in our records. */
  private readonly ids = new Map<HealthPatient, string>();
  private readonly file: CallFile;

  constructor(private readonly document: HealthDocument, private readonly context: ReadContext, private readonly problems: ProblemList) {
    const given = context.manifest !== null && context.manifest.length > 0;
    const listed = given ? rowsForFile(context, problems) : [];
    this.manifest = listed.filter((m) => m.role === 'patient');
    this.leftOut = new Set(listed.filter((m) => m.role !== 'patient' && m.sample !== '').map((m) => m.sample));
    this.file = new CallFile(document, context, problems);
  }

  of(record: HealthRecord): ParsedRow[] {
    this.context.onSamples?.(record.draws.map((d) => foundSample(nameOf(d, this.context.fileName), d.line)));
    const matched = record.draws.map((draw) => ({ draw, row: this.manifestOf(draw, record) }));
    for (const { draw, row } of matched) if (row !== null) this.ids.set(draw.patient, row.patientId);
    this.patientsOfManifest(record);
    const rows: ParsedRow[] = [];
    for (const { draw, row } of matched) rows.push(...this.drawRows(draw, row, record.leftOut.filter((l) => l.patient === draw.patient)));
    rows.push(...this.file.endDraws());
    rows.push(...this.others(record));
    if (rows.length === 0 && !this.problems.failed) this.problems.error('nothing_to_import', `${this.document.what} holds nothing that is kept here: no results of variants in blood, tumour markers, responses or treatments against cancer`, { line: 1 });
    return rows;
  }

  /** The manifest's row for a draw: by the specimen's name, the report's or the patient's, or as the only row for the only draw. */
  private manifestOf(draw: HealthDraw, record: HealthRecord): ManifestRow | null {
    const alone = record.draws.filter((d) => d.patient === draw.patient).length === 1;
    for (const name of alone ? [...draw.names, ...draw.patient.names] : draw.names) {
      const rows = this.manifest.filter((m) => m.sample === name);
      if (rows.length > 1) this.problems.error('conflicting_manifest_row', `the manifest has several rows for ${shown(name)} (lines ${rows.map((m) => m.line).join(', ')}); keep one of them`, { line: draw.line });
      if (rows.length > 0) return this.use(rows[0]!);
    }
    const unnamed = draw.names.length + draw.patient.names.length === 0;
    const own = this.manifest.filter((m) => m.file !== '' || unnamed);
    return record.draws.length === 1 && own.length === 1 ? this.use(own[0]!) : null;
  }

  private use(row: ManifestRow): ManifestRow {
    this.used.add(row);
    return row;
  }

  private patientsOfManifest(record: HealthRecord): void {
    for (const p of [...record.patients, ...record.treatments.map((t) => t.patient), ...record.assessments.map((a) => a.patient)]) {
      const row = this.manifest.find((m) => p.names.includes(m.sample));
      if (!this.ids.has(p) && row !== undefined) this.ids.set(p, this.use(row).patientId);
    }
  }

  /** Of several answers none is chosen here. */
  private several(draw: HealthDraw, row: ManifestRow | null): boolean {
    const [what, value] = draw.severalKinds != null ? ['specimens of several kinds under one order, and not of which of them the results are', draw.severalKinds] : ['two days for one draw (the order\'s, OBR-7, and the specimen\'s, SPM-17)', draw.severalDays ?? null];
    if (row !== null || value === null || draw.names.some((n) => this.leftOut.has(n))) return false;
    this.problems.error('manifest_required', `${this.document.what} says ${what}: ${shown(value)}; send a manifest with a row for it (role patient, with collected_on; role normal leaves it out). Names found: ${named(draw.names)}`, { line: draw.line, value });
    return true;
  }

  private drawRows(draw: HealthDraw, row: ManifestRow | null, leftOut: readonly HealthLeftOut[]): ParsedRow[] {
    if (this.several(draw, row)) return [];
    if (row === null && isTissue(draw.specimenType)) return this.tissue(draw);
    if (row === null && draw.names.some((n) => this.leftOut.has(n))) return [];
    // What the document calls it is not known to be blood: nobody guesses that it is.
    if (row === null && draw.specimenType !== '' && !isBlood(draw.specimenType)) {
      this.problems.error('manifest_required', `specimen type "${shown(draw.specimenType)}" is not known to be blood, plasma or serum, nor tissue; if it is blood, send a manifest with a row for it (role patient), if it is not, with a row of role normal, which leaves it out. Names found: ${named(draw.names)}`, { line: draw.line, value: draw.specimenType });
      return [];
    }
    const base = row ?? this.own(draw);
    if (base === null) return [];
    const versions = new Map<string, DrawRow>();
    for (const f of draw.findings) {
      const key = `${f.version} ${f.reported.date ?? ''}`;
      let held = versions.get(key);
      if (held === undefined) versions.set(key, (held = asDraw(base, draw, f)));
      this.file.addFor(held, f.said, f.line);
    }
    // What a correction says was covered takes the place of what the corrected report said.
    const whole: DrawRow = { ...asDraw(base, draw, null), resultVersion: Math.max(1, ...draw.findings.map((f) => f.version)) };
    // Of a change that the panel covers the draw would say "not detected": a row says that it could not be told. One without a name may be any of its gene.
    const covered = panelGenes(whole.panel);
    if (draw.pending.some((gene) => (gene === '' ? covered.size > 0 : covered.has(gene.toUpperCase())))) {
      this.problems.warn('draw_not_final', 'a result of this draw is not final, or not in this file: what else of the panel was not found is not stored as "not detected" until all of it is sent', { line: draw.line });
      return [];
    }
    const [nameless, inPanel] = [new Set(draw.unnamed.filter((gene) => covered.has(gene.toUpperCase())).map((gene) => `!${gene}`)), leftOut.filter(({ said }) => covered.has(geneOf(said).toUpperCase()))];
    for (const { said, line } of inPanel) {
      if (isNameless(said)) nameless.add(`!${geneOf(said)}`);
      else this.file.addFor(whole, rowOfLeftOut(said), line);
    }
    return this.file.drawOf(nameless.size === 0 ? whole : { ...whole, panel: [...whole.panel!, ...nameless] }, draw.line);
  }

  /** What the document itself says of a draw, as a manifest would; null, reported, where something is not said. */
  private own(draw: HealthDraw): ManifestRow | null {
    const patientId = this.idOf(draw.patient);
    const specimenId = draw.names[0] ?? draw.collected.date ?? '';
    const missing = [patientId === '' ? 'whose sample this is' : '', draw.collected.date === null ? 'when the blood was drawn' : '', draw.assay === '' ? 'with which assay it was measured' : ''].filter((t) => t !== '');
    if (missing.length > 0) {
      const names = named([...draw.names, ...draw.patient.names].slice(0, 5));
      const told = this.manifest.length === 0 ? 'send a manifest along, with the columns sample, role, patient_id, specimen_id, collected_on (or collected_day and anchor), assay' : `no row of the manifest is for it; the manifest names ${named(this.manifest.map((m) => m.sample))}`;
      this.problems.error(this.manifest.length === 0 ? 'manifest_required' : 'sample_not_in_manifest', `${this.document.what} does not say ${missing.join(', nor ')}; ${told}. Names found for it: ${names === '' ? 'none, so one row of the manifest for this file is enough' : names}`, { line: draw.line });
      return null;
    }
    const collected: When = { kind: 'date', date: draw.collected.date! };
    return {
      line: draw.line, file: '', sample: specimenId, role: 'patient', patientId, specimenId, collected, anchor: null, assay: draw.assay.slice(0, 200), assayVersion: '', mutantTarget: '', wildtypeTarget: '', gene: '', variant: '',
      genomeBuild: '', panel: null, partitionNl: null, backgroundFraction: null, lodFraction: null, plasmaMl: null, inputHge: null,
    };
  }

  private idOf(p: HealthPatient): string {
    return this.ids.get(p) ?? p.names[0] ?? '';
  }

  /** The tumour's own variants are what tissue showed on that day, not a draw. */
  private tissue(draw: HealthDraw): ParsedRow[] {
    const patientId = this.idOf(draw.patient);
    if (patientId === '' || draw.collected.date === null) {
      this.problems.error('manifest_required', `${shown(draw.specimenType)} is tissue, and the document does not say ${patientId === '' ? 'whose' : 'of which day'}; if it is blood, or to import it as such, send a manifest with a row for it. Names found: ${named(draw.names)}`, { line: draw.line });
      return [];
    }
    return draw.findings.flatMap((f) => {
      const names = this.file.nameFor(f.said, f.line);
      if (names === null || canonicalVariant(names.variant) === null || f.said.status === 'failed_qc') return [];
      return [assessmentRow(patientId, { patient: draw.patient, line: f.line, on: draw.collected, kind: 'tissue', gene: names.gene, variant: names.variant, result: f.said.status === 'not_detected' ? 'negative' : 'positive', unit: '', version: f.version, takenBack: false })];
    });
  }

  private others(record: HealthRecord): ParsedRow[] {
    const rows: ParsedRow[] = [];
    const latest = [...record.draws.map((d) => d.collected.date), ...record.assessments.map((a) => a.on.date), ...record.treatments.flatMap((t) => [t.started.date, t.stopped?.date ?? null])].reduce<string>((m, d) => (d !== null && d > m ? d : m), '');
    const ofPatient = new Map<string, HealthRecord['treatments'][number][]>();
    const known = (p: HealthPatient, line: number): string => {
      const id = this.idOf(p);
      if (id === '') this.problems.error('patient_missing', 'the document does not say whose this is: it names no patient', { line });
      return id;
    };
    for (const t of record.treatments) {
      const id = known(t.patient, t.line);
      ofPatient.set(id, [...(ofPatient.get(id) ?? []), t]);
    }
    for (const [id, treatments] of ofPatient) if (id !== '') rows.push(...treatmentRows(id, treatments, latest, this.problems));
    for (const a of record.assessments) {
      const id = known(a.patient, a.line);
      if (id !== '') rows.push(assessmentRow(id, a));
    }
    const about = new Set([...record.draws, ...record.treatments, ...record.assessments].map((x) => x.patient));
    for (const p of about) {
      const row = this.idOf(p) === '' ? null : patientRow(this.idOf(p), p);
      if (row !== null) rows.push(row);
    }
    return rows;
  }
}

/**
 * Lines of one patient. What is taken back is the line that these drugs made: where the document still has a line of that start, this one corrects it; where it has the
 * very line, another statement of it stands and nothing is taken back.
 */
function treatmentRows(id: string, treatments: HealthRecord['treatments'], latest: string, problems: ProblemList): ParsedRow[] {
  const lines = linesOf(treatments.filter((t) => t.takenBack === null), latest);
  const drugs = (t: HealthRecord['treatments'][number]): string => [...t.agents].sort().join('+');
  // One dose taken back says nothing of the line it was part of, unless the other doses are here.
  const lone = treatments.filter((t) => t.takenBack !== null && t.once && !treatments.some((o) => o.takenBack === null && drugs(o) === drugs(t)));
  for (const t of lone) problems.warn('treatment_not_taken_back', `one dose of ${shown(t.what)} (${t.started.date!}) was entered in error, and the document has no other dose of that line; if the line itself is wrong, retract it by hand`, { line: t.line });
  const back = treatments.filter((t) => t.takenBack !== null && !lone.includes(t));
  const version = Math.max(0, ...back.map((t) => t.takenBack!));
  const gone = linesOf(back, latest).filter((g) => !lines.some((l) => l.started === g.started && l.regimen === g.regimen));
  const corrected = new Set(gone.map((g) => g.started));
  return [
    ...lines.map((l) => treatmentRow(id, l, corrected.has(l.started) ? version : null)),
    ...gone.filter((g) => !lines.some((l) => l.started === g.started)).map((g) => treatmentRow(id, g, version, true)),
  ];
}

const geneOf = (l: LeftOut): string => l.name?.gene ?? l.said?.gene ?? '';

/** What a manifest would call the sample; a document without any name goes by the file's. */
const nameOf = (d: HealthDraw, fileName: string): string => d.names[0] ?? d.patient.names[0] ?? fileName.split(/[\\/]/).pop()!.replace(/\.[A-Za-z0-9]+$/, '');

function asDraw(base: ManifestRow, draw: HealthDraw, finding: HealthFinding | null): DrawRow {
  const panel = base.panel ?? (draw.panel.length === 0 ? null : [...new Set(draw.panel)]);
  const reported: When | null = finding === null || finding.reported.date === null || base.collected?.kind !== 'date' ? null : { kind: 'date', date: finding.reported.date };
  return { ...base, panel, specimenType: draw.specimenType.slice(0, 200), resultVersion: finding?.version ?? 1, reported };
}
