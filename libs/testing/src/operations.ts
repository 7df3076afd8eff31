/** The API's routes as its own OpenAPI document lists them: tests that hold for every route are generated from it. */

export interface ApiOperation {
  /** `GET /api/v1/patients/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** What the route needs of its caller: a permission, `identity`, or `public`. */
  readonly needs: string;
  /** Names in the path, and of the query. */
  readonly parameters: readonly string[];
  readonly queries: readonly string[];
  /** Media type of the body it takes, or null. */
  readonly takes: string | null;
  readonly responses: readonly string[];
}

interface Documented { 'x-needs'?: string; parameters?: { name: string; in: string }[]; requestBody?: { content: Record<string, unknown> }; responses: Record<string, unknown> }

export async function operationsOf(url: string): Promise<ApiOperation[]> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as { paths: Record<string, Record<string, Documented>> };
  return Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, o]) => ({
    name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, needs: o['x-needs'] ?? '',
    parameters: [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!), queries: (o.parameters ?? []).filter((p) => p.in === 'query').map((p) => p.name),
    takes: Object.keys(o.requestBody?.content ?? {})[0] ?? null, responses: Object.keys(o.responses),
  })));
}

export interface Call {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Value of each name in the path; a fresh UUID where none is given. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Body as JSON; `{}` where the route takes one and none is given. */
  readonly body?: unknown;
}

export interface Answer { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Call a route with whatever it takes; a stream is left after its head. */
export async function callOperation(url: string, operation: ApiOperation, call: Call = {}): Promise<Answer> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(call.parameters?.[name] ?? crypto.randomUUID()));
  const query = new URLSearchParams(call.query).toString();
  const { body, type } = bodyOf(operation, call.body);
  const response = await fetch(`${url}${path}${query ? `?${query}` : ''}`, {
    method: operation.method, redirect: 'manual', ...(body === undefined ? {} : { body }),
    headers: { ...(call.token ? { authorization: `Bearer ${call.token}` } : {}), ...(type ? { 'content-type': type } : {}), ...call.headers },
  });
  const headers = Object.fromEntries(response.headers);
  const stream = headers['content-type']?.startsWith('text/event-stream') ?? false;
  if (stream) await response.body?.cancel();
  return { status: response.status, headers, body: stream ? '' : await response.text() };
}

function bodyOf(operation: ApiOperation, given: unknown): { body?: string | FormData; type?: string } {
  if (operation.takes === 'multipart/form-data') return { body: new FormData() };
  return operation.takes === null && given === undefined ? {} : { body: JSON.stringify(given ?? {}), type: 'application/json' };
}
