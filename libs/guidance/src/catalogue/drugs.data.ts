/** Drugs of the classes in which the catalogue tells one drug from another, by international name: what tells a line that names another drug of the class from one that names none. */
import type { TherapyClass } from '@clonewatch/domain';

export const classDrugs: Readonly<Partial<Record<TherapyClass, readonly string[]>>> = {
  anti_egfr: ['cetuximab', 'panitumumab', 'necitumumab'],
  egfr_tki: ['gefitinib', 'erlotinib', 'afatinib', 'dacomitinib', 'icotinib', 'osimertinib', 'lazertinib', 'almonertinib', 'aumolertinib', 'furmonertinib', 'befotertinib', 'mobocertinib'],
  akt_pathway: ['alpelisib', 'inavolisib', 'taselisib', 'capivasertib', 'ipatasertib'],
};

export const drugClasses = Object.keys(classDrugs) as readonly TherapyClass[];
