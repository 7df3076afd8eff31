import { Body, Controller, Get, HttpCode, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actSchema, alertNoteSchema, alertSchema, listOf, mergeSchema, moveSchema, planEntrySchema, planSchema, reasonSchema, specimenSchema, transitionSchema, type WireAct, type WireAlert, type WirePlan, type WireSpecimen } from '@clonewatch/contracts';
import { sitesWith, type Identity } from '@clonewatch/trust';
import { changePlan, findPlan, mergePatients, moveSpecimen, noteAlert, readActs, readRecord, readSpecimens, splitPatients, transitionAlert, undoAct, withdrawImport } from '@clonewatch/workflows';
import { Caller, Needs, Records } from './auth.js';
import { Database } from './database.js';
import { Returns, TakesBody } from './openapi.js';
import { notFound } from './problem.js';
import { knownId, parse, today } from './query.js';
import { ifMatch, mustMatch, refused, tag, writerOf } from './writing.js';

const doneSchema = z.object({ act: z.nullable(z.string()), import: z.nullable(z.string()).optional() });

const readable = (caller: Identity): string[] => sitesWith(caller, 'read').map((s) => s.id);

/** Changes to the record that are no entry: the plan, what is taken back, moved or merged, and what people do with alerts. */
@Controller('api/v1')
export class RecordController {
  constructor(private readonly database: Database) {}

  @Get('patients/:id/plan')
  @Records('plan.read')
  @Needs('read')
  @Returns(planSchema)
  async plan(@Caller() caller: Identity, @Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WirePlan> {
    const plan = await this.database.store.inSession(caller.token, (scope) => findPlan(scope, readable(caller), knownId(id)), { readOnly: true });
    if (!plan) throw notFound();
    tag(reply, plan.version);
    return plan;
  }

  @Put('patients/:id/plan')
  @Records('plan.changed')
  @Needs('edit')
  @TakesBody(planEntrySchema)
  @Returns(planSchema)
  async changePlan(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WirePlan> {
    const entry = parse(planEntrySchema, body);
    const plan = await changePlan(this.database.store, writerOf(caller, request), knownId(id), mustMatch(request), entry).catch(refused);
    tag(reply, plan.version);
    return plan;
  }

  @Get('patients/:id/specimens')
  @Records('specimen.read')
  @Needs('read')
  @Returns(listOf(specimenSchema))
  async specimens(@Caller() caller: Identity, @Param('id') id: string): Promise<{ items: WireSpecimen[]; next: null }> {
    const items = await this.database.store.inSession(caller.token, (scope) => readRecord(scope, readable(caller), knownId(id), 'specimen.read', readSpecimens), { readOnly: true });
    if (!items) throw notFound();
    return { items, next: null };
  }

  @Get('patients/:id/acts')
  @Records('act.read')
  @Needs('read')
  @Returns(listOf(actSchema))
  async acts(@Caller() caller: Identity, @Param('id') id: string): Promise<{ items: WireAct[]; next: null }> {
    const items = await this.database.store.inSession(caller.token, (scope) => readRecord(scope, readable(caller), knownId(id), 'act.read', readActs), { readOnly: true });
    if (!items) throw notFound();
    return { items, next: null };
  }

  @Post('patients/:id/merge')
  @Records('patients.merged')
  @Needs('edit')
  @HttpCode(200)
  @TakesBody(mergeSchema)
  @Returns(doneSchema)
  merge(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<{ act: string }> {
    const { into, reason } = parse(mergeSchema, body);
    return mergePatients(this.database.store, writerOf(caller, request), knownId(id), knownId(into), reason).catch(refused);
  }

  @Post('patients/:id/split')
  @Records('patients.split')
  @Needs('edit')
  @HttpCode(200)
  @TakesBody(reasonSchema)
  @Returns(doneSchema)
  split(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<{ act: string }> {
    return splitPatients(this.database.store, writerOf(caller, request), knownId(id), parse(reasonSchema, body).reason).catch(refused);
  }

  @Post('specimens/:id/move')
  @Records('specimen.moved')
  @Needs('edit')
  @HttpCode(200)
  @TakesBody(moveSchema)
  @Returns(doneSchema)
  move(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<{ act: string }> {
    const { to_patient: to, reason } = parse(moveSchema, body);
    return moveSpecimen(this.database.store, writerOf(caller, request), knownId(id), knownId(to), reason).catch(refused);
  }

  @Post('imports/:id/withdraw')
  @Records('import.withdrawn')
  @Needs('edit')
  @HttpCode(200)
  @TakesBody(reasonSchema)
  @Returns(doneSchema)
  withdraw(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<{ act: string }> {
    return withdrawImport(this.database.store, writerOf(caller, request), knownId(id), parse(reasonSchema, body).reason).catch(refused);
  }

  /** Moving, merging, splitting and withdrawing can be taken back; a withdrawn file then goes down the whole path again as a new import. */
  @Post('acts/:id/undo')
  @Records('act.undo')
  @Needs('edit')
  @HttpCode(200)
  @TakesBody(reasonSchema)
  @Returns(doneSchema)
  undo(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest): Promise<{ act: string | null; import: string | null }> {
    return undoAct(this.database.store, writerOf(caller, request), knownId(id), parse(reasonSchema, body).reason).catch(refused);
  }

  /** If-Match names the version the caller saw; without it the states alone protect: who comes second is told, and nothing is lost. */
  @Post('alerts/:id/transitions')
  @Records('alert.transition')
  @Needs('edit')
  @HttpCode(200)
  @TakesBody(transitionSchema)
  @Returns(alertSchema)
  async transition(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireAlert> {
    const entry = parse(transitionSchema, body);
    const alert = await transitionAlert(this.database.store, writerOf(caller, request), { id: knownId(id), entry, version: ifMatch(request), today: today() }).catch(refused);
    tag(reply, alert.version);
    return alert;
  }

  /** A comment, another owner or due day; the state stays as it is. */
  @Post('alerts/:id/notes')
  @Records('alert.note')
  @Needs('edit')
  @HttpCode(200)
  @TakesBody(alertNoteSchema)
  @Returns(alertSchema)
  async note(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireAlert> {
    const entry = parse(alertNoteSchema, body);
    const alert = await noteAlert(this.database.store, writerOf(caller, request), { id: knownId(id), entry, version: ifMatch(request) }).catch(refused);
    tag(reply, alert.version);
    return alert;
  }
}
