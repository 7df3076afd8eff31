/** Five draws under cetuximab: KRAS p.G12D appears and rises, TP53 stays; the worked example of an alert. Two rows a draw. */
export const seriesHeader = 'patient_id,specimen_id,collected_on,assay,gene,variant,mutant_count,total_count,background';
const draws = [['2026-01-15', 0, 210, 4100], ['2026-02-12', 0, 180, 3600], ['2026-03-12', 0, 200, 3900], ['2026-04-09', 8, 190, 3800], ['2026-05-07', 21, 195, 3800]] as const;

export const emergingRows: readonly string[] = draws.flatMap(([day, kras, tp53, total], i) => [
  `P1,S${i + 1},${day},panel,KRAS,p.G12D,${kras},${total},0.00003`, `P1,S${i + 1},${day},panel,TP53,p.R175H,${tp53},${total},0.00003`,
]);
export const emergingTreatments = 'patient_id,regimen,agents,therapy_class,started_on,stopped_on\nP1,cetuximab + FOLFIRI,cetuximab;irinotecan,anti_egfr;chemotherapy,2025-11-06,\n';

/** A series file of these rows. */
export const seriesFile = (rows: readonly string[]): string => `${seriesHeader}\n${rows.join('\n')}\n`;
