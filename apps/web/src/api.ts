/** The HTTP API as the pages use it. Failures are `ApiError`s in the reader's language by their code, else in the server's own words. */
import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Health, ImportReport, Job, Me, MechanismsAnswer, Operations, PatientPage, PatientSummary, ProblemDetails, RechallengeAnswer, ScenariosAnswer, WireAssay, WireAuditEntry, WireSiteSwitch, WireTiming, WireTold } from '@clonewatch/contracts';
import { fromServer, t } from '@clonewatch/words';
import { background } from './activity.js';

export const base = '/api/v1';

export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly problems: ProblemDetails['problems'] = undefined) {
    super(message);
  }
}

/** Whatever came back, said as an error: a problem document, or a proxy's page, or nothing. */
export function errorOf(status: number, body: string): ApiError {
  try {
    const p = JSON.parse(body) as Partial<ProblemDetails>;
    const said = fromServer(p.code ?? 'unknown', p.detail ?? p.title ?? t('say.answered', { status }));
    return new ApiError(status, p.code ?? 'unknown', said, p.problems?.map((x) => ({ ...x, message: fromServer(x.code, x.message) })));
  } catch {
    return new ApiError(status, 'unknown', status === 0 ? t('say.unreachable') : t('say.answered', { status }));
  }
}

export async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(`${base}${path}`, { credentials: 'same-origin', ...init, headers: { ...background(), ...(init?.headers as Record<string, string> | undefined) } }).catch(() => {
    throw new ApiError(0, 'unreachable', t('say.unreachable'));
  });
  if (!response.ok) throw errorOf(response.status, await response.text());
  return response;
}

export const get = async <T>(path: string): Promise<T> => (await request(path)).json() as Promise<T>;

/** A change: what it answers, or null when it answers nothing. */
export async function send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const response = await request(path, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
  return (response.status === 204 ? null : await response.json()) as T;
}

export const signIn = (body: { email: string; password: string } | { token: string }): Promise<null> => send('POST', '/session', body);
export const signOut = (): Promise<Response> => request('/session', { method: 'DELETE' });

export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: (n, e) => n < 2 && !(e instanceof ApiError && e.status >= 400 && e.status < 500), refetchOnWindowFocus: true } },
});

/** Somebody is there, though the page needs nothing from the server just now. */
export const tellPresence = (): void => void get('/me').catch(() => queries.invalidateQueries({ queryKey: ['me'] }));

export const useMe = (): UseQueryResult<Me> => useQuery({ queryKey: ['me'], queryFn: () => get<Me>('/me'), staleTime: 60_000 });

const listBound = 20_000;

