/** Packets of the tumour board: made once, listed, opened exactly as they were made; what the board decides is added beside them, never into them. */
import { createHash } from 'node:crypto';
import type { DecideEntry, MakePacket, PacketContent, PacketSummary, WireDecision, WirePacket } from '@clonewatch/contracts';
import { isCalendarDate } from '@clonewatch/domain';
import { evaluatePatient } from '@clonewatch/guidance';
import type { Scope, Store } from '@clonewatch/store';
import { policyOf } from '../alerts/policy.js';
import { loadRecord, patientSql, timelineOf, type PatientRow } from '../evaluate/load-record.js';
import { calledVariants, readFurtherEvidence } from '../knowledge/evidence.js';
import { dayOf, readPatient } from '../reads/patients.js';
import { readPatientAsOf } from '../reads/as-of.js';
import type { Viewer } from '../reads/looks.js';
import { expectVersion, notThere, RecordRefused } from '../record/refused.js';
import { withPatient } from '../record/with-patient.js';
import type { Writer } from '../record/writer.js';
import { canonicalJson, sha256 } from './canonical.js';
import { packetContent } from './content.js';
import { handlingOf } from './handling.js';
import { storePages } from './pages.js';
import { readTiming } from './timing.js';

interface PacketRow { site_id: string; site: string; id: string; patient: string; patient_id: string; content: string; sha256: Buffer; actor: string; made_at: Date }
interface DecisionRow { version: number; content: string; sha256: Buffer }

const packetSql = `select k.site_id, s.code as site, k.id, k.patient_id as patient, p.patient_ref as patient_id, k.content, k.sha256, k.actor, k.made_at
  from clinical.board_packet k join clinical.patient p on p.site_id = k.site_id and p.id = k.patient_id join sec.site_name s on s.id = k.site_id`;

const decisionOf = (row: DecisionRow): WireDecision => {
  const { packet_sha256: _, ...said } = JSON.parse(row.content) as Omit<WireDecision, 'sha256'> & { packet_sha256: string };
  return { ...said, sha256: row.sha256.toString('hex') };
};

async function decisionsOf(scope: Scope, siteId: string, packetId: string): Promise<WireDecision[]> {
  const rows = await scope.query<DecisionRow>('select version, content, sha256 from clinical.board_decision where site_id = $1 and packet_id = $2 order by version desc', [siteId, packetId]);
  return rows.map(decisionOf);
}

function summaryOf(row: PacketRow, decision: WireDecision | null): PacketSummary {
  const c = JSON.parse(row.content) as PacketContent;
  return { id: row.id, patient: row.patient, patient_id: row.patient_id, site: row.site, made_at: c.made_at, made_by: c.made_by, as_of: c.as_of, question: c.question, sentence: c.sentence, sha256: row.sha256.toString('hex'), decision };
}

/** `madeAt`: the instant, of the caller's clock; `today`: its date. Throws WrongDay, RecordRefused. Answers the packet as it then stands for good. */
export function makePacket(store: Store, writer: Writer, patientId: string, entry: MakePacket, asked: { readonly today: string; readonly madeAt: string; readonly madeBy: string }): Promise<{ id: string }> {
  return withPatient(store, writer, patientId, { packet: entry }, async (scope, head) => {
    const asOf = entry.as_of ?? undefined;
    const page = asOf === undefined ? await readPatient(scope, patientId, { today: asked.today, action: null }) : await readPatientAsOf(scope, patientId, asOf, { today: asked.today, action: null });
    const [patient] = await scope.query<PatientRow>(`${patientSql} where id = $1`, [patientId]);
    if (!page || !patient) throw notThere();
    const record = await loadRecord(scope, patient);
    const policy = await policyOf(scope, patient.siteId);
    const evaluation = evaluatePatient(record, asOf === undefined ? null : { day: dayOf(timelineOf(patient), asOf) }, policy);
    if (evaluation.draws.length === 0) throw new RecordRefused('invalid', 'no_results', 'No draw of this patient has a result by that day: there is nothing to put before a board.');
    const inputHash = createHash('sha256').update(JSON.stringify([record, policy])).digest();
    const content = packetContent({
      page, evaluation, record, inputHash, handling: await handlingOf(scope, patient, evaluation), timing: asOf === undefined ? await readTiming(scope, patient.siteId, patientId, asked.today) : null, question: entry.question ?? null,
      furtherEvidence: await readFurtherEvidence(scope, patient.siteId, calledVariants(evaluation), record.profile.nosology), madeAt: asked.madeAt, madeBy: asked.madeBy,
    });
    const text = canonicalJson(content);
    const hash = sha256(text);
    const [row] = await scope.query<{ id: string }>('insert into clinical.board_packet (site_id, patient_id, content, sha256) values ($1, $2, $3, $4) returning id', [head.siteId, patientId, text, hash]);
    await storePages(scope, { siteId: head.siteId, packetId: row!.id, content: JSON.parse(text) as PacketContent, sha256: hash.toString('hex'), decision: null });
    scope.audit({ siteId: head.siteId, action: 'packet.made', patients: [patientId], target: row!.id, details: { sha256: hash.toString('hex'), ...(asOf === undefined ? {} : { as_of: asOf }) } });
    return { id: row!.id };
  });
}

