/** The packet's pages, printed once in both languages and kept as they came out. */
import type { PacketContent, WireDecision } from '@clonewatch/contracts';
import { languages } from '@clonewatch/words';
import type { Scope } from '@clonewatch/store';
import { sha256 } from './canonical.js';
import { renderPacket } from './pdf/render.js';

export interface Printed { readonly siteId: string; readonly packetId: string; readonly content: PacketContent; readonly sha256: string; readonly decision: WireDecision | null }

export async function storePages(scope: Scope, { siteId, packetId, content, sha256: hash, decision }: Printed): Promise<void> {
  for (const language of languages) {
    const bytes = await renderPacket(content, { language, sha256: hash, packetId, decision });
    await scope.query('insert into clinical.board_pages (site_id, packet_id, version, language, bytes, sha256) values ($1, $2, $3, $4, $5, $6)', [siteId, packetId, decision?.version ?? 0, language, bytes, sha256(bytes)]);
  }
}
