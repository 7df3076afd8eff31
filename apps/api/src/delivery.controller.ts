import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import {
  addContactSchema, addedContactSchema, assignedSchema, assignTeamSchema, contactListSchema, deliverySchema, listOf, madeSchema, setTeamSchema, teamListSchema, type AddedContact, type WireContactList, type WireDelivery,
  type WireTeamList,
} from '@clonewatch/contracts';
import { readEnv } from '@clonewatch/runtime';
import type { Identity } from '@clonewatch/trust';
import { addContact, addTeam, assignTeam, listContacts, listDeliveries, listTeams, removeContact, removeTeam, retryDelivery, setTeam, testContact } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { Returns, ReturnsNothing, TakesBody } from './openapi.js';
import { knownId, parse } from './query.js';
import { refused } from './writing.js';

interface ListOf<T> { items: T[]; next: null }
const siteOf = (caller: Identity, code: string): string => sitesOf(caller, 'administer', code)[0]!.id;

/** Teams of a site, whom of them it tells of alerts, and whether it reached them. */
@Controller('api/v1/admin/sites/:site')
@Needs('administer')
export class DeliveryController {
  private readonly env = readEnv();
  constructor(private readonly database: Database) {}

  @Get('teams')
  @Returns(teamListSchema)
  @Records('team.list')
  async teams(@Caller() caller: Identity, @Param('site') code: string): Promise<WireTeamList> {
    const site = siteOf(caller, code);
    return this.database.store.inSession(caller.token, (scope) => listTeams(scope, site), { readOnly: true });
  }

  @Post('teams')
  @TakesBody(setTeamSchema)
  @Returns(madeSchema, 201)
  @Records('team.create')
  async addTeam(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown): Promise<{ id: string }> {
    const site = siteOf(caller, code);
    return addTeam(this.database.store, caller.token, site, parse(setTeamSchema, body)).catch(refused);
  }

  @Put('teams/:id')
  @HttpCode(204)
  @TakesBody(setTeamSchema)
  @ReturnsNothing()
  @Records('team.change')
  async setTeam(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string, @Body() body: unknown): Promise<void> {
    const site = siteOf(caller, code);
    await setTeam(this.database.store, caller.token, site, knownId(id), parse(setTeamSchema, body)).catch(refused);
  }

  /** Its contact points go with it; its patients are of no team then. */
  @Delete('teams/:id')
  @HttpCode(204)
  @ReturnsNothing()
  @Records('team.remove')
  async removeTeam(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<void> {
    await removeTeam(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refused);
  }

  /** Patients, by the ids of the files, all or none. */
  @Post('teams/:id/patients')
  @HttpCode(200)
  @TakesBody(assignTeamSchema)
  @Returns(assignedSchema)
  @Records('team.assign')
  async assign(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string, @Body() body: unknown): Promise<{ patients: number }> {
    const site = siteOf(caller, code);
    return assignTeam(this.database.store, caller.token, site, knownId(id), parse(assignTeamSchema, body).patient_ids).catch(refused);
  }

  @Get('contacts')
  @Returns(contactListSchema)
  @Records('contact.list')
  async contacts(@Caller() caller: Identity, @Param('site') code: string): Promise<WireContactList> {
    const site = siteOf(caller, code);
    return { items: await this.database.store.inSession(caller.token, (scope) => listContacts(scope, site), { readOnly: true }), next: null, email: this.env.mail !== null };
  }

  /** Answers the key that signs a webhook, shown once. */
  @Post('contacts')
  @TakesBody(addContactSchema)
  @Returns(addedContactSchema, 201)
  @Records('contact.create')
  async add(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown): Promise<AddedContact> {
    const site = siteOf(caller, code);
    return addContact(this.database.store, caller.token, site, parse(addContactSchema, body), { allowed: this.env.webhookOrigins, email: this.env.mail !== null }).catch(refused);
  }

  @Delete('contacts/:id')
  @HttpCode(204)
  @ReturnsNothing()
  @Records('contact.remove')
  async remove(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<void> {
    await removeContact(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refused);
  }

  /** A test goes out within seconds; its delivery is in the list. */
  @Post('contacts/:id/test')
  @Returns(madeSchema, 201)
  @Records('contact.test')
  async test(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<{ id: string }> {
    return testContact(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refused);
  }

  @Get('deliveries')
  @Returns(listOf(deliverySchema))
  @Records('delivery.list')
  async deliveries(@Caller() caller: Identity, @Param('site') code: string): Promise<ListOf<WireDelivery>> {
    const site = siteOf(caller, code);
    return { items: await this.database.store.inSession(caller.token, (scope) => listDeliveries(scope, site), { readOnly: true }), next: null };
  }

  /** A dead letter goes out again. */
  @Post('deliveries/:id/retry')
  @HttpCode(204)
  @ReturnsNothing()
  @Records('delivery.retry')
  async retry(@Caller() caller: Identity, @Param('site') code: string, @Param('id') id: string): Promise<void> {
    await retryDelivery(this.database.store, caller.token, siteOf(caller, code), knownId(id)).catch(refused);
  }
}
