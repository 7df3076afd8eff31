/** The resources of a FHIR document wherever they stand, and what their references mean. */
import { fhirMoment } from '../health/moment.js';
import { at, listAt, textAt, type Json } from '../ngs/json.js';

export interface Resource {
  readonly json: Json;
  readonly type: string;
  readonly id: string;
  readonly fullUrl: string;
  /** Line of its id in the document; 1 where it has none of its own. */
  readonly line: number;
  /** Resources contained in the same one see each other by `#id`. */
  readonly container: Json;
}

const mostResources = 100_000;

/** Lines on which each id and address of an entry first stands. */
function linesOf(text: string): (name: string) => number {
  const found = new Map<string, number>();
  let [line, from] = [1, 0];
  for (const m of text.matchAll(/(?:"(?:id|fullUrl)"\s*:\s*|<(?:id|fullUrl)\s+value=)"([^"\\]{1,200})"/g)) {
    for (let i = from; i < m.index; i++) if (text.charCodeAt(i) === 10) line++;
    from = m.index;
    if (!found.has(m[1]!)) found.set(m[1]!, line);
  }
  return (name) => found.get(name) ?? 1;
}

/** What a reference may call a resource: by its address, by type and id, and, in bundles without the one or the other, by the number both hold. */
function addresses({ fullUrl, type, id }: Resource): string[] {
  const uuid = /^urn:(?:uuid|oid):(.+)$/.exec(fullUrl)?.[1];
  return [fullUrl, ...(id === '' ? [] : [`${type}/${id}`, `urn:uuid:${id}`]), ...(uuid === undefined ? [fullUrl.split('/').slice(-2).join('/')] : [`${type}/${uuid}`])];
}

/** What has a status by which it is taken back. */
const retractable = /^(?:Observation|MedicationAdministration|MedicationStatement|MedicationRequest|Procedure)$/;

/** Type and id that an entry deletes, and when; '' where it does not say. */
function deletions(entries: readonly Json[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const e of entries) {
    const name = /([A-Za-z]+\/[^/?]+)(?:\/_history\/.*)?$/.exec(textAt(e, 'request', 'url') || textAt(e, 'fullUrl'))?.[1];
    const when = textAt(e, 'response', 'lastModified');
    if (name !== undefined && (found.get(name) ?? '') <= when) found.set(name, when);
  }
  return found;
}

/** Minutes since 2000 in UTC, whatever zone the time was written in. */
function instant(text: string): number {
  const zone = /([+-])(\d{2}):(\d{2})$/.exec(text);
  const offset = zone === null ? 0 : (zone[1] === '+' ? 1 : -1) * (Number(zone[2]) * 60 + Number(zone[3]));
  return fhirMoment(text).minutes - offset;
}

/** A result that its source deleted was taken back: left away, it would read as not found. What was made again after that stays. */
function afterDeletions(all: readonly Resource[], deleted: ReadonlyMap<string, string>): Resource[] {
  return all.flatMap((r) => {
    const when = r.container === r.json ? deleted.get(`${r.type}/${r.id}`) : undefined;
    const made = textAt(r.json, 'meta', 'lastUpdated');
    if (when === undefined || (when !== '' && made !== '' && instant(made) > instant(when))) return [r];
    if (!retractable.test(r.type)) return [];
    const json = { ...(r.json as Record<string, Json>), status: 'entered-in-error', ...(when === '' ? {} : { issued: when, meta: { ...(at(r.json, 'meta') as Record<string, Json> | undefined), lastUpdated: when } }) };
    return [{ ...r, json, container: json }];
  });
}

/** Of several versions of one resource (a history) the latest. */
function newest(all: readonly Resource[]): Resource[] {
  const latest = new Map<string, Resource>();
  const age = (r: Resource): string => `${textAt(r.json, 'meta', 'lastUpdated')} ${textAt(r.json, 'meta', 'versionId').padStart(10, '0')}`;
  const key = (r: Resource): string => (r.id === '' || r.container !== r.json || age(r).trim() === '0000000000' ? '' : `${r.type}/${r.id}`);
  for (const r of all) if (key(r) !== '' && age(r) > age(latest.get(key(r)) ?? r)) latest.set(key(r), r);
    else if (key(r) !== '' && !latest.has(key(r))) latest.set(key(r), r);
  return all.filter((r) => key(r) === '' || latest.get(key(r)) === r);
}

