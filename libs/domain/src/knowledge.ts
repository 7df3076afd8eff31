/**
 * Evidence that a release of a public knowledge base holds (CIViC, CC0 1.0): further evidence beside our catalogue. It is shown with its level, direction and
 * release; it raises no alert and changes no rule.
 */

/** CIViC levels: A validated association; B clinical evidence; C case study; D preclinical; E inferential. */
export const evidenceLevels = ['A', 'B', 'C', 'D', 'E'] as const;
export type EvidenceLevel = (typeof evidenceLevels)[number];
export const evidenceTypes = ['Predictive', 'Diagnostic', 'Prognostic', 'Predisposing', 'Functional', 'Oncogenic'] as const;
export type EvidenceType = (typeof evidenceTypes)[number];
/** `Does Not Support` turns the significance round: "does not support resistance" is no resistance. */
export const evidenceDirections = ['Supports', 'Does Not Support', 'N/A'] as const;
export type EvidenceDirection = (typeof evidenceDirections)[number];
export const evidenceStatuses = ['accepted', 'submitted', 'rejected'] as const;
export type EvidenceStatus = (typeof evidenceStatuses)[number];

/** One item of a release as it stands there. `doid`: Disease Ontology number, '' where the release gives none. `reviewedOn`: date of its last review. */
export interface EvidenceItem {
  readonly evidenceId: number;
  /** `KRAS G12D`, `EML4::ALK Fusion`, `EGFR L858R AND EGFR T790M`. */
  readonly profile: string;
  readonly disease: string;
  readonly doid: string;
  readonly therapies: readonly string[];
  readonly interaction: string;
  readonly type: EvidenceType;
  readonly direction: EvidenceDirection;
  readonly level: EvidenceLevel;
  readonly significance: string;
  readonly citationId: string;
  readonly citationSource: string;
  readonly citation: string;
  readonly rating: number | null;
  readonly status: EvidenceStatus;
  readonly origin: string;
  readonly flagged: boolean;
  readonly reviewedOn: string | null;
}