/** Packets of a patient and of the records merged into it, newest first. Null: no such patient in these sites. */
export async function listPackets(scope: Scope, siteIds: readonly string[], patientId: string): Promise<PacketSummary[] | null> {
  const [patient] = await scope.query<{ siteId: string }>('select site_id as "siteId" from clinical.patient where id = $1 and site_id = any($2::uuid[])', [patientId, siteIds]);
  if (!patient) return null;
  scope.audit({ siteId: patient.siteId, action: 'packet.list', patients: [patientId] });
  const rows = await scope.query<PacketRow>(`${packetSql} where k.site_id = $1 and coalesce(p.merged_into, p.id) = $2 order by k.id desc limit 200`, [patient.siteId, patientId]);
  return Promise.all(rows.map(async (row) => summaryOf(row, (await decisionsOf(scope, row.site_id, row.id))[0] ?? null)));
}

async function findPacket(scope: Scope, siteIds: readonly string[], id: string): Promise<PacketRow | null> {
  const [row] = await scope.query<PacketRow>(`${packetSql} where k.id = $1 and k.site_id = any($2::uuid[])`, [id, siteIds]);
  return row ?? null;
}

/** The packet as it was made, with every decision on it. Null: no such packet in these sites. */
export async function readPacket(scope: Scope, siteIds: readonly string[], id: string): Promise<WirePacket | null> {
  const row = await findPacket(scope, siteIds, id);
  if (!row) return null;
  scope.audit({ siteId: row.site_id, action: 'packet.read', patients: [row.patient], target: id });
  const decisions = await decisionsOf(scope, row.site_id, id);
  return { ...summaryOf(row, decisions[0] ?? null), content: JSON.parse(row.content) as PacketContent, decisions };
}

export interface PacketFile { readonly name: string; readonly mediaType: string; readonly bytes: Buffer; readonly sha256: string }

/** The file as it was stored: the content (`json`), or the pages (`pdf`), those of the last decision where there is one. Null: no such packet in these sites. */
export async function packetFile(scope: Scope, siteIds: readonly string[], id: string, asked: { readonly format: 'json' | 'pdf'; readonly language: 'en' | 'ru'; readonly version: number | null }): Promise<PacketFile | null> {
  const row = await findPacket(scope, siteIds, id);
  if (!row) return null;
  const name = `board-packet-${id}`;
  const audit = (): void => scope.audit({ siteId: row.site_id, action: 'packet.export', patients: [row.patient], target: id, details: { format: asked.format, language: asked.language } });
  if (asked.format === 'json') {
    audit();
    return { name: `${name}.json`, mediaType: 'application/json; charset=utf-8', bytes: Buffer.from(row.content, 'utf8'), sha256: row.sha256.toString('hex') };
  }
  const [pages] = await scope.query<{ bytes: Buffer; sha256: Buffer }>(
    'select bytes, sha256 from clinical.board_pages where site_id = $1 and packet_id = $2 and language = $3 and ($4::int is null or version = $4) order by version desc limit 1', [row.site_id, id, asked.language, asked.version],
  );
  if (!pages) return null;
  audit();
  return { name: `${name}-${asked.language}.pdf`, mediaType: 'application/pdf', bytes: pages.bytes, sha256: pages.sha256.toString('hex') };
}

/** The next version of the decision, signed by a person. `version`: the last one the writer saw. */
export async function decideOnPacket(store: Store, writer: Writer, signer: Viewer | null, id: string, version: number | null, entry: DecideEntry, signedAt: string): Promise<{ version: number }> {
  const found = await store.inSession(writer.token, (scope) => findPacket(scope, writer.siteIds, id), { readOnly: true });
  if (!found) throw notThere();
  if (!signer) throw new RecordRefused('invalid', 'no_person', 'A decision is signed by a person: sign in with an account, not with a token.');
  if (entry.follow_up_on != null && !isCalendarDate(entry.follow_up_on)) throw new RecordRefused('invalid', 'bad_date', 'follow_up_on must be a date that exists, as YYYY-MM-DD');
  return withPatient(store, writer, found.patient, { packet: id, version, entry }, async (scope, head) => {
    const before = (await decisionsOf(scope, head.siteId, id))[0]?.version ?? 0;
    expectVersion(version, before, 'The decision');
    const text = canonicalJson({
      packet_sha256: found.sha256.toString('hex'), version: before + 1, decision: entry.decision, dissent: entry.dissent ?? null, follow_up: entry.follow_up ?? null, follow_up_on: entry.follow_up_on ?? null,
      present: entry.present, signed_name: entry.signed_name, signed_by: signer.email, signed_at: signedAt,
    });
    const hash = sha256(text);
    await scope.query('insert into clinical.board_decision (site_id, packet_id, version, content, sha256, user_id, signed_at) values ($1, $2, $3, $4, $5, $6, $7)', [head.siteId, id, before + 1, text, hash, signer.id, signedAt]);
    const decision = decisionOf({ version: before + 1, content: text, sha256: hash });
    await storePages(scope, { siteId: head.siteId, packetId: id, content: JSON.parse(found.content) as PacketContent, sha256: found.sha256.toString('hex'), decision });
    scope.audit({ siteId: head.siteId, action: 'packet.decided', patients: [found.patient], target: id, details: { version: before + 1, sha256: hash.toString('hex'), packet_sha256: found.sha256.toString('hex') } });
    return { version: before + 1 };
  });
}
