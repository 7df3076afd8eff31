/**
 * CLL003: chronic lymphocytic leukaemia at five time points (Schuh 2012, Blood 120:4191, doi:10.1182/blood-2012-05-433540), deep targeted reads
 * of 17 genes in five clusters. The numbers are the reads summed by cluster, as tabled with CALDER (Myers 2019, Cell Syst 8:514,
 * doi:10.1016/j.cels.2019.05.010); counts of single genes are not among them.
 */
export const cll003Genes: readonly (readonly string[])[] = [
  ['NPY', 'NRG3'], ['ADAD1', 'CHTF8', 'HERC2', 'IL11RA', 'SF3B1', 'SHROOM1'], ['AMTN', 'APBB2', 'BPIL2', 'MTUS1', 'PLEKHG5', 'SPTAN1'], ['FAT3'], ['MUSK', 'SEMA3E'],
];
export const cll003Clusters: readonly string[] = cll003Genes.map((g) => g.join('_'));

/** One row a time point; of each cluster [reference reads, variant reads]. */
export const cll003Table: readonly (readonly (readonly [number, number])[])[] = [
  [[103023, 100], [324130, 287709], [224342, 152429], [86163, 39], [47187, 2326]],
  [[101420, 513], [316031, 305393], [189147, 158434], [83302, 372], [40303, 1450]],
  [[87867, 23955], [460095, 218863], [329352, 22997], [52873, 16610], [33154, 12673]],
  [[59399, 46412], [358202, 297306], [343774, 1031], [42240, 32888], [23772, 20091]],
  [[54235, 46428], [317557, 293535], [365247, 920], [39421, 36820], [22355, 21216]],
];
