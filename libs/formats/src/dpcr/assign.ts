/** Who is what on the plate: samples against the manifest. */
import type { ManifestRow, SampleRole } from '@clonewatch/domain';
import { named, problem, shown, type ProblemList } from '../problems.js';
import type { WellRow } from './well.js';
import type { ByTarget } from './units.js';

export interface Sample {
  readonly name: string;
  readonly first: WellRow;
  readonly targets: ByTarget;
  /** Rows of this sample per well: two in a duplex. */
  readonly wells: ReadonlyMap<string, number>;
  readonly manifest: readonly ManifestRow[];
}

export function groupSamples(wells: readonly WellRow[], manifest: readonly ManifestRow[]): Sample[] {
  const rows = new Map<string, ManifestRow[]>();
  for (const m of manifest) push(rows, m.sample, m);
  const nameOf = (w: WellRow): string => [...w.alsoNamed, w.sample].find((n) => n !== '' && rows.has(n)) ?? w.sample;
  const samples = new Map<string, { first: WellRow; targets: Map<string, WellRow[]>; wells: Map<string, number> }>();
  for (const w of wells) {
    const name = nameOf(w);
    const sample = samples.get(name) ?? { first: w, targets: new Map<string, WellRow[]>(), wells: new Map<string, number>() };
    samples.set(name, sample);
    push(sample.targets, w.target, w);
    sample.wells.set(w.well, (sample.wells.get(w.well) ?? 0) + 1);
  }
  return [...samples].map(([name, s]) => ({ name, ...s, manifest: rows.get(name) ?? [] }));
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

/** The manifest's rows for this file: those that name it, and those that name none. */
export function rowsForFile(manifest: readonly ManifestRow[], fileName: string, problems: ProblemList): readonly ManifestRow[] | null {
  const base = (path: string): string => path.split(/[\\/]/).pop()!;
  const rows = manifest.filter((m) => m.file === '' || base(m.file) === base(fileName));
  if (rows.length > 0 || manifest.length === 0) return rows;
  problems.add(problem('error', 'manifest_names_other_file', `no row of the manifest is for ${shown(base(fileName))}; its rows name ${named(manifest.map((m) => m.file))}: correct the column "file", or leave it empty`));
  return null;
}

export function requireManifest(samples: readonly Sample[], instrument: string, problems: ProblemList): void {
  const targets = [...new Set(samples.flatMap((s) => [...s.targets.keys()]))];
  problems.add(problem('error', 'manifest_required', `a ${instrument} file does not say which patient a sample is of, nor which target is the mutant one; send a manifest along. Samples found: ${named(samples.map((s) => s.name))}. Targets found: ${named(targets)}`, { line: samples[0]?.first.line ?? null }));
}

const ntcName = /^(?:ntc|no[- ]template[- ]control)(?:[-_ ]?\d+)?$/i;

/** What the file itself says a sample is: all of its wells alike, or its name. */
export function roleInFile(s: Pick<Sample, 'name' | 'targets'>): SampleRole | null {
  const said = new Set([...s.targets.values()].flat().map((w) => w.role));
  if (said.size === 1 && !said.has(null)) return [...said][0]!;
  return ntcName.test(s.name) ? 'ntc' : null;
}

/** Role of a sample; null, with a problem, when nobody says. */
export function roleOf(s: Sample, problems: ProblemList): SampleRole | null {
  const roles = new Set(s.manifest.map((m) => m.role as SampleRole));
  if (roles.size > 1) {
    problems.add(problem('error', 'conflicting_manifest_row', `the manifest gives sample ${shown(s.name)} several roles (${[...roles].join(', ')}); one sample has one role`, { line: s.first.line, value: s.name }));
    return null;
  }
  const inFile = roleInFile(s);
  const [role = inFile] = roles;
  if (role === 'patient' && inFile !== null && inFile !== 'patient') {
    s.first.row.error('role_conflict', 'Sample', `the file marks sample "${shown(s.name)}" as ${inFile}, the manifest (line ${s.manifest[0]!.line}) as a patient's; correct one of the two`);
    return null;
  }
  if (role !== null) return role;
  const counted = [...s.targets.values()].flat().some((w) => w.droplets !== null);
  if (s.name === '' && !counted) return null;
  s.first.row.error('sample_not_in_manifest', 'Sample', `sample "${shown(s.name)}" is not in the manifest; add a row for it (role patient, ntc, blank, positive_control or normal)`);
  return null;
}

/** Results of a sample that no row of the manifest asks for. */
export function warnUnusedTargets(s: Sample, used: ReadonlySet<string>): void {
  for (const [target, wells] of s.targets) {
    if (!used.has(target) && wells.some((w) => w.droplets !== null)) {
      wells[0]!.row.warn('target_not_in_manifest', null, `sample ${shown(s.name)} has results for target ${shown(target)}, which the manifest does not list for it; they are not imported`);
    }
  }
}
