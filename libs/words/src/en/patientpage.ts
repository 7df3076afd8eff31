/** Parts of the patient page that are loaded apart. */
export const patientpage = {
  'pp.mechanismsNotLoaded': 'The mechanism reading could not be loaded',
} as const;
