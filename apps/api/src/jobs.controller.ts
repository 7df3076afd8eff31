import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { jobSchema, listOf, operationsSchema, reasonSchema, type Job, type Operations } from '@clonewatch/contracts';
import { type Identity } from '@clonewatch/trust';
import { dismissJob, listJobs, readHealth, retryJob } from '@clonewatch/workflows';
import { Caller, Needs, Records, sitesOf } from './auth.js';
import { Database } from './database.js';
import { toHealth } from './health.controller.js';
import { Returns, Takes, TakesBody } from './openapi.js';
import { ProblemError, notFound } from './problem.js';
import { knownId, limitSchema, parse } from './query.js';

const listQuery = z.strictObject({ state: z.enum(['failed', 'waiting', 'dismissed']).default('failed'), site: z.string().optional(), limit: limitSchema, cursor: z.string().max(200).optional() });

const refusals = {
  not_failed: 'This job has not failed for good: it waits, runs, is done, or was dismissed.',
  sent_again: 'The same file was sent again meanwhile; that import counts.',
} as const;

@Controller('api/v1')
@Needs('operate')
export class JobsController {
  constructor(private readonly database: Database) {}

  /** Jobs that failed for good, that wait, or that were dismissed, newest first. */
  @Get('jobs')
  @Takes(listQuery)
  @Returns(listOf(jobSchema))
  list(@Caller() caller: Identity, @Query() query: unknown): Promise<{ items: Job[]; next: string | null }> {
    const { state, site, limit, cursor } = parse(listQuery, query);
    const siteIds = sitesOf(caller, 'operate', site).map((s) => s.id);
    const before = cursor === undefined ? null : knownId(cursor);
    return this.database.store.inSession(caller.token, (scope) => listJobs(scope, { siteIds, state, limit, before }), { readOnly: true });
  }

  /** Do a failed job after all. Twice: 409 the second time. */
  @Post('jobs/:id/retry')
  @Records('job.retry')
  @HttpCode(200)
  @Returns(jobSchema)
  async retry(@Caller() caller: Identity, @Param('id') id: string): Promise<Job> {
    const siteIds = sitesOf(caller, 'operate', undefined).map((s) => s.id);
    const result = await retryJob(this.database.store, caller.token, siteIds, knownId(id));
    if ('job' in result) return result.job;
    if (result.refused === 'unknown') throw notFound();
    throw new ProblemError(409, result.refused, refusals[result.refused]);
  }

  /** Leave a failed job undone, with a reason. Twice: 409 the second time. */
  @Post('jobs/:id/dismiss')
  @Records('job.dismiss')
  @HttpCode(200)
  @TakesBody(reasonSchema)
  @Returns(jobSchema)
  async dismiss(@Caller() caller: Identity, @Param('id') id: string, @Body() body: unknown): Promise<Job> {
    const siteIds = sitesOf(caller, 'operate', undefined).map((s) => s.id);
    const result = await dismissJob(this.database.store, caller.token, siteIds, knownId(id), parse(reasonSchema, body).reason);
    if ('job' in result) return result.job;
    if (result.refused === 'unknown') throw notFound();
    throw new ProblemError(409, result.refused, refusals[result.refused]);
  }

  /** Health with what stands behind it. */
  @Get('operations')
  @Returns(operationsSchema)
  async operations(): Promise<Operations> {
    const report = await readHealth(this.database.store, process.uptime());
    return {
      ...toHealth(report), jobs: { waiting: report.jobs.waiting, failed: report.jobs.failed },
      workers: report.workers.map((w) => ({
        started_at: w.started_at.toISOString(), last_heard_seconds: Math.round(w.beat_seconds), queue: w.backend, queue_answers: w.queue_answers, version: w.version,
      })),
    };
  }
}
