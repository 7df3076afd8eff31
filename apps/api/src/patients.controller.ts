import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { alertSchema, heatRowSchema, listOf, mechanismsAnswerSchema, patientPageSchema, patientSummarySchema, rechallengeAnswerSchema, ruleOutcomesSchema, scenariosAnswerSchema, seenAnswerSchema, seenSchema, seriesItemSchema, timelineItemSchema, toldSchema, type HeatRow, type MechanismsAnswer, type PatientPage, type PatientSummary, type RechallengeAnswer, type ScenariosAnswer, type RuleOutcomes, type TimelineItem, type WireAlert, type WireTold } from '@clonewatch/contracts';
import { type Identity } from '@clonewatch/trust';
import { WrongCursor, WrongDay, listAlerts, listHeatRows, listPatients, markSeen, readAlert, readMechanisms, readOutcomes, readPatient, readPatientAsOf, readRechallenge, readScenarios, readSeries, readTimeline, readTold, type PageAction, type SeriesItem } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { Returns, Takes, TakesBody } from './openapi.js';
import { ProblemError, notFound } from './problem.js';
import { knownId, limitSchema, parse, today } from './query.js';
import { tag } from './writing.js';

const listQuery = z.strictObject({ site: z.string().optional(), patient_id: z.string().max(200).optional(), limit: limitSchema, cursor: z.string().max(200).optional() });
const siteQuery = z.strictObject({ site: z.string().optional() });
const placeQuery = z.strictObject({ site: z.string().optional(), limit: limitSchema, cursor: z.string().max(200).optional() });
/** What was known on a day: a date, or a day number for patients without dates. */
const asOfQuery = z.strictObject({ as_of: z.string().max(20).optional() });

function wrongPlace(error: unknown): never {
  if (error instanceof WrongDay) throw new ProblemError(400, 'bad_as_of', error.message);
  if (error instanceof WrongCursor) throw new ProblemError(400, 'bad_cursor', error.message);
  throw error;
}

interface ListOf<T> { items: T[]; next: string | null }

@Controller('api/v1')
@Needs('read')
export class PatientsController {
  constructor(private readonly database: Database) {}

  @Get('patients')
  @Records('patient.list')
  @Takes(listQuery)
  @Returns(listOf(patientSummarySchema))
  list(@Caller() caller: Identity, @Query() query: unknown): Promise<ListOf<PatientSummary>> {
    const q = parse(listQuery, query);
    const siteIds = sitesOf(caller, 'read', q.site).map((s) => s.id);
    return this.database.store.inSession(caller.token, (scope) => listPatients(scope, { siteIds, patientRef: q.patient_id ?? null, limit: q.limit, after: q.cursor ?? null }, today()), { readOnly: true }).catch(wrongPlace);
  }

  /** What each draw said, patient by patient. */
  @Get('heat-map')
  @Records('patient.heat_map')
  @Takes(placeQuery)
  @Returns(listOf(heatRowSchema))
  heatMap(@Caller() caller: Identity, @Query() query: unknown): Promise<ListOf<HeatRow>> {
    const q = parse(placeQuery, query);
    const siteIds = sitesOf(caller, 'read', q.site).map((s) => s.id);
    return this.database.store.inSession(caller.token, (scope) => listHeatRows(scope, { siteIds, limit: q.limit, after: q.cursor === undefined ? null : knownId(q.cursor) }), { readOnly: true });
  }

  /** Whom each alert reached outside the page: no address and no key is told. */
  @Get('patients/:id/told')
  @Records('patient.told')
  @Returns(listOf(toldSchema))
  async told(@Caller() caller: Identity, @Param('id') id: string): Promise<ListOf<WireTold>> {
    const siteIds = sitesOf(caller, 'read', undefined).map((s) => s.id);
    const items = await this.database.store.inSession(caller.token, (scope) => readTold(scope, siteIds, knownId(id)), { readOnly: true });
    if (items === null) throw notFound();
    return { items, next: null };
  }

  @Get('patients/:id')
  @Records('patient.read')
  @Takes(asOfQuery)
  @Returns(patientPageSchema)
  one(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown): Promise<PatientPage> {
    return this.page(caller, id, query, 'patient.read');
  }

  /** A person has the page before them: what comes after is new to them. */
  @Post('patients/:id/seen')
  @Records('patient.seen')
  @HttpCode(200)
  @TakesBody(seenSchema)
  @Returns(seenAnswerSchema)
  async seen(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown): Promise<{ seen_at: string | null }> {
    const { evaluation } = parse(seenSchema, body);
    const siteIds = sitesOf(caller, 'read', undefined).map((s) => s.id);
    const answer = await this.database.store.inSession(caller.token, (scope) => markSeen(scope, siteIds, knownId(id), caller.user, evaluation));
    if (!answer) throw notFound();
    return answer;
  }

  @Get('patients/:id/series')
  @Records('patient.series')
  @Takes(asOfQuery)
  @Returns(listOf(seriesItemSchema))
  async series(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown): Promise<ListOf<SeriesItem>> {
    const { as_of: asOf } = parse(asOfQuery, query);
    const items = await this.database.store.inSession(caller.token, (scope) => readSeries(scope, knownId(id), asOf), { readOnly: true }).catch(wrongPlace);
    if (!items) throw notFound();
    return { items, next: null };
  }

