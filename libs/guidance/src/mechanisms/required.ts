/**
 * Which codons must be tested for the drug in question, and which of them a draw tested. Required is what the catalogue grades A (label, guideline or
 * randomised evidence) and lets exclude the drug, as far as sequence shows it; copy numbers and fusions are not asked of plasma.
 */
import { codonOf, detectsInWhole, type Measurement, type Nosology, type TherapyClass } from '@clonewatch/domain';
import type { VariantSeries } from '../assemble.js';
import { readingsIn } from '../assemble.js';
import { appliesTo, catalogue, type CatalogueEntry } from '../catalogue/index.js';
import { covers } from '../panel.js';
import { brafV600, rasExtended } from '../rechallenge/criteria.data.js';
import { rules } from '../rules.data.js';

/** One thing that must be read: a codon, or a single change of one. `alleles`: what an allele-specific assay must have read, all of it; empty: any change of the codon will do. */
export interface RequiredTarget { readonly name: string; readonly gene: string; readonly codon: number; readonly probe: string; readonly alleles: readonly string[]; readonly entry: string }

/**
 * `read`: at least one assay of the draw read it. `failed`: an assay that covers it failed. `not_covered`: every assay of the draw says what it covers, and none
 * covers it. `unknown`: some assay of the draw does not say.
 */
export type TargetState = 'read' | 'failed' | 'not_covered' | 'unknown';

const allelesOf = (gene: string, codon: number): readonly string[] => [...rasExtended, ...brafV600].find((c) => c.gene === gene && c.codon === codon)?.alleles ?? [];

function targetsOf(entry: CatalogueEntry): readonly RequiredTarget[] {
  const { matcher, id } = entry;
  if (matcher.kind === 'codon') return entry.genes.flatMap((gene) => matcher.codons.map((codon) => ({ name: `${gene} codon ${codon}`, gene, codon, probe: `p.X${codon}X`, alleles: allelesOf(gene, codon), entry: id })));
  if (matcher.kind !== 'exact') return [];
  return entry.genes.flatMap((gene) => matcher.variants.flatMap((variant) => {
    const codon = codonOf(variant);
    return codon === null ? [] : [{ name: `${gene} ${variant}`, gene, codon, probe: variant, alleles: [variant], entry: id }];
  }));
}

/** Of a disease, once; single changes of a codon that is asked for as a whole are left out. */
const ofNosology = new Map<Nosology, readonly { readonly entry: CatalogueEntry; readonly target: RequiredTarget }[]>();

function candidates(nosology: Nosology): readonly { readonly entry: CatalogueEntry; readonly target: RequiredTarget }[] {
  let found = ofNosology.get(nosology);
  if (!found) {
    const all = catalogue.filter((e) => e.nosology === nosology && e.effect === 'resistance' && e.action === 'exclude' && e.tier === rules.requiredTier)
      .flatMap((entry) => targetsOf(entry).map((target) => ({ entry, target })));
    found = all.filter(({ entry, target }) => entry.matcher.kind === 'codon' || !all.some((o) => o.entry.matcher.kind === 'codon' && o.target.gene === target.gene && o.target.codon === target.codon));
    ofNosology.set(nosology, found);
  }
  return found;
}

/** All that any drug of the disease requires. Empty for an unknown disease: what it requires is then not known either. */
export function requiredEver(nosology: Nosology | null): readonly RequiredTarget[] {
  return nosology === null ? [] : candidates(nosology).map((c) => c.target);
}

/** What these drugs require in this disease. `agents` empty: the drugs are not named. */
export function requiredFor(nosology: Nosology | null, classes: readonly TherapyClass[], agents: readonly string[]): readonly RequiredTarget[] {
  if (nosology === null) return [];
  return candidates(nosology).filter(({ entry }) => appliesTo(entry, { therapyClasses: classes, agents })).map((c) => c.target);
}

/** Rows of one draw; series of the patient, read in it. */
export interface TestedDraw { readonly specimenId: string; readonly rows: readonly Measurement[]; readonly series: readonly VariantSeries[] }

