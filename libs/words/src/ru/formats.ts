import type { formats as english } from '../en/formats.js';
import type { Russian } from '../keys.js';

/** Названия приборов и программ не переводятся. */
export const formats: Russian<typeof english> = {
  'format.quantasoft': 'Bio-Rad QuantaSoft',
  'format.qxmanager': 'Bio-Rad QX Manager',
  'format.qxmanager-clusters': 'Bio-Rad QX Manager, кластеры',
  'format.qiacuity': 'QIAGEN QIAcuity',
  'format.absoluteq': 'Thermo Fisher Absolute Q',
  'format.naica': 'Stilla naica (Crystal Miner)',
  'format.vcf': 'VCF',
  'format.maf': 'MAF',
  'format.vardict-table': 'таблица VarDict',
  'format.gsvar': 'GSvar',
  'format.smcounter': 'таблица smCounter',
  'format.umivar-counts': 'счёты umiVar',
  'format.tso500-combined': 'Illumina CombinedVariantOutput',
  'format.foundation-xml': 'Foundation Medicine XML',
  'format.cats-json': 'C-CAT CATS JSON',
  'format.qci-xml': 'QIAGEN QCI XML',
  'format.plasma-table': 'таблица анализа плазмы (как у Guardant)',
  'format.archer-mrd': 'таблица Archer MRD',
  'format.natera-mrd': 'таблица Natera MRD',
  'format.cbioportal': 'файл исследования cBioPortal',
  'format.fhir-r4': 'набор FHIR R4',
  'format.hl7-oru': 'сообщение HL7 v2 ORU',
  'format.clone-table': 'таблица программы клонов',
  'format.exchange-series': 'ряды (CSV обмена)',
  'format.exchange-patients': 'пациенты (CSV обмена)',
  'format.exchange-treatments': 'лечение (CSV обмена)',
  'format.exchange-assessments': 'обследования (CSV обмена)',
};
