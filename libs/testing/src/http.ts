/** Requests of a client that writes. */
export interface Reply<T = Record<string, unknown>> { readonly status: number; readonly body: T; readonly etag: string | null; readonly headers: Headers }

export async function send<T = Record<string, unknown>>(
  url: string, token: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {},
): Promise<Reply<T>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as T, etag: response.headers.get('etag'), headers: response.headers };
}
