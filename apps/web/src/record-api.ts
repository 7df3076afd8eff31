/** Changes of the record over HTTP; afterwards what the pages hold of it is stale. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { WireSpecimen, WireVersion } from '@clonewatch/contracts';
import { get, queries, request } from './api.js';

/** One key a press of the button: a request sent twice by a broken connection acts once. */
export async function change(method: 'POST' | 'PUT', path: string, body: object, version?: number): Promise<unknown> {
  const response = await request(path, {
    method, body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...(version === undefined ? {} : { 'if-match': `"${version}"` }) },
  });
  await changed();
  return response.json();
}

/** What the pages hold of the record is stale now, or when `work` is done. */
export async function changed(work?: Promise<unknown>): Promise<void> {
  await work;
  await Promise.all(['patient', 'patients', 'measurements', 'specimens', 'imports', 'import', 'me'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

/** A result as the API gives it; the exchange columns beyond these stand beside them. */
export interface Result extends Readonly<Partial<Record<'input_hge' | 'plasma_ml' | 'copies_per_ml' | 'tumour_fraction' | 'copy_number' | 'wbc_vaf' | 'panel' | 'received_on' | 'received_day' | 'reported_on' | 'reported_day', string | number | null>>> {
  readonly id: string; readonly specimen_id: string; readonly collected_on: string | null; readonly collected_day: number | null; readonly assay: string; readonly gene: string | null;
  readonly variant: string | null; readonly count_unit: string; readonly mutant_count: number | null; readonly total_count: number | null; readonly wildtype_count: number | null;
  readonly vaf: number | null; readonly status: string | null; readonly result_version: number; readonly lod: number | null; readonly background: number | null;
}

const list = async <T>(path: string): Promise<T[]> => (await get<{ items: T[] }>(path)).items;

export const useResults = (id: string, wanted: boolean): UseQueryResult<Result[]> =>
  useQuery({ queryKey: ['measurements', id], queryFn: () => list<Result>(`/patients/${id}/measurements`), enabled: wanted });
export const useSpecimens = (id: string, wanted: boolean): UseQueryResult<WireSpecimen[]> =>
  useQuery({ queryKey: ['specimens', id], queryFn: () => list<WireSpecimen>(`/patients/${id}/specimens`), enabled: wanted });
export const readVersions = (path: string): Promise<WireVersion[]> => list<WireVersion>(`${path}/versions`);
