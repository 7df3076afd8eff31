import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { listOf, patientTeamSchema, saveViewSchema, savedViewSchema, teamNameSchema, type WireSavedView, type WireTeamName } from '@clonewatch/contracts';
import { sitesWith, type Identity } from '@clonewatch/trust';
import { forgetView, listViews, saveView, setPatientTeam, teamNames } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { Returns, ReturnsNothing, Takes, TakesBody } from './openapi.js';
import { knownId, parse } from './query.js';
import { refused } from './writing.js';

const siteQuery = z.strictObject({ site: z.string().optional() });

interface ListOf<T> { items: T[]; next: null }

/** What a person keeps of the work list, and the teams it can be asked by. */
@Controller('api/v1')
export class ViewsController {
  constructor(private readonly database: Database) {}

  @Get('teams')
  @Needs('read')
  @Takes(siteQuery)
  @Returns(listOf(teamNameSchema))
  async teams(@Caller() caller: Identity, @Query() query: unknown): Promise<ListOf<WireTeamName>> {
    const siteIds = sitesOf(caller, 'read', parse(siteQuery, query).site).map((s) => s.id);
    return { items: await this.database.store.inSession(caller.token, (scope) => teamNames(scope, siteIds), { readOnly: true }), next: null };
  }

  @Put('patients/:id/team')
  @Needs('edit')
  @HttpCode(204)
  @TakesBody(patientTeamSchema)
  @ReturnsNothing()
  @Records('patient.team')
  async setTeam(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown): Promise<void> {
    const { team, reason } = parse(patientTeamSchema, body);
    await setPatientTeam(this.database.store, caller.token, sitesWith(caller, 'edit').map((s) => s.id), knownId(id), team === null ? null : knownId(team), reason).catch(refused);
  }

  @Get('views')
  @Needs('read')
  @Takes(siteQuery)
  @Returns(listOf(savedViewSchema))
  async views(@Caller() caller: Identity, @Query() query: unknown): Promise<ListOf<WireSavedView>> {
    const siteIds = sitesOf(caller, 'read', parse(siteQuery, query).site).map((s) => s.id);
    return { items: await this.database.store.inSession(caller.token, (scope) => listViews(scope, siteIds, caller.user?.id ?? null), { readOnly: true }), next: null };
  }

  /** Under a name that is there already: in its place. */
  @Post('views')
  @Needs('read')
  @TakesBody(saveViewSchema)
  @Returns(savedViewSchema, 201)
  @Records('view.save')
  async save(@Caller() caller: Identity, @Body() body: unknown): Promise<WireSavedView> {
    const entry = parse(saveViewSchema, body);
    return saveView(this.database.store, caller.token, sitesOf(caller, 'read', entry.site)[0]!.id, caller.user?.id ?? null, entry).catch(refused);
  }

  @Delete('views/:id')
  @Needs('read')
  @HttpCode(204)
  @ReturnsNothing()
  @Records('view.forget')
  async forget(@Caller() caller: Identity, @Param('id') id: string): Promise<void> {
    await forgetView(this.database.store, caller.token, sitesWith(caller, 'read').map((s) => s.id), caller.user?.id ?? null, knownId(id)).catch(refused);
  }
}