export class Resources {
  readonly all: readonly Resource[];
  private readonly byAddress = new Map<string, Resource>();

  constructor(root: Json, text: string) {
    const lineOf = linesOf(text);
    const all: Resource[] = [];
    const gone: Json[] = [];
    const queue: { json: Json | undefined; fullUrl: string; container: Json }[] = [{ json: root, fullUrl: '', container: root }];
    for (let i = 0; i < queue.length && all.length < mostResources; i++) {
      const { json: r, fullUrl, container } = queue[i]!;
      if (r === undefined || r === null) continue;
      const [type, id] = [textAt(r, 'resourceType'), textAt(r, 'id')];
      if (type !== '') all.push({ json: r, type, id, fullUrl, line: lineOf(id === '' ? fullUrl : id), container });
      for (const e of listAt(r, 'entry')) if (textAt(e, 'request', 'method') === 'DELETE') gone.push(e); else queue.push({ json: at(e, 'resource'), fullUrl: textAt(e, 'fullUrl'), container: at(e, 'resource') ?? null });
      for (const c of listAt(r, 'contained')) queue.push({ json: c, fullUrl: '', container: r });
      for (const p of [...listAt(r, 'parameter'), ...listAt(r, 'part')]) queue.push({ json: at(p, 'resource') ?? p, fullUrl: '', container: at(p, 'resource') ?? p });
    }
    this.all = afterDeletions(newest(all), deletions(gone));
    for (const r of this.all) for (const a of addresses(r)) if (a !== '' && !this.byAddress.has(a)) this.byAddress.set(a, r);
  }

  of(...types: readonly string[]): Resource[] {
    return this.all.filter((r) => types.includes(r.type));
  }

  /** What a Reference means: a resource of this document, or null for one that is elsewhere. */
  resolve(reference: Json | undefined, from: Resource, type: string): Resource | null {
    const address = textAt(reference, 'reference');
    if (address.startsWith('#')) return this.all.find((r) => r.container === from.container && r.id === address.slice(1) && r !== from) ?? null;
    if (address !== '') return this.byAddress.get(address) ?? this.byAddress.get(address.replace(/\/_history\/.*$/, '').split('/').slice(-2).join('/')) ?? null;
    const identifier = textAt(reference, 'identifier', 'value');
    return identifier === '' ? null : this.of(type).find((r) => listAt(r.json, 'identifier').some((i) => textAt(i, 'value') === identifier)) ?? null;
  }
}

/** A name for what a reference means but the document does not hold. */
export const referenceName = (reference: Json | undefined): string => textAt(reference, 'identifier', 'value') || textAt(reference, 'reference').replace(/\/_history\/.*$/, '').split('/').pop()!.replace(/^#|^urn:uuid:/, '');

/** The words and codes of a CodeableConcept, codes first. */
export const conceptTexts = (concept: Json | undefined): string[] => [...listAt(concept, 'coding').flatMap((c) => [textAt(c, 'code'), textAt(c, 'display')]), textAt(concept, 'text')].filter((t) => t !== '');
export const conceptCodes = (concept: Json | undefined): string[] => listAt(concept, 'coding').map((c) => textAt(c, 'code'));
export const conceptWords = (concept: Json | undefined): string => textAt(concept, 'text') || listAt(concept, 'coding').map((c) => textAt(c, 'display')).find((t) => t !== '') || (conceptCodes(concept)[0] ?? '');
/** Names of a resource by its identifiers, then its id; a placeholder is no name. */
export const identifiersOf = (r: Resource | null): string[] => (r === null ? [] : [textAt(r.json, 'accessionIdentifier', 'value'), ...listAt(r.json, 'identifier').map((i) => textAt(i, 'value')), r.id].filter((n) => n !== '' && !/^unknown$/i.test(n)));
