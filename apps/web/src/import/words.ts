/** What the import pages say, in one place. */
export const roleWords = {
  patient: 'Patient', ntc: 'No-template control', blank: 'Blank', positive_control: 'Positive control', normal: 'Normal cells', left_out: 'Leave out',
} as const;
export const targetWords = { mutant: 'Mutant', wildtype: 'Wild type', unused: 'Not used' } as const;

export const words = {
  intro: 'The format is recognised from the content. Nothing is stored before you have seen what it would be.',
  readOnly: 'You may read this site; importing into it takes a clinician’s or administrator’s role.',
  manifestHint: 'optional: whose samples, which target is the mutant; what it does not say is asked',
  checking: 'Reading the file…',
  asks: 'The file does not say everything. What is missing is asked here; your answers go with the import.',
  asksRest: 'The manifest does not name these samples of the file. Say whose they are, or leave them out.',
  wouldStore: 'Nothing is stored yet. This is what would be:',
  refused: 'Would be refused: nothing of this file can be stored until the lines below are corrected.',
  drawRow: 'Draw; the patient’s known variants inside the panel are not detected',
  nothingNew: 'This file holds nothing to store.',
  targets: 'Which target is the mutant, and of which variant? Look at the counts of the file beside each.',
  suggested: 'Suggested from the names in the file: check it.',
  panelHint: 'Genes or codons the assay covers, separated by ; — without them, what the file does not list is not covered, never not detected.',
  dates: 'How are these dates written?',
  keep: 'Keep for this laboratory: next time this assay is not asked again',
  pasteHint: 'A column copied from a spreadsheet can be pasted into the first cell of a column.',
} as const;

/** The states of results as a preview counts them. */
export const stateWords = [
  ['detected', 'Detected'], ['not_detected', 'Not detected'], ['not_covered', 'Not covered'], ['failed_qc', 'Failed QC'], ['draws', 'Draws without a listed variant'], ['controls', 'Controls'],
] as const;
