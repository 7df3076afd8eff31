/** What is still to be said of a file. */
export const mapping = {
  'miss.what_one': 'what it is of {{count, number}} sample',
  'miss.what_other': 'what it is of {{count, number}} samples',
  'miss.patient_one': 'patient of {{count, number}} sample',
  'miss.patient_other': 'patient of {{count, number}} samples',
  'miss.specimen_one': 'specimen of {{count, number}} sample',
  'miss.specimen_other': 'specimen of {{count, number}} samples',
  'miss.date_one': 'draw date of {{count, number}} sample',
  'miss.date_other': 'draw date of {{count, number}} samples',
  'miss.day_one': 'draw day of {{count, number}} sample',
  'miss.day_other': 'draw day of {{count, number}} samples',
  'miss.dayZero': 'what day 0 is',
  'miss.assay': 'the name of the assay',
  'miss.order': 'the order of day and month',
  'miss.mutant': 'which target is the mutant',
  'miss.variantOf': 'the variant of {{name}}',
  'miss.wildtypeOf': 'the wild type of {{name}}',
} as const;
