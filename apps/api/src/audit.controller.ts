import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { auditEntrySchema, listOf, type WireAuditEntry } from '@clonewatch/contracts';
import { type Identity } from '@clonewatch/trust';
import { readAudit } from '@clonewatch/workflows';
import { Caller, Needs, Records, targetSite } from './auth.js';
import { Database } from './database.js';
import { Returns, Takes } from './openapi.js';
import { limitSchema, parse } from './query.js';

const auditQuery = z.strictObject({
  site: z.string().optional(), patient: z.uuid({ error: 'our id of the patient' }).optional(), actor: z.string().max(254).optional(), action: z.string().max(100).optional(),
  outcome: z.enum(['ok', 'denied', 'failed']).optional(), limit: limitSchema, cursor: z.string().regex(/^\d{1,15}$/, { error: 'none that this list gave out' }).optional(),
});

@Controller('api/v1/audit')
@Needs('audit')
export class AuditController {
  constructor(private readonly database: Database) {}

  /** Who did what, newest first, in one site. With `patient`: what touched that record, what touched the whole site included. */
  @Get()
  @Records('audit.read')
  @Takes(auditQuery)
  @Returns(listOf(auditEntrySchema))
  list(@Caller() caller: Identity, @Query() query: unknown): Promise<{ items: WireAuditEntry[]; next: string | null }> {
    const { site, cursor, limit, ...filter } = parse(auditQuery, query);
    const { id } = targetSite(caller, 'audit', site);
    return this.database.store.inSession(caller.token, (scope) => readAudit(scope, { siteId: id, limit, before: cursor === undefined ? null : Number(cursor), filter }), { readOnly: true });
  }
}
