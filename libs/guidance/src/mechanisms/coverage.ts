/** Was a mechanism of the catalogue looked for in a draw? From panels and rows of the draw; what neither names was not tested. */
import { codonOf, isCopyNumber, readsNothing, variantKey, type Evaluation, type Measurement, type MechanismTested, type SeriesPoint } from '@clonewatch/domain';
import { boundOf } from '../assemble.js';
import { matchesVariant, type CatalogueEntry, type Matcher } from '../catalogue/index.js';
import { covers } from '../panel.js';

/** Rows of one draw and the evaluated points of its series. */
export interface DrawRows {
  readonly rows: readonly Measurement[];
  readonly points: readonly { readonly gene: string; readonly variant: string; readonly point: SeriesPoint }[];
}

/** What of the record and the evaluation belongs to the last day of draws, as known on the day of the evaluation. */
export function lastRows(e: Evaluation, measurements: readonly Measurement[]): DrawRows {
  const day = e.draws.at(-1)?.day;
  const ids = new Set(e.draws.filter((d) => d.day === day).map((d) => d.specimenId));
  return {
    rows: measurements.filter((m) => ids.has(m.specimenId)),
    points: e.series.flatMap((s) => s.points.filter((p) => ids.has(p.specimenId)).map((point) => ({ gene: s.gene, variant: s.variant, point }))),
  };
}

/** One thing to read: a change as a panel names it. `p.X12X` asks for codon 12, `p.X?` for the sequence of the whole gene. */
interface Probe { readonly label: string; readonly panel: string; readonly matches: Matcher }

function probesOf(m: Matcher): readonly Probe[] {
  switch (m.kind) {
    case 'exact': return m.variants.map((v) => ({ label: v, panel: v, matches: { kind: 'exact', variants: [v] } }));
    case 'codon': return m.codons.map((c) => ({ label: `codon ${c}`, panel: `p.X${c}X`, matches: { kind: 'codon', codons: [c] } }));
    case 'amplification': return [{ label: 'amplification', panel: 'amplification', matches: m }];
    case 'fusion': return [{ label: 'fusion', panel: 'fusion:', matches: m }];
    case 'loss': return [{ label: 'loss or truncation', panel: 'loss', matches: m }];
    case 'any': return m.of.flatMap(probesOf);
    case 'exon': case 'gene': case 'except': case 'splice_site': return [{ label: 'the whole gene', panel: 'p.X?', matches: m }];
    case 'unmatched': return [];
  }
}

const lost = (p: SeriesPoint): boolean => p.status === 'not_covered' || p.status === 'failed_qc';

/** Was this change of this gene read? Sequencing that read another change of the codon has read the codon. */
function readState(draw: DrawRows, gene: string, probe: Probe): 'read' | 'failed' | 'no' {
  const own = draw.points.filter((x) => x.gene === gene && matchesVariant(probe.matches, x.variant));
  if (own.some((x) => !lost(x.point))) return 'read';
  const codon = codonOf(probe.panel);
  const neighbours = codon === null ? [] : draw.points.filter((x) => x.gene === gene && codonOf(x.variant) === codon && x.point.countUnit !== 'partitions');
  if (neighbours.some((x) => !lost(x.point))) return 'read';
  const failed = new Set(own.map((x) => x.point.assay));
  const panels = draw.rows.filter((m) => m.panel !== null && !failed.has(m.assay) && covers(m.panel, gene, probe.panel));
  if (!panels.every(readsNothing)) return 'read';
  return own.some((x) => x.point.status === 'failed_qc') || panels.some((m) => m.reportedStatus === 'failed_qc') ? 'failed' : 'no';
}

export const labelOf = (e: CatalogueEntry): string => `${e.genes.join('/')} ${e.described}`;

/** The widest bound of the changes that were read; null where one of them has none, for what was read without a depth excludes nothing. */
function excludedTo(own: DrawRows['points']): number | null {
  const bounds = new Map<string, number | null>();
  for (const { gene, variant, point } of own.filter((x) => !lost(x.point) && !isCopyNumber(x.variant))) {
    const key = variantKey(gene, variant);
    bounds.set(key, highest(bounds.get(key) ?? null, boundOf(point)));
  }
  const all = [...bounds.values()];
  return all.length === 0 || all.includes(null) ? null : Math.max(...(all as number[]));
}

const highest = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b));

/** The state of one entry in the draw. */
export function testedIn(draw: DrawRows, entry: CatalogueEntry): MechanismTested {
  const base = { entry: entry.id, label: labelOf(entry) };
  const own = draw.points.filter((x) => entry.genes.includes(x.gene) && matchesVariant(entry.matcher, x.variant));
  if (own.some((x) => x.point.status === 'detected')) return { ...base, state: 'called', read: [], excludedToVaf: null };
  const asked = entry.genes.flatMap((gene) => probesOf(entry.matcher).map((p) => ({ name: `${gene} ${p.label}`, state: readState(draw, gene, p) })));
  const read = asked.filter((a) => a.state === 'read').map((a) => a.name);
  const excludedToVaf = excludedTo(own);
  if (read.length === asked.length) return { ...base, state: 'not_called', read: [], excludedToVaf };
  if (read.length > 0) return { ...base, state: 'partly', read, excludedToVaf };
  return { ...base, state: asked.some((a) => a.state === 'failed') ? 'failed_qc' : 'not_tested', read: [], excludedToVaf: null };
}
