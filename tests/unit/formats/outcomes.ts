/** What docs/formats.md tells of: files, each with the manifest it is read with. A format is added to the table by adding its files here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ManifestRow } from '@clonewatch/domain';
import { bytesOf, examples, manifestOf, plateManifest, textOf } from './support';

/** `from`: a file of our own, written for the tests, or one of a laboratory (see the sources named in the document). */
export interface Told { readonly instrument: string; readonly from: 'own' | 'laboratory'; readonly file: string; readonly manifest: () => ManifestRow[]; readonly bytes: () => Buffer }

const own = (instrument: string, manifest: string, ...files: readonly string[]): Told[] =>
  files.map((file) => ({ instrument, from: 'own', file, manifest: () => manifestOf(textOf(manifest)), bytes: () => bytesOf(file) }));
/** Files that say themselves whose a result is, and when. */
const alone = (instrument: string, ...files: readonly string[]): Told[] => files.map((file) => ({ instrument, from: 'own', file, manifest: () => [], bytes: () => bytesOf(file) }));
const laboratory = (instrument: string, file: string, manifest: () => ManifestRow[]): Told => ({ instrument, from: 'laboratory', file, manifest, bytes: () => readFileSync(join(examples, file)) });

/** Every sample of a plate with those of the duplexes it was run with; NTC as such. Columns: where the file names samples and targets; `skip`: lines above its first row. */
function plate(file: string, column: number, targets: number | null, skip: number, duplexes: readonly (readonly [string, string])[]): () => ManifestRow[] {
  return () => {
    const lines = readFileSync(join(examples, file), 'utf8').split(/\r\n|\n|\r/).slice(skip).filter((l) => l !== '');
    const cells = lines.map((l) => l.replaceAll('"', '').split(',')).filter((c) => (c[column] ?? '') !== '');
    const run = (sample: string, mutant: string): boolean => targets === null || cells.some((c) => c[column] === sample && c[targets] === mutant);
    const rows = [...new Set(cells.map((c) => c[column]!))].flatMap((s): [string, string, string][] => (/^ntc$/i.test(s) ? [[s, 'ntc', '']] : duplexes.flatMap(([m, w]): [string, string, string][] => (run(s, m) ? [[s, m, w]] : []))));
    return plateManifest(rows);
  };
}
const quantasoft = (name: string, ...duplexes: readonly (readonly [string, string])[]): Told => laboratory('QuantaSoft', `biorad-quantasoft/${name}`, plate(`biorad-quantasoft/${name}`, 3, 5, 1, duplexes));
const absoluteQ = (name: string, column: number, skip: number, mutant: string, wildtype: string): Told => laboratory('Absolute Q', `thermo-absoluteq/${name}`, plate(`thermo-absoluteq/${name}`, column, null, skip, [[mutant, wildtype]]));
const qiacuity = (name: string, column: number, mutant: string, wildtype: string): Told => laboratory('QIAcuity', `qiagen-qiacuity/${name}`, plate(`qiagen-qiacuity/${name}`, column, null, 2, [[mutant, wildtype]]));

const sequenced = (instrument: string, file: string, sample: string, build = ''): Told =>
  laboratory(instrument, file, () => manifestOf(`file,sample,role,patient_id,specimen_id,collected_on,assay,genome_build\n${file.split('/').at(-1)!},${sample},patient,P,S,2026-01-01,A,${build}\n`));

/** Samples of which only the order is known. */
const drawn = (instrument: string, file: string, samples: readonly string[]): Told =>
  laboratory(instrument, file, () => manifestOf(`sample,role,patient_id,specimen_id,collected_day,anchor,assay\n${samples.map((s, i) => `${s},patient,P,${s},${i},"draw order, not days",A`).join('\n')}\n`));

