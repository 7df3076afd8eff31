/** Files on their way in: each is checked as soon as it is there, asked about where it does not say everything, and sent when a person says so. */
import { useCallback, useRef, useState } from 'react';
import type { ImportReport, WireAssay } from '@clonewatch/contracts';
import type { Problems } from '@clonewatch/ui';
import { t } from '@clonewatch/words';
import { ApiError, get, queries, request, send, sendImport } from '../api.js';
import { manifestAssays, manifestOf, openIn, profileContent, startMapping, type Mapping, type Open } from './mapping.js';
import { asksTargets } from './mapping-form.js';

export type Phase = 'checking' | 'checked' | 'sending' | 'sent';
export interface Draft {
  readonly key: number;
  readonly file: File;
  readonly phase: Phase;
  /** Fraction of the bytes that have gone out. */
  readonly sent: number;
  /** Of the check, then of the import. */
  readonly report: ImportReport | null;
  readonly known: boolean;
  readonly error: { readonly message: string; readonly problems: Problems } | null;
  /** What was answered; null while nothing is asked. */
  readonly mapping: Mapping | null;
  /** The questions are open. */
  readonly asking: boolean;
  /** Why what is stored is corrected; asked where something is. */
  readonly reason: string;
}

const errorOf = (cause: unknown): Draft['error'] => (cause instanceof ApiError ? { message: cause.message, problems: cause.problems ?? [] } : { message: t('imp.sendFailed'), problems: [] });
/** Problems that an answer about samples or targets mends. */
const askable = new Set(['manifest_required', 'sample_not_in_manifest', 'mutant_target_missing', 'wildtype_required', 'variant_missing', 'target_not_found']);
const refused = (report: ImportReport): boolean => report.problems.some((p) => p.severity === 'error');
const asksSamples = (report: ImportReport): boolean => (report.samples?.length ?? 0) > 0 && refused(report) && report.problems.some((p) => askable.has(p.code));
/** A later look asks further: what was open before stays a question. */
const openOf = (report: ImportReport, before: Mapping | null): Open => {
  const now = openIn(report);
  return { unit: before?.open.unit ?? now.unit, date: before?.open.date ?? now.date, build: before?.open.build === true || now.build };
};

/** The file takes the place of something that says otherwise: more than a line of treatment that is said further. */
export const corrects = (report: ImportReport): boolean =>
  (report.counts.superseded ?? 0) > (report.supersedes?.length ?? 0) || (report.supersedes ?? []).some((s) => s.changes.length === 0 || s.changes.some((c) => c.before !== null));
/** A draft that has been looked at and would be stored. */
export const sound = (d: Draft): boolean => d.phase === 'checked' && d.error === null && d.report !== null && !refused(d.report) && !d.asking;
/** A draft that can be imported as it stands: a correction says why. */
export const ready = (d: Draft): boolean => sound(d) && (!corrects(d.report!) || d.reason.trim() !== '');

export interface Drafts {
  readonly drafts: readonly Draft[];
  add(files: readonly File[], manifest: File | null): void;
  /** Another manifest: everything not yet sent is looked at again. */
  again(manifest: File | null): void;
  answer(key: number, mapping: Mapping): void;
  explain(key: number, reason: string): void;
  ask(key: number): void;
  check(key: number, manifest: File | null): void;
  commit(key: number, manifest: File | null): Promise<void>;
  remove(key: number): void;
}

