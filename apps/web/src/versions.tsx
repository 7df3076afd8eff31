/** Every version an entry ever had: which counts, who changed it, why, and what it said before. */
import { useState, type ReactNode } from 'react';
import type { WireVersion } from '@clonewatch/contracts';
import { dateText, t, textOf } from '@clonewatch/words';
import { ApiError } from './api.js';
import { readVersions } from './record-api.js';

/** Names of what an entry says, by the names of the fields that enter it. */
const fieldWord = (name: string): string => textOf(`rec.field.${name}`) ?? name;
const shown = (value: unknown): string => (value === undefined || value === '' ? '–' : typeof value === 'string' ? value : JSON.stringify(value));

/** What at least two versions say differently; where they say the same, as after a retraction, everything. The number of the version stands before it. */
function told(versions: readonly WireVersion[]): string[] {
  const names = [...new Set(versions.flatMap((v) => Object.keys(v.values)))].filter((n) => n !== 'patient_id' && n !== 'result_version');
  const differing = names.filter((n) => new Set(versions.map((v) => shown(v.values[n]))).size > 1);
  return differing.length === 0 ? names : differing;
}

/** A file that brought a newer version is its reason. */
function reasonText(reason: string): string {
  const file = /^file (.+) said so$/.exec(reason);
  return file ? t('rec.fileSaidSo', { file: file[1]! }) : reason;
}

/** `label`: what stands on the closed list. */
export function Versions({ path, label }: { readonly path: string; readonly label: string }): ReactNode {
  const [versions, setVersions] = useState<readonly WireVersion[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const load = (): void => { readVersions(path).then(setVersions, (e: unknown) => setError(e instanceof ApiError ? e.message : t('rec.notRead'))); };
  const names = versions === null ? [] : told(versions);
  return (
    <details className="versions" onClick={(e) => e.stopPropagation()} onToggle={(e) => { if (e.currentTarget.open && !versions) load(); }}>
      <summary>{label}</summary>
      {error && <p className="form-error">{error}</p>}
      <ol reversed>{versions?.map((v) => (
        <li key={`${v.version} ${v.state}`} className={v.state}>{v.version}, {t(`rec.state.${v.state}`)}{v.at && `, ${dateText(v.at.slice(0, 10))}`}{v.actor && `, ${v.actor}`}{v.reason && `: ${reasonText(v.reason)}`}
          <span className="values">{names.map((n) => <span key={n}><span className="quiet">{fieldWord(n)}</span> {shown(v.values[n])}</span>)}</span></li>
      ))}</ol>
    </details>
  );
}
