/** Entries by hand in a patient's record: three kinds, one way. */
import { Body, Controller, Get, Param, Post, Put, Req, Res, type Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  assessmentEntrySchema, assessmentSchema, listOf, measurementEntrySchema, reasonSchema, seriesItemSchema, treatmentEntrySchema, treatmentSchema, versionSchema, type WireVersion,
} from '@clonewatch/contracts';
import { sitesWith, type Identity } from '@clonewatch/trust';
import {
  correctByHand, enterByHand, listVersions, readAssessments, readMeasurements, readRecord, readTreatments, retractByHand, type EntryKind, type Fields,
} from '@clonewatch/workflows';
import { Caller, Needs, Records } from './auth.js';
import { Database } from './database.js';
import { Returns, TakesBody } from './openapi.js';
import { notFound } from './problem.js';
import { knownId, parse } from './query.js';
import { mustMatch, refused, tag, writerOf } from './writing.js';

interface Item { id: string; version?: unknown; result_version?: unknown }
type Reader = (scope: never, siteId: string, patientId: string, timeline: never) => Promise<readonly Item[]>;

interface Kind { readonly kind: EntryKind; readonly path: string; readonly entry: z.ZodType; readonly item: z.ZodType; readonly read: Reader }

const versionOf = (item: Item): number => Number(item.version ?? item.result_version);

function entryController({ kind, path, entry, item, read }: Kind): Type {
  @Controller(`api/v1/patients/:id/${path}`)
  class EntriesController {
    constructor(private readonly database: Database) {}

    @Get()
    @Needs('read')
    @Records(`${kind}.read`)
    @Returns(listOf(item as never))
    async list(@Caller() caller: Identity, @Param('id') id: string): Promise<{ items: readonly Item[]; next: null }> {
      return { items: await this.items(caller, id), next: null };
    }

    /** Entered by hand: 201 with the entry, its ETag and its place. */
    @Post()
    @Needs('edit')
    @Records(`${kind}.entered`)
    @TakesBody(entry)
    @Returns(item, 201)
    async enter(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Item> {
      const { reason, ...fields } = parse(entry, body) as Fields & { reason: string };
      const made = await enterByHand(this.database.store, writerOf(caller, request), { patientId: knownId(id), kind, fields, reason }).catch(refused);
      void reply.header('location', `/api/v1/patients/${id}/${path}/${made.id}`);
      return this.answer(caller, id, made.id, reply);
    }

    @Get(':entry')
    @Needs('read')
    @Records(`${kind}.read`)
    @Returns(item)
    one(@Caller() caller: Identity, @Param('id') id: string, @Param('entry') entryId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Item> {
      return this.answer(caller, id, knownId(entryId), reply);
    }

    /** The next version; If-Match names the one that is corrected. */
    @Put(':entry')
    @Needs('edit')
    @Records(`${kind}.corrected`)
    @TakesBody(entry)
    @Returns(item)
    async correct(
      @Caller() caller: Identity, @Param('id') id: string, @Param('entry') entryId: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<Item> {
      const { reason, ...fields } = parse(entry, body) as Fields & { reason: string };
      const made = await correctByHand(this.database.store, writerOf(caller, request), {
        patientId: knownId(id), kind, id: knownId(entryId), version: mustMatch(request), fields, reason,
      }).catch(refused);
      return this.answer(caller, id, made.id, reply);
    }

    /** It was never so: it leaves the current view and stays in the history. */
    @Post(':entry/retract')
    @Needs('edit')
    @Records(`${kind}.retracted`)
    @TakesBody(reasonSchema)
    @Returns(reasonSchema, 200)
    async retract(@Caller() caller: Identity, @Param('id') id: string, @Param('entry') entryId: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
      const { reason } = parse(reasonSchema, body);
      void reply.status(200);
      return retractByHand(this.database.store, writerOf(caller, request), { patientId: knownId(id), kind, id: knownId(entryId), version: mustMatch(request), reason }).catch(refused);
    }

    @Get(':entry/versions')
    @Needs('read')
    @Records(`${kind}.history`)
    @Returns(listOf(versionSchema))
    async versions(@Caller() caller: Identity, @Param('id') id: string, @Param('entry') entryId: string): Promise<{ items: WireVersion[]; next: null }> {
      const siteIds = sitesWith(caller, 'read').map((s) => s.id);
      const items = await this.database.store.inSession(caller.token, (scope) => listVersions(scope, siteIds, knownId(id), kind, knownId(entryId)), { readOnly: true });
      if (items.length === 0) throw notFound();
      return { items, next: null };
    }

    private async items(caller: Identity, id: string): Promise<readonly Item[]> {
      const siteIds = sitesWith(caller, 'read').map((s) => s.id);
      const items = await this.database.store.inSession(caller.token, (scope) => readRecord<readonly Item[]>(scope, siteIds, knownId(id), `${kind}.read`, read as never), { readOnly: true });
      if (!items) throw notFound();
      return items;
    }

    private async answer(caller: Identity, id: string, entryId: string, reply: FastifyReply): Promise<Item> {
      const found = (await this.items(caller, id)).find((i) => i.id === entryId);
      if (!found) throw notFound();
      tag(reply, versionOf(found));
      return found;
    }
  }
  Object.defineProperty(EntriesController, 'name', { value: `${kind[0]!.toUpperCase()}${kind.slice(1)}EntriesController` });
  return EntriesController;
}

export const entryControllers: readonly Type[] = [
  entryController({ kind: 'treatment', path: 'treatments', entry: treatmentEntrySchema, item: treatmentSchema, read: readTreatments }),
  entryController({ kind: 'assessment', path: 'assessments', entry: assessmentEntrySchema, item: assessmentSchema, read: readAssessments }),
  entryController({ kind: 'measurement', path: 'measurements', entry: measurementEntrySchema, item: seriesItemSchema, read: readMeasurements }),
];
