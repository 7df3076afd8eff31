/** What laboratories and clinics say in codes and in words, beside variants: tumour markers, response to treatment, why a treatment ended. */
import type { Response, StopReason } from '@clonewatch/domain';

/** LOINC, by kind of assessment: mass or units in serum or plasma, any method. */
const markerCodes: Readonly<Record<string, string>> = {
  '2039-6': 'cea', '83085-1': 'cea', '24108-3': 'ca19_9', '83084-4': 'ca19_9', '2532-0': 'ldh', '14804-9': 'ldh', '14805-6': 'ldh',
};
const markerNames: readonly (readonly [RegExp, string])[] = [[/carcino-?embryonic|^cea\b/i, 'cea'], [/ca(?:ncer ag)?[ -]?19[-.]9|carbohydrate antigen 19/i, 'ca19_9'], [/lactate dehydrogenase|^ldh?\b/i, 'ldh']];
/** The same antigens measured elsewhere than in blood, and derived quantities, are other tests. */
const notInBlood = /fluid|tissue|pleural|periton|ascit|cerebro|csf|urine|stain|immune ?stain|ratio|isoenzyme|\/total/i;

/** `cea`, `ca19_9`, `ldh`, or null for any other test. */
export function markerOf(codes: readonly string[], name: string): string | null {
  for (const code of codes) if (Object.hasOwn(markerCodes, code)) return markerCodes[code]!;
  return notInBlood.test(name) ? null : markerNames.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** LOINC 88040-1 (response to cancer treatment) and 97509-4 (cancer disease progression): mCODE's cancer disease status asks with one of them. */
export const responseQuestions: readonly string[] = ['97509-4', '88040-1'];

/** Answers of LOINC's list for 88040-1 and of SNOMED CT as mCODE uses them. `Improved` is no RECIST category and is not made one. */
const responseCodes: Readonly<Record<string, Response>> = {
  'LA28366-5': 'CR', 'LA28369-9': 'PR', 'LA28371-5': 'SD', 'LA28370-7': 'PD', 359746009: 'SD', 271299001: 'PD', 709137006: 'NE',
};

export function responseOf(codes: readonly string[], text: string): Response | null {
  for (const code of codes) if (Object.hasOwn(responseCodes, code)) return responseCodes[code]!;
  const t = text.trim();
  if (/^(?:CR|PR|SD|PD|NE)$/.test(t)) return t as Response;
  if (/\b(?:no|without|not|non)\b[^,;]{0,30}(?:progress|response)/i.test(t)) return null;
  if (/complete (?:\w+ )?(?:response|remission)/i.test(t)) return 'CR';
  if (/partial (?:\w+ )?(?:response|remission)/i.test(t)) return 'PR';
  if (/stable (?:\w+ )?(?:disease|condition)|^stable$/i.test(t)) return 'SD';
  if (/progressi(?:ve|on)|worsen/i.test(t)) return 'PD';
  return /not? ?evaluable|inevaluable|indeterminate|undetermined/i.test(t) ? 'NE' : null;
}

/** mCODE's reasons for ending a treatment (SNOMED CT), or words. */
export function stopReasonOf(codes: readonly string[], text: string): StopReason | null {
  const known: Readonly<Record<string, StopReason>> = { 182992009: 'planned', 266721009: 'progression', 407563006: 'toxicity', 309846006: 'other', 399307001: 'other', 419620001: 'other', 105480006: 'other', 184081006: 'other' };
  for (const code of codes) if (Object.hasOwn(known, code)) return known[code]!;
  if (text === '') return null;
  if (/progress|no response|refractory/i.test(text)) return 'progression';
  if (/toxic|adverse|tolerat|side.?effect/i.test(text)) return 'toxicity';
  return /complet|planned|finished/i.test(text) ? 'planned' : 'other';
}

/** SNOMED CT: tissue specimen, tumour tissue, formalin-fixed tissue, bone marrow, tumour; TISS of HL7 table 0487. */
const tissueCodes = /(?:^|\s)(?:119376003|258435002|441652008|119359002|108369006|TISS)(?:\s|$)/;

/** A sample that is of the tumour itself: what it shows is no course of the disease in plasma. */
export const isTissue = (specimenType: string): boolean => (tissueCodes.test(specimenType) || /tissue|paraffin|ffpe|biops|tumou?r|resect|bone marrow|smear|cytolog/i.test(specimenType)) && !/plasma|blood|serum|cf-?dna|ct-?dna|cell[- ]free|circulating/i.test(specimenType);

/** SNOMED CT and HL7 table 0487: what of blood a laboratory draws, in SNOMED CT's words. */
const bloodCodes: Readonly<Record<string, string>> = {
  119361006: 'Plasma specimen', 708049000: 'Plasma specimen', 708048008: 'Plasma specimen', 119297000: 'Blood specimen', 258580003: 'Whole blood sample', 122555007: 'Venous blood specimen', 122554006: 'Capillary blood specimen',
  122552005: 'Arterial blood specimen', 445295009: 'Blood specimen with EDTA', 119364003: 'Serum specimen', PLAS: 'Plasma specimen', BLD: 'Blood specimen', WB: 'Whole blood sample', BLDV: 'Venous blood specimen', BLDC: 'Capillary blood specimen',
  BLDA: 'Arterial blood specimen', SER: 'Serum specimen',
};
const bloodWords = /plasma|blood|serum|\bblut|cf-?dna|ct-?dna|cell[- ]free|circulating|streck|плазм|кров|сыворот/i;
/** Of blood, and another thing than what is dissolved in it: cells of blood are a normal sample. */
const bloodCells = /buffy|leu[ck]ocyt|white blood|\bwbcs?\b|pbmc|lymphocyt|mononuclear|germline|normal/i;

/** Do the words, or one of them as a code, say a draw of blood? */
export const isBlood = (specimenType: string): boolean => (bloodWords.test(specimenType) || Object.hasOwn(bloodCodes, specimenType)) && !bloodCells.test(specimenType);

/** What a specimen is, of all the words and codes said of it: tissue if any says so and none speaks of blood, blood if any says that, else what was said first, in words if there are any. */
export function specimenSaid(texts: readonly string[]): string {
  const said = texts.filter((t) => t !== '');
  if (isTissue(said.join(' '))) return said.find((t) => isTissue(t)) ?? '';
  const words = said.filter((t) => !/^\d+$/.test(t));
  if (words.some((t) => bloodCells.test(t))) return words.find((t) => bloodCells.test(t))!;
  const code = said.find((t) => Object.hasOwn(bloodCodes, t));
  return words.find((t) => bloodWords.test(t)) ?? (code === undefined ? words[0] ?? said[0] ?? '' : bloodCodes[code]!);
}