/** One panel an assay, so that a file which repeats it on every row is read once. */
function panelsOf(rows: readonly Measurement[]): readonly Measurement[] {
  const seen = new Set<string>();
  return rows.filter((m) => {
    if (m.panel === null) return false;
    const key = `${m.assay}\n${m.assayVersion}\n${m.reportedStatus ?? ''}\n${m.gene === '' ? 'all' : ''}\n${m.panel.join(';')}`;
    return seen.has(key) ? false : seen.add(key);
  });
}

const assayOf = (m: Pick<Measurement, 'assay' | 'assayVersion'>): string => `${m.assay}\n${m.assayVersion}`;

/** State of each target in one draw, in the order of the targets. */
export function testedTargets(draw: TestedDraw, targets: readonly RequiredTarget[]): readonly TargetState[] {
  const panels = panelsOf(draw.rows);
  const stated = new Set(panels.map(assayOf));
  // A digital assay without a panel looks at what its rows name and at nothing else.
  const open = new Set(draw.rows.filter((m) => m.countUnit !== 'partitions' && !stated.has(assayOf(m))).map(assayOf));
  const readings = draw.series.flatMap((s) => {
    const codon = codonOf(s.variant);
    return codon === null || !targets.some((t) => t.gene === s.gene && t.codon === codon) ? [] : readingsIn(s, draw.specimenId).map((r) => ({ gene: s.gene, variant: s.variant, codon, r }));
  });
  return targets.map((t): TargetState => {
    const here = readings.filter((x) => x.gene === t.gene && x.codon === t.codon);
    const read = here.filter(({ r }) => r.point.status === 'detected' || r.point.status === 'not_detected');
    if (read.some(({ r }) => r.measurement.countUnit !== 'partitions')) return 'read';
    if (read.length > 0 && t.alleles.every((a) => read.some((x) => x.variant === a))) return 'read';
    // Said of this very position by a row of its own, not filled in from a panel.
    const own = draw.rows.filter((m) => m.gene === t.gene && codonOf(m.variant) === t.codon);
    // Counts of nothing read nothing, whatever the panel names.
    const empty = own.filter((m) => m.reportedStatus === 'failed_qc' || m.totalCount === 0);
    const lost = new Set([...empty, ...own.filter((m) => m.reportedStatus === 'not_covered')].map(assayOf));
    const covering = panels.filter((m) => !lost.has(assayOf(m)) && covers(m.panel, t.gene, t.probe));
    // Of a panel's rows one alone may have failed: the whole assay has when the row of all its targets says so, or no row was read.
    const failed = (m: Measurement): boolean => draw.rows.filter((x) => assayOf(x) === assayOf(m)).every((x) => x.reportedStatus === 'failed_qc' || x.totalCount === 0);
    const notCovered = (m: Measurement): boolean => m.gene === '' && (m.reportedStatus === 'not_covered' || detectsInWhole(m));
    if (covering.some((m) => !failed(m) && !notCovered(m))) return 'read';
    if (covering.some(failed) || empty.length > 0) return 'failed';
    return [...open].every((a) => own.some((m) => assayOf(m) === a && m.reportedStatus === 'not_covered')) ? 'not_covered' : 'unknown';
  });
}

/** `KRAS codons 59, 61; BRAF p.V600E`. */
export function targetsText(targets: readonly RequiredTarget[]): string {
  const genes = [...new Set(targets.map((t) => t.gene))];
  return genes.map((gene) => {
    const own = targets.filter((t) => t.gene === gene);
    const codons = own.filter((t) => t.probe.endsWith('X')).map((t) => t.codon);
    const changes = own.filter((t) => !t.probe.endsWith('X')).map((t) => t.probe);
    return [codons.length === 0 ? '' : `${gene} ${codons.length > 1 ? 'codons' : 'codon'} ${codons.join(', ')}`, changes.length === 0 ? '' : `${gene} ${changes.join(', ')}`].filter((x) => x !== '').join('; ');
  }).join('; ');
}