export const told: readonly Told[] = [
  ...own('QuantaSoft', 'quantasoft/manifest.csv', 'quantasoft/plate.csv', 'quantasoft/plate-old-cr.csv', 'quantasoft/plate-no-counts.csv'),
  ...own('QX Manager', 'qxmanager/manifest.csv', 'qxmanager/table.csv', 'qxmanager/table-semicolon.csv', 'qxmanager/table.xlsx'), ...own('QX Manager', 'qxmanager/manifest-wells.csv', 'qxmanager/clusters.csv'),
  ...own('QIAcuity', 'qiacuity/manifest.csv', 'qiacuity/typed.csv', 'qiacuity/replicates.csv', 'qiacuity/named-columns.csv'),
  ...own('Absolute Q', 'absoluteq/manifest.csv', 'absoluteq/per-dye.csv', 'absoluteq/summary.csv', 'absoluteq/multichannel.csv', 'absoluteq/chambers.csv'),
  ...own('naica', 'naica/manifest.csv', 'naica/chambers.csv', 'naica/channels.csv'),
  ...['mutect2', 'strelka', 'varscan', 'lofreq', 'freebayes', 'vardict', 'dragen', 'smcounter', 'umivar', 's492r'].flatMap((f) => own('VCF', 'vcf/manifest.csv', `vcf/${f}.vcf`)),
  ...own('MAF', 'maf/manifest.csv', 'maf/plasma.maf'), ...own('GSvar', 'gsvar/manifest.csv', 'gsvar/tumor.GSvar'), ...own('VarDict', 'vardict/manifest.csv', 'vardict/raw.txt'), ...own('smCounter', 'smcounter/manifest.csv', 'smcounter/calls.txt'),
  ...own('umiVar', 'umivar/manifest.csv', 'umivar/monitoring.tsv'), ...own('TSO500', 'tso500/manifest.csv', 'tso500/CombinedVariantOutput.tsv'), ...own('plasma table', 'guardant/manifest.csv', 'guardant/report.csv'), ...own('Archer MRD', 'archer/manifest.csv', 'archer/mrd.csv'), ...own('Natera', 'natera/manifest.csv', 'natera/mrd.csv'),
  ...own('Foundation XML', 'foundation/manifest.csv', 'foundation/report.xml'), ...own('QCI XML', 'qci/manifest.csv', 'qci/report.xml'), ...own('CATS', 'cats/manifest.csv', 'cats/report.json'), ...own('FHIR R4', 'fhir/manifest.csv', 'fhir/bundle.json'), ...alone('FHIR R4', 'fhir/record.json', 'fhir/record.xml'), ...alone('HL7 v2', 'hl7/report.hl7', 'hl7/batch.hl7'), ...own('HL7 v2', 'hl7/manifest.csv', 'hl7/fragment.hl7'), ...own('PyClone-VI', 'clones/manifest.csv', 'clones/pyclone-vi.tsv', 'clones/pyclone-vi-output.tsv'), ...own('PyClone', 'clones/manifest-one.csv', 'clones/pyclone.tsv'), ...own('Pairtree', 'clones/manifest-places.csv', 'clones/pairtree.ssm'), ...own('Pairtree', 'clones/manifest.csv', 'clones/pairtree-with-params.txt'),
  ...own('PhyloWGS', 'clones/manifest-places.csv', 'clones/phylowgs.txt'), ...own('CALDER', 'clones/manifest.csv', 'clones/calder.txt'), ...own('SPRUCE', 'clones/manifest.csv', 'clones/spruce.tsv'), ...alone('cBioPortal', 'cbioportal/study.txt', 'cbioportal/alterations.txt', 'cbioportal/data_timeline_treatment.txt'),
  quantasoft('nhs_20-3575_FAM_HEX.csv', ['HbS', 'HbA']), quantasoft('nhs_20-3756_SNP_unquoted_nocall.csv', ['rs193588_G', 'rs193588_C'], ['rs1941702_G', 'rs1941702_C']), quantasoft('nhs_20-4046_status-mix.csv', ['HbS', 'HbA']),
  quantasoft('ddpcr_small_oldcolumns.csv', ['Consensus_FAM', 'WTspecific_HEX']), quantasoft('ddpcr_v174_header_only.csv', ['t1.fw', 't1.rev'], ['t2.fw', 't2.rev']), quantasoft('amplitude_A01.csv', ['a', 'b']),
  laboratory('QX Manager', 'biorad-qxmanager/q4ddpcr_datatable.xlsx', () => plateManifest([...['Sample 1', 'Sample 2', 'Sample 3', 'Sample 4', 'Sample 5', 'Sample 6', '8E5'].map((s) => [s, 'q4Gag', 'q4Pol'] as const), ['neg buffy', 'blank']])),
  laboratory('QX Manager', 'biorad-qxmanager/q4ddpcr_clusterdata.csv', () => plateManifest([...'ABCDEFGH'].flatMap((r) => [1, 2, 3, 4, 5, 6, 7].map((c) => [`${r}0${c}`, 'Target 1', 'Target 2'] as const)))),
  laboratory('QIAcuity', 'qiagen-qiacuity/allotropy_example01.csv', () => plateManifest(['1', '2', '3', '5', '6'].map((n) => [n, '5p'] as const))), qiacuity('allotropy_example03.csv', 1, 'CD3', ''), qiacuity('somatich_unccdh1_snp.csv', 3, 'cdh snp', 'cdh wt'),
  absoluteQ('example01.csv', 5, 1, 'VIC', ''), absoluteQ('example05.csv', 5, 1, 'Gene A', 'Gene B'), absoluteQ('summary.csv', 2, 3, 'FAM', 'VIC'), absoluteQ('multichannel.csv', 4, 1, 'FAM', 'VIC'),
  sequenced('VCF', 'vcf/mutect1_vcf2maf.vcf', 'TUMOR'), sequenced('VCF', 'vcf/mutect2_ngsbits_SomaticQC_in9.vcf', 'GS120240', 'GRCh37'), sequenced('VCF', 'vcf/strelka_ngsbits_SomaticQC_in6.vcf', 'tumor', 'GRCh37'), sequenced('VCF', 'vcf/strelka_vcf2maf.vcf', 'TUMOR'),
  sequenced('VCF', 'vcf/varscan_vcf2maf.vcf', 'TUMOR', 'GRCh37'), sequenced('VCF', 'vcf/vep_csq_monitoring_cfdna.vcf', 'DNA123456_01'), sequenced('VCF', 'vcf/snpeff_ann_vcf2hl7v2.vcf', 'NB6TK328'), sequenced('VCF', 'vcf/cfdna_panel.vcf', 'tumor01_01'),
  sequenced('VCF', 'umi/smCounter.cut.vcf', 'example', 'GRCh37'), sequenced('VCF', 'hl7v2/NB6TK328_filtered.vcf', 'NB6TK328'), sequenced('VCF', 'foundation-xml/lifeomic_expected.vcf', 'sample1'), sequenced('smCounter', 'umi/smCounter.cut.txt', 'x', 'GRCh37'),
  sequenced('umiVar', 'umi/umiVar_monitoring_counts.tsv', 'x', 'GRCh38'), sequenced('VarDict', 'vardict-tabular/colo829_integration.txt', 'Colo829-18_S3-sort'), sequenced('GSvar', 'gsvar/tumor_only.GSvar', 'DX000000_01', 'GRCh37'),
  sequenced('MAF', 'maf/vcf2maf_test.maf', 'TUMOR'), sequenced('MAF', 'maf/vcf2maf_output.vep_isoforms.maf', 'TUMOR'), sequenced('QCI XML', 'qci-xml/NQ-22-13_QCIXml.xml', 'NQ-22-13_BC701503_295_20220314131838_GS700v3'), sequenced('FHIR R4', 'fhir/Bundle-oncology-report-example.json', 'x'), sequenced('FHIR R4', 'fhir/Observation-SNVexample.json', 'x'), sequenced('FHIR R4', 'fhir/vcf2fhir_expected_annotation.json', 'x'),
  sequenced('FHIR R4', 'fhir/mcode_CancerGeneticVariantExample01.json', 'x'), sequenced('FHIR R4', 'fhir/mcode_MedicationStatementExample02.json', 'x'), sequenced('FHIR R4', 'fhir/mcode_TumorMarkerExample01.json', 'x'), sequenced('FHIR R4', 'fhir/mcode_extraction_medadmin_bundle.json', 'x'),
  { ...sequenced('VCF', 'vcf/gvcf_multiallelic_cyvcf2.vcf.gz', '101976-101976', 'GRCh37'), bytes: () => gunzipSync(readFileSync(join(examples, 'vcf/gvcf_multiallelic_cyvcf2.vcf.gz'))) },
  ...['fhir/SNVexample.fsh', 'fhir/mcode_EX_Basic.fsh', 'fhir/mcode_EX_ExtendedExample.fsh', 'fhir/mcode_EX_Genomics.fsh', 'fhir/somaticReportPDFexamples.fsh', 'fhir/mcode_extraction_medadmin.csv', 'clonal-inputs/pairtree_example.params.json'].map((f) => sequenced('source text, no result', f, 'x')),
  drawn('Pairtree', 'clonal-inputs/pairtree_example.ssm', ['1', '2', '3']), drawn('CALDER', 'cll003_calder/CLL003_clustered.txt', ['a', 'b', 'c', 'd', 'e']), drawn('CALDER', 'cll003_calder/CLL003_soln1.csv', ['a']),
  sequenced('HL7 v2', 'hl7v2/expected_NB6TK328.hl7.txt', 'x'), sequenced('HL7 v2', 'hl7v2/expected_example3.hl7.txt', 'x'), sequenced('HL7 v2', 'hl7v2/LRI_CBC_full_message.hl7', 'x'),
];
