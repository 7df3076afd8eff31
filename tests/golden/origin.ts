/**
 * How often the course of a variant tells blood cells from tumour, where no white blood cells were tested: patients of the regime chip_rich with their WBC results
 * taken away. RAS and BRAF variants that were called, by their truth, at the last draw. Usage: node tests/golden/origin.mjs [PATIENTS] [SEED]; the design seed unless told.
 */
import { evaluatePatient } from '@clonewatch/guidance';
import { simulateCases } from '@clonewatch/simulate';

const patients = Number(process.argv[2] ?? 400);
const seed = Number(process.argv[3] ?? 20_261);
const genes = new Set(['KRAS', 'NRAS', 'BRAF']);
const tally = { blood: [] as (number | null)[], stable: [] as (number | null)[], growing: [] as (number | null)[] };

for (const { record, truth } of simulateCases(patients, seed, 'chip_rich')) {
  const blind = { ...record, measurements: record.measurements.map((m) => ({ ...m, wbcVafFraction: null })) };
  for (const s of evaluatePatient(blind, null).series) {
    const kind = truth.variant(s.gene, s.variant)?.kind;
    if (!genes.has(s.gene) || kind === undefined || !s.points.some((p) => p.status === 'detected')) continue;
    if (kind === 'chip') tally.blood.push(s.pBloodByCourse ?? null);
    else if (kind === 'resistance_stable') tally.stable.push(s.pBloodByCourse ?? null);
    else if (kind === 'resistance' || kind === 'resistance_late') tally.growing.push(s.pBloodByCourse ?? null);
  }
}

for (const [name, ps] of Object.entries(tally)) {
  const told = ps.filter((p): p is number => p !== null);
  const share = (of: (p: number) => boolean): string => (told.length === 0 ? '-' : (told.filter(of).length / told.length).toFixed(3));
  console.log(`${name}: ${ps.length} called, answered ${told.length}; P >= 0.9 ${share((p) => p >= 0.9)}, >= 0.5 ${share((p) => p >= 0.5)}, <= 0.05 ${share((p) => p <= 0.05)}; mean P ${(told.reduce((a, b) => a + b, 0) / told.length).toFixed(3)}`);
}
