import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withContext } from '@clonewatch/runtime';
import { importBounds, type Store } from '@clonewatch/workflows';
import { AdminController } from './admin.controller.js';
import { AssaysController } from './assays.controller.js';
import { DeliveryController } from './delivery.controller.js';
import { AuditController } from './audit.controller.js';
import { AuthGuard } from './auth.js';
import { BoardController } from './board.controller.js';
import { BackTestController } from './back-test.controller.js';
import { Database } from './database.js';
import { entryControllers } from './entries.controller.js';
import { EventsController } from './events.controller.js';
import { ExportsController } from './exports.controller.js';
import { Front } from './front.js';
import { Signing } from './signing.js';
import { proveGuards } from './guards.js';
import { HealthController } from './health.controller.js';
import { ImportsController } from './imports.controller.js';
import { KnowledgeController } from './knowledge.controller.js';
import { LocalValidationController } from './local-validation.controller.js';
import { JobsController } from './jobs.controller.js';
import { openApi } from './openapi.js';
import { PatientsController } from './patients.controller.js';
import { ProblemFilter, refuseConnection, refuseUrl } from './problem.js';
import { RecordController } from './record.controller.js';
import { SessionController } from './session.controller.js';
import { ViewsController } from './views.controller.js';

@Module({})
class ApiModule {
  static with(store: Store, front: Front): DynamicModule {
    return {
      module: ApiModule,
      controllers: [HealthController, SessionController, PatientsController, ImportsController, AssaysController, JobsController, ExportsController, EventsController, AdminController, DeliveryController, AuditController, RecordController, ViewsController, BackTestController, BoardController, KnowledgeController, LocalValidationController,
        ...entryControllers],
      providers: [Signing,
        { provide: Front, useValue: front },
        { provide: Database, useFactory: () => new Database(store) },
        { provide: APP_GUARD, useClass: AuthGuard }, { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}

/** Everything from this host, nothing inline: the page brings no script or style but its own files. */
const contentSecurity = {
  useDefaults: false,
  directives: {
    defaultSrc: [`'self'`], scriptSrc: [`'self'`], styleSrc: [`'self'`], imgSrc: [`'self'`, 'data:', 'blob:'], fontSrc: [`'self'`], connectSrc: [`'self'`],
    objectSrc: [`'none'`], baseUri: [`'none'`], formAction: [`'self'`], frameAncestors: [`'none'`],
  },
};

export interface ApiOptions {
  /** Folder of the built web app, when it is to be served too. */
  readonly webDir?: string | undefined;
  /** Where people open it, when a proxy stands before us. */
  readonly publicOrigin?: string | undefined;
  /** Shorter in tests. */
  readonly patience?: Patience;
}

/** How long a client may take to send its head and its whole request, ms. A 64 MiB file at 2 Mbit/s takes 270 s; where larger ones are taken, they get as much more. */
export interface Patience { readonly headersMs: number; readonly requestMs: number; readonly checkMs: number }
const usualPatience = (): Patience => ({ headersMs: 20_000, requestMs: Math.round(300_000 * Math.max(1, importBounds.fileBytes / (64 * 1024 * 1024))), checkMs: 5_000 });

/** The HTTP application, not yet listening. Throws when a route does not say what it needs of its caller. */
export async function createApi(store: Store, { webDir, publicOrigin, patience = usualPatience() }: ApiOptions = {}): Promise<NestFastifyApplication> {
  const front = new Front(publicOrigin);
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(), bodyLimit: 1024 * 1024, forceCloseConnections: true, trustProxy: front.https ? 'loopback' : false, frameworkErrors: refuseUrl as never,
    clientErrorHandler: refuseConnection, requestTimeout: patience.requestMs,
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.checkMs },
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(store, front), adapter, { logger: ['error', 'warn'], abortOnError: false });
  try {
    proveGuards(app);
  } catch (error) {
    await app.close();
    throw error;
  }
  await app.register(helmet, { contentSecurityPolicy: contentSecurity, strictTransportSecurity: front.https && { maxAge: 365 * 24 * 3600 } });
  await app.register(cookie as never);
  await app.register(multipart as never);
  const document = openApi(app);
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    // Set on the raw answer, so that a hijacked one (a stream) has it too. What may be kept, the built files, says so itself.
    reply.raw.setHeader('cache-control', 'no-store');
    withContext({ requestId: request.id, address: request.ip }, done);
  });
  fastify.get('/api/openapi.json', (_, reply) => reply.send(document));
  if (webDir) await serveWeb(app, webDir);
  return app;
}

/** Hashed files may be kept for ever; every other path is a page of the app, and an unknown /api path stays a 404. */
async function serveWeb(app: NestFastifyApplication, webDir: string): Promise<void> {
  if (!existsSync(join(webDir, 'index.html'))) throw new Error(`the built web app is not in ${webDir}`);
  const { default: files } = await import('@fastify/static');
  await app.register(files, {
    root: webDir, wildcard: false, index: false,
    setHeaders: (reply: { header(name: string, value: string): unknown }, path: string) => reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  } as never);
  const fastify = app.getHttpAdapter().getInstance();
  const page = (_: unknown, reply: { header(n: string, v: string): typeof reply; sendFile(f: string): unknown }): unknown => reply.header('cache-control', 'no-cache').sendFile('index.html');
  for (const route of ['/', '/sign-in', '/reset-password', '/admin', '/operations', '/patients/*', '/imports', '/assays', '/audit', '/outcomes', '/cohort', '/contacts', '/back-test', '/knowledge']) fastify.get(route, page as never);
}
