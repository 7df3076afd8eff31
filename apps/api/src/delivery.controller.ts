import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { addContactSchema, addedContactSchema, contactPointSchema, deliverySchema, listOf, madeSchema, type AddedContact, type WireContactPoint, type WireDelivery } from '@clonewatch/contracts';
import { readEnv } from '@clonewatch/runtime';
import type { Identity } from '@clonewatch/trust';
import { addContact, listContacts, listDeliveries, removeContact, retryDelivery, testContact } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { Returns, ReturnsNothing, TakesBody } from './openapi.js';
import { knownId, parse } from './query.js';
import { refused } from './writing.js';

interface ListOf<T> { items: T[]; next: null }
const siteOf = (caller: Identity, code: string): string => sitesOf(caller, 'administer', code)[0]!.id;

/** Whom a site tells of alerts, and whether it reached them. */
@Controller('api/v1/admin/sites/:site')
@Needs('administer')
export class DeliveryController {
  private readonly allowed = readEnv().webhookOrigins;
  constructor(private readonly database: Database) {}

  @Get('contacts')
  @Returns(listOf(contactPointSchema))
  @Records('contact.list')
  async contacts(@Caller() caller: Identity, @Param('site') code: string): Promise<ListOf<WireContactPoint>> {
    const site = siteOf(caller, code);
    return { items: await this.database.store.inSession(caller.token, (scope) => listContacts(scope, site), { readOnly: true }), next: null };
  }

  /** Answers the key that signs, shown once. */
  @Post('contacts')
  @TakesBody(addContactSchema)
  @Returns(addedContactSchema, 201)
  @Records('contact.create')
  async add(@Caller() caller: Identity, @Param('site') code: string, @Body() body: unknown): Promise<AddedContact> {
    const site = siteOf(caller, code);
    return addContact(this.database.store, caller.token, site, parse(addContactSchema, body), this.allowed).catch(refused);
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