export function useDrafts(site: string, assays: readonly WireAssay[]): Drafts {
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const next = useRef(0);
  const all = useRef(drafts);
  /** The newest look at each draft: what an older one answers later is not listened to. */
  const looks = useRef(new Map<number, number>());
  const update = useCallback((work: (drafts: readonly Draft[]) => readonly Draft[]) => {
    all.current = work(all.current);
    setDrafts(all.current);
  }, []);
  const change = useCallback((key: number, more: Partial<Draft>): void => update((ds) => ds.map((d) => (d.key === key ? { ...d, ...more } : d))), [update]);
  const find = (key: number): Draft | undefined => all.current.find((d) => d.key === key);

  /** The manifest as sent: the given one, with what was answered. */
  const manifestFor = async (d: Draft, given: File | null): Promise<File | null> => {
    const samples = d.report?.samples ?? [];
    if (d.mapping === null) return given;
    const text = manifestOf(d.mapping, samples, asksTargets(d.mapping, samples, assays), given === null ? null : await given.text());
    return new File([text], given?.name ?? 'answers.csv', { type: 'text/csv' });
  };

  const check = async (key: number, given: File | null): Promise<void> => {
    const before = find(key);
    if (!before) return;
    const look = (looks.current.get(key) ?? 0) + 1;
    looks.current.set(key, look);
    const still = (): boolean => looks.current.get(key) === look;
    change(key, { phase: 'checking', error: null });
    try {
      const { report } = await sendImport({ site, file: before.file, manifest: await manifestFor(before, given), dryRun: true }, () => undefined);
      const open = openOf(report, before.mapping);
      const news = (open.unit !== null && before.mapping?.open.unit == null) || (open.date !== null && before.mapping?.open.date == null) || (open.build && before.mapping?.open.build !== true);
      const asking = asksSamples(report) || news;
      const assay = given === null ? [] : manifestAssays(await given.text());
      // What the first look found stays the list of questions: a sample that was answered is in the manifest by the second.
      const samples = before.mapping === null ? report.samples : before.report?.samples;
      const current = await queries.fetchQuery({ queryKey: ['assays', site], queryFn: () => get<{ items: WireAssay[] }>(`/assays?site=${encodeURIComponent(site)}`) }).catch(() => ({ items: assays }));
      const mapping = before.mapping ?? (asking ? startMapping(report.samples ?? [], current.items, assay.length === 1 ? assay[0]! : null) : null);
      if (still()) change(key, { phase: 'checked', report: { ...report, ...(samples ? { samples } : {}) }, asking: asking || (before.asking && refused(report)), mapping: mapping && { ...mapping, open } });
    } catch (cause) {
      if (still()) change(key, { phase: 'checked', error: errorOf(cause) });
    }
  };

  /** What was answered about the assay, kept for the laboratory, before the file that it was answered for. */
  const keepProfile = async (d: Draft): Promise<void> => {
    const { mapping, report } = d;
    if (mapping === null || !mapping.keep || mapping.assay.trim() === '' || !report) return;
    const before = assays.find((a) => a.assay === mapping.assay.trim());
    if (!asksTargets(mapping, report.samples ?? [], assays) && mapping.vafUnit === '' && mapping.build === '' && (before || mapping.panel.trim() === '')) return;
    const content = profileContent(mapping, before);
    const reason = `Answered when ${d.file.name} was imported`;
    if (!before) await send('POST', '/assays', { site, ...content, reason });
    else {
      const { id, version, site: _s, retired: _r, actor: _a, at: _t, ...rest } = before;
      await request(`/assays/${id}`, { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': `"${version}"` }, body: JSON.stringify({ ...rest, ...content, reason }) });
    }
    await queries.invalidateQueries({ queryKey: ['assays'] });
  };

  const commit = async (key: number, given: File | null): Promise<void> => {
    const d = find(key);
    if (!d || !ready(d)) return;
    change(key, { phase: 'sending', sent: 0 });
    try {
      const manifest = await manifestFor(d, given);
      await keepProfile(d);
      const { report, known } = await sendImport({ site, file: d.file, manifest, dryRun: false, ...(corrects(d.report!) ? { reason: d.reason.trim() } : {}) }, (sent) => change(key, { sent }));
      change(key, { phase: 'sent', report, known, sent: 1, error: null });
    } catch (cause) {
      change(key, { phase: 'checked', error: errorOf(cause) });
    }
    void queries.invalidateQueries({ queryKey: ['imports'] });
  };

  return {
    drafts, commit,
    add: (files, manifest) => {
      const made = files.map((file): Draft => ({ key: next.current++, file, phase: 'checking', sent: 0, report: null, known: false, error: null, mapping: null, asking: false, reason: '' }));
      update((ds) => [...made, ...ds]);
      void (async () => { for (const d of made) await check(d.key, manifest); })();
    },
    again: (manifest) => {
      const open = all.current.filter((d) => d.phase === 'checked' || d.phase === 'checking');
      for (const d of open) change(d.key, { mapping: null, asking: false, report: null });
      void (async () => { for (const d of open) await check(d.key, manifest); })();
    },
    answer: (key, mapping) => change(key, { mapping }),
    explain: (key, reason) => change(key, { reason }),
    ask: (key) => change(key, { asking: true }),
    check: (key, manifest) => { change(key, { asking: false }); void check(key, manifest); },
    remove: (key) => update((ds) => ds.filter((d) => d.key !== key)),
  };
}
