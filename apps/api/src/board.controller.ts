import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { decideSchema, listOf, timingSchema, makePacketSchema, packetSchema, packetSummarySchema, type PacketSummary, type WirePacket, type WireTiming } from '@clonewatch/contracts';
import { sitesWith, type Identity } from '@clonewatch/trust';
import { decideOnPacket, findTiming, listPackets, makePacket, packetFile, readPacket, WrongDay } from '@clonewatch/workflows';
import { Caller, Needs, Records } from './auth.js';
import { Database } from './database.js';
import { Returns, ReturnsStream, Takes, TakesBody } from './openapi.js';
import { notFound, ProblemError } from './problem.js';
import { knownId, parse, today } from './query.js';
import { mustMatch, refused, tag, writerOf } from './writing.js';

/** `version`: the pages as they stood after that decision (0: before any); absent: the latest. */
const fileQuery = z.strictObject({ format: z.enum(['json', 'pdf']).default('json'), language: z.enum(['en', 'ru']).default('en'), version: z.coerce.number().int().min(0).optional() });

const sites = (caller: Identity, permission: 'read' | 'export'): string[] => sitesWith(caller, permission).map((s) => s.id);

function wrongDay(error: unknown): never {
  if (error instanceof WrongDay) throw new ProblemError(400, 'bad_as_of', error.message);
  return refused(error);
}

/** The tumour board: packets that are made once and opened as they were made, and what was decided on them. */
@Controller('api/v1')
export class BoardController {
  constructor(private readonly database: Database) {}

  @Get('patients/:id/packets')
  @Records('packet.list')
  @Needs('read')
  @Returns(listOf(packetSummarySchema))
  async list(@Caller() caller: Identity, @Param('id') id: string): Promise<{ items: PacketSummary[]; next: null }> {
    const items = await this.database.store.inSession(caller.token, (scope) => listPackets(scope, sites(caller, 'read'), knownId(id)), { readOnly: true });
    if (!items) throw notFound();
    return { items, next: null };
  }

  @Post('patients/:id/packets')
  @Records('packet.made')
  @Needs('edit')
  @HttpCode(201)
  @TakesBody(makePacketSchema)
  @Returns(packetSchema, 201)
  async make(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WirePacket> {
    const entry = parse(makePacketSchema, body);
    const made = await makePacket(this.database.store, writerOf(caller, request), knownId(id), entry, { today: today(), madeAt: new Date().toISOString(), madeBy: caller.user?.email ?? 'API token' }).catch(wrongDay);
    reply.header('location', `/api/v1/packets/${made.id}`);
    return this.open(caller, made.id, reply);
  }

  /** From blood to decision, draw by draw. */
  @Get('patients/:id/timing')
  @Records('patient.timing')
  @Needs('read')
  @Returns(timingSchema)
  async timing(@Caller() caller: Identity, @Param('id') id: string): Promise<WireTiming> {
    const timing = await this.database.store.inSession(caller.token, (scope) => findTiming(scope, sites(caller, 'read'), knownId(id), today()), { readOnly: true });
    if (!timing) throw notFound();
    return timing;
  }

  @Get('packets/:id')
  @Records('packet.read')
  @Needs('read')
  @Returns(packetSchema)
  one(@Caller() caller: Identity, @Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<WirePacket> {
    return this.open(caller, knownId(id), reply);
  }

  /** The bytes as they were stored, with their SHA-256 as ETag. */
  @Get('packets/:id/file')
  @Records('packet.export')
  @Needs('export')
  @Takes(fileQuery)
  @ReturnsStream('application/pdf')
  async file(@Caller() caller: Identity, @Param('id') id: string, @Query() query: unknown, @Res() reply: FastifyReply): Promise<void> {
    const q = parse(fileQuery, query);
    const file = await this.database.store.inSession(caller.token, (scope) => packetFile(scope, sites(caller, 'export'), knownId(id), { ...q, version: q.version ?? null }), { readOnly: true });
    if (!file) throw notFound();
    await reply.headers({ 'content-type': file.mediaType, 'content-disposition': `attachment; filename="${file.name}"`, 'cache-control': 'no-store', etag: `"${file.sha256}"` }).send(file.bytes);
  }

  @Post('packets/:id/decisions')
  @Records('packet.decided')
  @Needs('edit')
  @HttpCode(201)
  @TakesBody(decideSchema)
  @Returns(packetSchema, 201)
  async decide(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<WirePacket> {
    const entry = parse(decideSchema, body);
    await decideOnPacket(this.database.store, writerOf(caller, request), caller.user, knownId(id), mustMatch(request), entry, new Date().toISOString()).catch(refused);
    return this.open(caller, knownId(id), reply);
  }

  private async open(caller: Identity, id: string, reply: FastifyReply): Promise<WirePacket> {
    const packet = await this.database.store.inSession(caller.token, (scope) => readPacket(scope, sites(caller, 'read'), id), { readOnly: true });
    if (!packet) throw notFound();
    tag(reply, packet.decisions.length);
    return packet;
  }
}