  @Get('patients/:id/alerts')
  @Records('patient.alerts')
  @Takes(asOfQuery)
  @Returns(listOf(alertSchema))
  async alertsOf(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown): Promise<ListOf<WireAlert>> {
    return { items: (await this.page(caller, id, query, 'patient.alerts')).alerts, next: null };
  }

  /** Lines of treatment, draws, assessments and alerts in order of the days. */
  @Get('patients/:id/timeline')
  @Records('patient.timeline')
  @Takes(asOfQuery)
  @Returns(listOf(timelineItemSchema))
  async timeline(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown): Promise<ListOf<TimelineItem>> {
    const { as_of: asOf } = parse(asOfQuery, query);
    const found = await this.database.store.inSession(caller.token, (scope) => readTimeline(scope, knownId(id), { today: today(), action: 'patient.timeline' }, asOf), { readOnly: true }).catch(wrongPlace);
    if (!found || !sitesOf(caller, 'read', undefined).some((s) => s.code === found.site)) throw notFound();
    return { items: found.items, next: null };
  }

  @Get('patients/:id/rechallenge')
  @Records('patient.rechallenge')
  @Takes(asOfQuery)
  @Returns(rechallengeAnswerSchema)
  async rechallenge(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown): Promise<RechallengeAnswer> {
    const { as_of: asOf } = parse(asOfQuery, query);
    const answer = await this.database.store.inSession(caller.token, (scope) => readRechallenge(scope, knownId(id), today(), asOf), { readOnly: true }).catch(wrongPlace);
    if (!answer || !sitesOf(caller, 'read', undefined).some((s) => s.code === answer.site)) throw notFound();
    return answer;
  }

  @Get('patients/:id/scenarios')
  @Records('patient.scenarios')
  @Takes(asOfQuery)
  @Returns(scenariosAnswerSchema)
  async scenarios(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown): Promise<ScenariosAnswer> {
    const { as_of: asOf } = parse(asOfQuery, query);
    const answer = await this.database.store.inSession(caller.token, (scope) => readScenarios(scope, knownId(id), today(), asOf), { readOnly: true }).catch(wrongPlace);
    if (!answer || !sitesOf(caller, 'read', undefined).some((s) => s.code === answer.site)) throw notFound();
    return answer;
  }

  @Get('patients/:id/mechanisms')
  @Records('patient.mechanisms')
  @Takes(asOfQuery)
  @Returns(mechanismsAnswerSchema)
  async mechanisms(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown): Promise<MechanismsAnswer> {
    const { as_of: asOf } = parse(asOfQuery, query);
    const answer = await this.database.store.inSession(caller.token, (scope) => readMechanisms(scope, knownId(id), asOf), { readOnly: true }).catch(wrongPlace);
    if (!answer || !sitesOf(caller, 'read', undefined).some((s) => s.code === answer.site)) throw notFound();
    return answer;
  }

  @Get('alerts')
  @Records('alert.list')
  @Takes(placeQuery)
  @Returns(listOf(alertSchema))
  async alerts(@Caller() caller: Identity, @Query() query: unknown): Promise<ListOf<WireAlert>> {
    const q = parse(placeQuery, query);
    const siteIds = sitesOf(caller, 'read', q.site).map((s) => s.id);
    const after = q.cursor === undefined ? null : knownId(q.cursor);
    const items = await this.database.store.inSession(caller.token, (scope) => listAlerts(scope, { patientId: null, siteIds, limit: q.limit, after }), { readOnly: true });
    return { items, next: items.length === q.limit ? items.at(-1)!.id : null };
  }

  /** How the alerts of these sites turned out, rule by rule. Counts only. */
  @Get('alert-outcomes')
  @Takes(siteQuery)
  @Returns(listOf(ruleOutcomesSchema))
  async outcomes(@Caller() caller: Identity, @Query() query: unknown): Promise<ListOf<RuleOutcomes>> {
    const siteIds = sitesOf(caller, 'read', parse(siteQuery, query).site).map((s) => s.id);
    return { items: await this.database.store.inSession(caller.token, (scope) => readOutcomes(scope, siteIds), { readOnly: true }), next: null };
  }

  @Get('alerts/:id')
  @Records('alert.read')
  @Returns(alertSchema)
  async alert(@Caller() caller: Identity, @Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WireAlert> {
    const siteIds = sitesOf(caller, 'read', undefined).map((s) => s.id);
    const found = await this.database.store.inSession(caller.token, (scope) => readAlert(scope, siteIds, knownId(id)), { readOnly: true });
    if (!found) throw notFound();
    tag(reply, found.version);
    return found;
  }

  private async page(caller: Identity, id: string, query: unknown, action: PageAction): Promise<PatientPage> {
    const { as_of: asOf } = parse(asOfQuery, query);
    const asked = { today: today(), action, viewer: caller.user };
    const page = await this.database.store.inSession(caller.token, (scope) =>
      asOf === undefined ? readPatient(scope, knownId(id), asked) : readPatientAsOf(scope, knownId(id), asOf, asked), { readOnly: true }).catch(wrongPlace);
    if (!page || !sitesOf(caller, 'read', undefined).some((s) => s.code === page.site)) throw notFound();
    return page;
  }
}
