/** The switch of alerts and forecasts of a site, and the local validation it rests on: versions, signed, that stay. */
import type { SignValidation, ValidationReport, WireEvaluation, WireLocalValidation, WireSiteSwitch } from '@clonewatch/contracts';
import { toWireEvaluation } from '@clonewatch/contracts';
import { isCalendarDate, type Evaluation } from '@clonewatch/domain';
import type { Scope, Store } from '@clonewatch/store';
import { canonicalJson, sha256 } from './board/canonical.js';
import { lockSite } from './record/act.js';
import { expectVersion, RecordRefused } from './record/refused.js';
import { change } from './record/with-patient.js';
import { once, type Writer } from './record/writer.js';

interface Row { version: number; alerts: boolean; forecasts: boolean; content: string; sha256: Buffer }
interface Said { validated: ValidationReport | null; reason: string; signed_name: string; signed_by: string; signed_at: string; before: string | null }
interface SiteName { readonly id: string; readonly code: string }

const rowsOf = (scope: Scope, siteId: string, most: number): Promise<Row[]> => scope.query<Row>(`select version, alerts, forecasts, content, sha256 from clinical.local_validation where site_id = $1 order by version desc limit ${most}`, [siteId]);
const saidOf = (row: Row): Said => JSON.parse(row.content) as Said;

/** Nothing signed: both on, and not locally validated. */
export async function readSwitch(scope: Scope, site: SiteName): Promise<WireSiteSwitch> {
  const [row] = await rowsOf(scope, site.id, 1);
  return row ? { site: site.code, version: row.version, alerts: row.alerts, forecasts: row.forecasts, validated: saidOf(row).validated } : { site: site.code, version: 0, alerts: true, forecasts: true, validated: null };
}

/** Is anybody told of alerts outside the page? */
export async function alertsTold(scope: Scope, siteId: string): Promise<boolean> {
  return (await rowsOf(scope, siteId, 1))[0]?.alerts ?? true;
}

/** What a page of this site shows of an evaluation: without its forecast where forecasts are off. */
export function shownEvaluation(e: Evaluation, { forecasts }: Pick<WireSiteSwitch, 'forecasts'>): WireEvaluation {
  const { forecast, ...rest } = toWireEvaluation(e);
  return forecasts && forecast !== undefined ? { ...rest, forecast } : rest;
}

export async function readLocalValidation(scope: Scope, site: SiteName): Promise<WireLocalValidation> {
  const rows = await rowsOf(scope, site.id, 100);
  return {
    ...await readSwitch(scope, site),
    versions: rows.map((r) => {
      const { before: _, ...said } = saidOf(r);
      return { version: r.version, alerts: r.alerts, forecasts: r.forecasts, ...said, sha256: r.sha256.toString('hex') };
    }),
  };
}

/**
 * The next version, signed: the caller has shown who signs (`signer`: the account). Its SHA-256 is over the switch, the report, the reason, the signer, the time and the
 * version before. Throws RecordRefused when the caller saw another version, or the validation is of a day to come.
 */
export function signValidation(store: Store, writer: Writer, site: SiteName, signer: { readonly id: string; readonly email: string }, version: number | null, entry: Omit<SignValidation, 'password'>, at: { readonly today: string; readonly signedAt: string }): Promise<WireLocalValidation> {
  const day = entry.validated?.performed_on;
  if (day !== undefined && (!isCalendarDate(day) || day > at.today)) throw new RecordRefused('invalid', 'bad_date', 'performed_on must be a date that exists and is not to come, as YYYY-MM-DD');
  return change(store, writer, (scope) => once(scope, site.id, writer, { validation: entry, version }, async () => {
    await lockSite(scope, site.id);
    const [before] = await rowsOf(scope, site.id, 1);
    expectVersion(version, before?.version ?? 0, 'The switch');
    const next = (before?.version ?? 0) + 1;
    const content = canonicalJson({ site: site.code, version: next, ...entry, signed_by: signer.email, signed_at: at.signedAt, before: before ? before.sha256.toString('hex') : null });
    const hash = sha256(content);
    await scope.query('insert into clinical.local_validation (site_id, version, alerts, forecasts, content, sha256, user_id, signed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)', [site.id, next, entry.alerts, entry.forecasts, content, hash, signer.id, at.signedAt]);
    scope.audit({ siteId: site.id, action: 'validation.signed', reason: entry.reason, details: { version: next, alerts: entry.alerts, forecasts: entry.forecasts, validated: entry.validated !== null, sha256: hash.toString('hex') } });
    return readLocalValidation(scope, site);
  }));
}
