/** G21: who may call what is committed data, the routes keep to it over HTTP, and a route without a guard stops the api at its start. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { roles, type Role } from '@clonewatch/domain';
import { permissionsOf, type Permission } from '@clonewatch/trust';
import { callOperation, operationsOf, startSystem, type ApiOperation, type TestSystem } from '@clonewatch/testing';
import { openStore } from '@clonewatch/workflows';
import { createApi } from '../../apps/api/src/app.js';
import { needKey } from '../../apps/api/src/auth.js';
import { routesOf } from '../../apps/api/src/guards.js';
import { SessionController } from '../../apps/api/src/session.controller.js';

const file = resolve(import.meta.dirname, 'role-matrix.tsv');

let system: TestSystem;
let operations: ApiOperation[];
beforeAll(async () => {
  system = await startSystem({ worker: false });
  operations = await operationsOf(system.url);
}, 120_000);
afterAll(() => system.stop());

const mayCall = (needs: string, role: Role): boolean => needs === 'public' || needs === 'identity' || permissionsOf[role].includes(needs as Permission);

/** `METHOD path`, what it needs, and yes or no for each role. */
function matrix(): string {
  const rows = operations.map((o) => [o.name, o.needs, ...roles.map((r) => (mayCall(o.needs, r) ? 'yes' : 'no'))].join('\t'));
  return `${[['route', 'needs', ...roles].join('\t'), ...rows.sort()].join('\n')}\n`;
}

interface Row { route: string; needs: string; allowed: Record<string, boolean> }
function committed(): Row[] {
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n').map((l) => l.split('\t'));
  return rows.map((cells) => ({ route: cells[0]!, needs: cells[1]!, allowed: Object.fromEntries(head!.slice(2).map((role, i) => [role, cells[i + 2] === 'yes'])) }));
}

it('G21 the routes and their guards are the committed matrix (a change shows in its diff: UPDATE_MATRIX=1)', () => {
  if (process.env.UPDATE_MATRIX) writeFileSync(file, matrix());
  expect(matrix()).toBe(readFileSync(file, 'utf8'));
});

it('G21 each role meets at each route what the matrix says: never refused where it may, 403 where it may not, 401 without credentials', async () => {
  const tokens = Object.fromEntries(await Promise.all(roles.map(async (r) => [r, await system.token('main', r)] as const)));
  for (const { route, needs, allowed } of committed()) {
    const operation = operations.find((o) => o.name === route)!;
    for (const role of roles) {
      const { status } = await callOperation(system.url, operation, { token: tokens[role]! });
      const verdict = status === 403 ? 'forbidden' : status === 401 && needs !== 'public' ? 'unauthenticated' : 'let in';
      expect({ route, role, verdict }).toEqual({ route, role, verdict: allowed[role] ? 'let in' : 'forbidden' });
    }
    if (needs === 'public') continue;
    for (const call of [{}, { token: 'cw_nobody' }, { headers: { cookie: 'clonewatch_session=nobody', origin: system.url } }]) {
      const refused = await callOperation(system.url, operation, call);
      expect({ route, status: refused.status, code: (JSON.parse(refused.body) as { code: string }).code }).toEqual({ route, status: 401, code: 'not_signed_in' });
    }
  }
});

it('G21 the OpenAPI document lists every route there is, with its answers', async () => {
  const api = await createApi(await openStore(system.database.appUrl, 'test', 1));
  const declared = routesOf(api).map((r) => `${r.method} ${r.path.replace(/:(\w+)/g, '{$1}')}`);
  await api.close();
  expect(operations.map((o) => o.name).sort()).toEqual(declared.sort());
  for (const { name, responses } of operations) expect({ name, responses }).toEqual({ name, responses: expect.arrayContaining([expect.stringMatching(/^2/), '4XX']) });
});

it('G21 the api does not start with a route that nobody guards, and says which', async () => {
  const handler = Object.getOwnPropertyDescriptor(SessionController.prototype, 'me')!.value as object;
  const need: unknown = Reflect.getMetadata(needKey, handler);
  Reflect.deleteMetadata(needKey, handler);
  try {
    await expect(createApi(await openStore(system.database.appUrl, 'test', 1))).rejects.toThrow(/SessionController\.me \(GET \/api\/v1\/me\)/);
  } finally {
    Reflect.defineMetadata(needKey, need, handler);
  }
});
