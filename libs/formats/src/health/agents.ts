/** Which drug is of which class: names of anticancer drugs as orders, tablets and study tables write them. A drug that is not here gets no class; it is never guessed from its ending. */
import type { TherapyClass } from '@clonewatch/domain';

/** International non-proprietary names, each with its trade names (EMA and FDA labels). */
const named: Readonly<Partial<Record<TherapyClass, string>>> = {
  anti_egfr: 'cetuximab=erbitux panitumumab=vectibix necitumumab=portrazza',
  braf_inhibitor: 'vemurafenib=zelboraf dabrafenib=tafinlar encorafenib=braftovi',
  mek_inhibitor: 'trametinib=mekinist cobimetinib=cotellic binimetinib=mektovi selumetinib=koselugo',
  egfr_tki: 'gefitinib=iressa erlotinib=tarceva afatinib=gilotrif=giotrif dacomitinib=vizimpro osimertinib=tagrisso lazertinib=leclaza=lazcluze icotinib aumolertinib=almonertinib furmonertinib mobocertinib=exkivity',
  kras_g12c_inhibitor: 'sotorasib=lumakras=lumykras adagrasib=krazati divarasib glecirasib garsorasib fulzerasib',
  her2: 'trastuzumab=herceptin pertuzumab=perjeta tucatinib=tukysa lapatinib=tykerb=tyverb neratinib=nerlynx margetuximab zanidatamab',
  vegf: 'bevacizumab=avastin ramucirumab=cyramza aflibercept=ziv-aflibercept=zaltrap',
  multikinase: 'regorafenib=stivarga sorafenib=nexavar lenvatinib=lenvima=kisplyx cabozantinib=cabometyx=cometriq sunitinib=sutent pazopanib=votrient axitinib=inlyta vandetanib=caprelsa',
  akt_pathway: 'capivasertib=truqap alpelisib=piqray inavolisib=itovebi',
  endocrine: 'tamoxifen letrozole=femara anastrozole=arimidex exemestane=aromasin fulvestrant=faslodex elacestrant=orserdu toremifene goserelin=zoladex leuprorelin=leuprolide=lupron',
  cdk46: 'palbociclib=ibrance ribociclib=kisqali abemaciclib=verzenio',
  immunotherapy: 'pembrolizumab=keytruda nivolumab=opdivo ipilimumab=yervoy atezolizumab=tecentriq durvalumab=imfinzi avelumab=bavencio cemiplimab=libtayo dostarlimab=jemperli tremelimumab=imjudo relatlimab',
  chemotherapy: 'fluorouracil=5-fluorouracil=5-fu=5fu capecitabine=xeloda oxaliplatin=eloxatin irinotecan=camptosar=onivyde trifluridine=tas-102=lonsurf raltitrexed cisplatin carboplatin pemetrexed=alimta gemcitabine=gemzar docetaxel=taxotere paclitaxel=nab-paclitaxel=abraxane=taxol etoposide vinorelbine doxorubicin epirubicin eribulin=halaven dacarbazine temozolomide mitomycin cyclophosphamide methotrexate s-1=tegafur folfox folfiri folfoxiri capox=xelox xeliri',
};

interface Drug { readonly name: string; readonly therapyClass: TherapyClass }
const drugs = new Map<string, Drug>(Object.entries(named).flatMap(([therapyClass, list]) => list.split(' ').flatMap((names) => {
  const drug: Drug = { name: names.split('=')[0]!, therapyClass: therapyClass as TherapyClass };
  return names.split('=').map((name) => [name, drug] as const);
})));

/** `Gefitinib 250 MG Oral Tablet` → gefitinib. The known drugs that a text names, in its order; empty for one that names none. */
export function drugsIn(text: string): Drug[] {
  const found = text.toLowerCase().split(/[^a-z0-9-]+/).flatMap((word) => drugs.get(word) ?? word.split('-').flatMap((part) => drugs.get(part) ?? []));
  return [...new Set(found)];
}

/** Classes of some agents, each once, in the order of the agents. */
export const classesOf = (agents: readonly string[]): TherapyClass[] => [...new Set(agents.flatMap((a) => drugsIn(a).map((d) => d.therapyClass)))];
