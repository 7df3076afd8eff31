/** FHIR in XML as the JSON it means (FHIR R4, 2.6.2): values are attributes, a resource stands inside the element that holds it, what repeats is a list. */
import type { Json } from '../ngs/json.js';
import type { ProblemList } from '../problems.js';
import { parseXml, rootName, type XmlElement } from '../xml/tree.js';

/** Elements that may repeat, of those that are read here. */
const repeats = new Set(['coding', 'extension', 'profile', 'component', 'contained', 'parameter', 'part', 'entry', 'result', 'link', 'interpretation']);
/** Those that may in some resources, and not in what stands within them: a reference has one identifier. */
const repeatsIn: Readonly<Record<string, RegExp>> = { identifier: /./, category: /^(?:Observation|DiagnosticReport|MedicationRequest)$/, specimen: /^DiagnosticReport$/ };

/** Root elements named like a resource, in FHIR's own namespace. */
export const isFhirXml = (head: string): boolean => /^[A-Z][A-Za-z]+$/.test(rootName(head)) && /xmlns(?::\w+)?\s*=\s*["']http:\/\/hl7\.org\/fhir["']/.test(head);

export function fhirOfXml(text: string, problems: ProblemList): Json | undefined {
  const root = parseXml(text, problems);
  return root === null ? undefined : resourceOf(root);
}

const resourceOf = (e: XmlElement): Json => ({ resourceType: e.name, ...fieldsOf(e, e.name) });

function fieldsOf(e: XmlElement, type: string): Record<string, Json> {
  const fields: Record<string, Json> = e.attributes.url === undefined ? {} : { url: e.attributes.url };
  for (const c of e.children) {
    const value = valueOf(c, type);
    if (value === undefined) continue;
    const before = fields[c.name];
    fields[c.name] = before !== undefined ? [...(Array.isArray(before) ? (before as readonly Json[]) : [before]), value] : repeats.has(c.name) || (e.name === type && repeatsIn[c.name]?.test(type) === true) ? [value] : value;
  }
  return fields;
}

/** Undefined for a narrative, and for a value that is said to be absent. */
function valueOf(e: XmlElement, type: string): Json | undefined {
  if (e.name === 'div') return undefined;
  const [inner] = e.children;
  if ((e.name === 'resource' || e.name === 'contained') && inner !== undefined) return resourceOf(inner);
  if (e.attributes.value !== undefined) return e.attributes.value;
  return e.children.every((c) => c.name === 'extension') && e.name !== 'extension' ? undefined : fieldsOf(e, type);
}
