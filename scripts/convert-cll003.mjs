#!/usr/bin/env node
/**
 * CLL003 (Schuh et al. 2012) as clustered for CALDER → series.csv of the exchange format, on stdout:
 *   node scripts/convert-cll003.mjs CLL003_clustered.txt > series.csv
 *
 * The header names each cluster twice: two read counts per cluster and draw. The SECOND is the variant, the first the reference.
 * The numbers say so, not the header: a heterozygous clonal variant has a VAF of half the clone's frequency, and twice the second
 * count's share reproduces the frequencies CALDER published (Fhat), draw by draw:
 *   NPY_NRG3, draw c: 2 · 23955 / (87867 + 23955) = 0.428, published 0.421; draw e: 2 · 46428 / 100663 = 0.922, published 0.913.
 *   ADAD1_…,  draw a: 2 · 287709 / (324130 + 287709) = 0.940, published 0.937.
 * Read the other way NPY_NRG3 would be at 200 % in draw a. (The published solution keeps four of the five clusters: its last two
 * columns carry the names AMTN_… and FAT3 but the frequencies of FAT3 and MUSK_SEMA3E; with the names as printed, neither
 * reading fits the column AMTN_….)
 *
 * The draws a–e have no dates: they are numbered in their order and the anchor says that these are no days.
 */
import { readFileSync } from 'node:fs';

const path = process.argv[2];
if (path === undefined) {
  process.stderr.write('usage: node scripts/convert-cll003.mjs CLL003_clustered.txt > series.csv\n');
  process.exit(2);
}

const [header, ...draws] = readFileSync(path, 'utf8').split(/\r?\n/).filter((line) => line !== '').map((line) => line.split('\t'));
const columns = ['patient_id', 'specimen_id', 'collected_day', 'anchor', 'assay', 'gene', 'variant', 'mutant_count', 'total_count', 'count_unit'];
const lines = draws.flatMap(([specimen, ...counts], day) => {
  if (counts.length !== header.length - 1 || counts.some((c) => !/^\d+$/.test(c))) throw new Error(`draw ${specimen}: not ${header.length - 1} counts`);
  return Array.from({ length: counts.length / 2 }, (_, i) => {
    const cluster = header[1 + 2 * i];
    if (header[2 + 2 * i] !== cluster) throw new Error(`columns ${2 * i + 2} and ${2 * i + 3} are not of the same cluster`);
    const [reference, variant] = [Number(counts[2 * i]), Number(counts[2 * i + 1])];
    return ['CLL003', specimen, day, '"draw order, not days"', 'CLL003 deep sequencing', cluster, 'p.?', variant, reference + variant, 'reads'].join(',');
  });
});
process.stdout.write(`${[columns.join(','), ...lines].join('\n')}\n`);