/** All patients of a site, page after page; `more` when there are beyond the bound. */
async function allPatients(site: string): Promise<{ items: PatientSummary[]; more: boolean }> {
  const items: PatientSummary[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: PatientSummary[]; next: string | null } = await get(`/patients?site=${encodeURIComponent(site)}&limit=1000${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null && items.length < listBound);
  return { items, more: cursor !== null };
}

export const usePatients = (site: string | null): UseQueryResult<{ items: PatientSummary[]; more: boolean }> =>
  useQuery({ queryKey: ['patients', site], queryFn: () => allPatients(site!), enabled: site !== null });
/** Whether alerts and forecasts are on at this site, and were validated there. */
export const useSiteSwitch = (site: string | null): UseQueryResult<WireSiteSwitch | undefined> =>
  useQuery({ queryKey: ['site-switch', site], queryFn: async () => (await get<{ items: WireSiteSwitch[] }>(`/local-validation?site=${encodeURIComponent(site!)}`)).items[0] ?? null, enabled: site !== null, select: (s) => s ?? undefined });
const asOfQuery = (asOf: string | null): string => (asOf === null ? '' : `?as_of=${encodeURIComponent(asOf)}`);

/** As of a day: what was known then; the page before stays until it comes. */
export const usePatient = (id: string, asOf: string | null = null, wanted = true): UseQueryResult<PatientPage> =>
  useQuery({
    queryKey: asOf === null ? ['patient', id] : ['patient', id, 'as_of', asOf], queryFn: () => get<PatientPage>(`/patients/${encodeURIComponent(id)}${asOfQuery(asOf)}`), enabled: wanted,
    placeholderData: asOf === null ? undefined : (before) => (before?.id === id ? before : undefined),
  });
/** Whom each alert of this patient reached outside the page. */
export const useTold = (id: string): UseQueryResult<{ items: WireTold[] }> => useQuery({ queryKey: ['patient', id, 'told'], queryFn: () => get<{ items: WireTold[] }>(`/patients/${encodeURIComponent(id)}/told`) });
/** Judged on the day it is asked for, so apart from the page: intervals grow by themselves. */
export const useRechallenge = (id: string, asOf: string | null = null): UseQueryResult<RechallengeAnswer> =>
  useQuery({ queryKey: ['patient', id, 'rechallenge', asOf], queryFn: () => get<RechallengeAnswer>(`/patients/${encodeURIComponent(id)}/rechallenge${asOfQuery(asOf)}`) });
/** From blood to decision; of now only: what was seen when is not kept by clinical day. */
export const useTiming = (id: string, wanted: boolean): UseQueryResult<WireTiming> =>
  useQuery({ queryKey: ['patient', id, 'timing'], queryFn: () => get<WireTiming>(`/patients/${encodeURIComponent(id)}/timing`), enabled: wanted });
/** Judged on the day it is asked for, as rechallenge is. */
export const useScenarios = (id: string, asOf: string | null = null): UseQueryResult<ScenariosAnswer> =>
  useQuery({ queryKey: ['patient', id, 'scenarios', asOf], queryFn: () => get<ScenariosAnswer>(`/patients/${encodeURIComponent(id)}/scenarios${asOfQuery(asOf)}`) });
/** The mechanism reading, on the data that stand, or on what was known on a day. */
export const useMechanisms = (id: string, asOf: string | null = null): UseQueryResult<MechanismsAnswer> =>
  useQuery({ queryKey: ['patient', id, 'mechanisms', asOf], queryFn: () => get<MechanismsAnswer>(`/patients/${encodeURIComponent(id)}/mechanisms${asOfQuery(asOf)}`) });
export const useImports = (site: string | null): UseQueryResult<{ items: ImportReport[]; next: string | null }> =>
  useQuery({ queryKey: ['imports', site], queryFn: () => get(`/imports?site=${encodeURIComponent(site!)}`), enabled: site !== null });

export const useAssays = (site: string | null): UseQueryResult<{ items: WireAssay[]; next: null }> =>
  useQuery({ queryKey: ['assays', site], queryFn: () => get(`/assays?site=${encodeURIComponent(site!)}`), enabled: site !== null });

/** How the installation is, asked again from time to time: an outage sends no event. */
export const useOperations = (): UseQueryResult<Operations> => useQuery({ queryKey: ['operations'], queryFn: () => get<Operations>('/operations'), refetchInterval: 10_000 });
export const useFailedJobs = (site: string | null): UseQueryResult<{ items: Job[]; next: string | null }> =>
  useQuery({ queryKey: ['jobs', site], queryFn: () => get(`/jobs?state=failed&site=${encodeURIComponent(site!)}`), enabled: site !== null });
export const useFailedImports = (site: string | null): UseQueryResult<{ items: ImportReport[]; next: string | null }> =>
  useQuery({ queryKey: ['imports', site, 'failed'], queryFn: () => get(`/imports?state=failed&site=${encodeURIComponent(site!)}`), enabled: site !== null });
export const useDismissedJobs = (site: string | null): UseQueryResult<{ items: Job[]; next: string | null }> =>
  useQuery({ queryKey: ['jobs', site, 'dismissed'], queryFn: () => get(`/jobs?state=dismissed&site=${encodeURIComponent(site!)}`), enabled: site !== null });
export const dismissJob = (id: string, reason: string): Promise<Job> => send('POST', `/jobs/${encodeURIComponent(id)}/dismiss`, { reason });
export const retryJob = (id: string): Promise<Job> => send('POST', `/jobs/${encodeURIComponent(id)}/retry`);

/** Open to everybody: the version is wanted before anybody is signed in. */
export const useVersion = (): string | undefined =>
  useQuery({ queryKey: ['version'], queryFn: async () => ((await (await fetch('/api/health')).json()) as Health).version, staleTime: Infinity }).data;

/** Each look at the trail is an event of it: it is fetched when asked for, never by itself. */
export const useAudit = (site: string | null, asked: Readonly<Record<string, string>>): UseQueryResult<{ items: WireAuditEntry[]; next: string | null }> =>
  useQuery({
    queryKey: ['audit', site, asked], queryFn: () => get(`/audit?${new URLSearchParams({ site: site!, limit: '100', ...asked }).toString()}`), enabled: site !== null,
    staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false,
  });

/** Our id of the patient a file calls `ref`; null when this site has none. */
export async function findPatient(site: string, ref: string): Promise<string | null> {
  const { items } = await get<{ items: PatientSummary[] }>(`/patients?site=${encodeURIComponent(site)}&patient_id=${encodeURIComponent(ref)}`);
  return items[0]?.id ?? null;
}

export const finalStates: readonly string[] = ['evaluated', 'failed', 'withdrawn'];

/** Events tell of progress at once; polling is for when no event comes. */
export const useImport = (id: string | null): UseQueryResult<ImportReport> =>
  useQuery({
    queryKey: ['import', id], queryFn: () => get<ImportReport>(`/imports/${id!}`), enabled: id !== null,
    refetchInterval: (q) => (q.state.data && finalStates.includes(q.state.data.state) ? false : 1500),
  });

export interface Sent { readonly report: ImportReport; readonly known: boolean }

/** XMLHttpRequest, because fetch does not tell how much has gone out. The fields go before the files. */
export function sendImport(input: { site: string; file: File; manifest: File | null; dryRun: boolean; reason?: string }, onSent: (fraction: number) => void): Promise<Sent> {
  const form = new FormData();
  form.append('site', input.site);
  if (input.dryRun) form.append('dry_run', 'true');
  if (input.reason) form.append('reason', input.reason);
  if (input.manifest) form.append('manifest', input.manifest);
  form.append('file', input.file);
  return new Promise((done, fail) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', `${base}/imports`);
    xhr.upload.onprogress = (e) => { if (e.lengthComputable) onSent(e.loaded / e.total); };
    xhr.onload = () => {
      if (xhr.status < 200 || xhr.status >= 300) return fail(errorOf(xhr.status, xhr.responseText));
      done({ report: JSON.parse(xhr.responseText) as ImportReport, known: xhr.status === 200 && !input.dryRun });
    };
    xhr.onerror = () => fail(new ApiError(0, 'unreachable', t('imp.nothingSent')));
    xhr.send(form);
  });
}

/** The calendar date here and now; for "days ago" where the answer carries no date of its own. */
export function localToday(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}
