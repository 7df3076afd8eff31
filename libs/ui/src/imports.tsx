import type { ReactNode } from 'react';
import { count, fromServer, t } from '@clonewatch/words';
import type { ImportReport } from '@clonewatch/contracts';

export type Problems = ImportReport['problems'];
export type ImportStep = 'uploading' | ImportReport['state'];

export const importStateWord = (state: ImportStep): string => t(`imp.${state}`);

const steps: readonly ImportStep[] = ['uploading', 'received', 'parsing', 'stored', 'evaluated'];

/** The path of one import; where it stands is said in words as well. */
export function ImportSteps({ state, percentSent, evaluated, patients }: { readonly state: ImportStep; readonly percentSent: number; readonly evaluated: number; readonly patients: number }): ReactNode {
  const at = steps.indexOf(state);
  const share = state === 'uploading' ? percentSent / 100 : state === 'stored' && patients > 0 ? evaluated / patients : null;
  return (<>
    <ol className={`steps ${state}`}>{steps.map((s, i) => {
      const place = at === -1 ? 'unknown' : i < at || s === 'evaluated' && state === 'evaluated' ? 'done' : i === at ? 'now' : 'next';
      const more = s === 'uploading' && state === 'uploading' ? ` ${Math.round(percentSent)} %` : s === 'evaluated' && patients > 0 && at >= 3 ? ` ${count(evaluated)} / ${count(patients)}` : '';
      return <li key={s} className={place} aria-current={i === at ? 'step' : undefined}><i aria-hidden="true" />{importStateWord(s)}{more}</li>;
    })}</ol>
    {share !== null && <progress className="step-progress" max={1} value={share} aria-label={importStateWord(state === 'uploading' ? 'uploading' : 'evaluated')} />}
  </>);
}

export function ProblemTable({ problems }: { readonly problems: Problems }): ReactNode {
  const errors = problems.filter((p) => p.severity === 'error').length;
  const warnings = problems.length - errors;

  return (
    <section className="problems" aria-label={t('imp.problemsOf')}>
      <p className="problems-count">{[errors > 0 && t('imp.errors', { count: errors }), warnings > 0 && t('imp.warnings', { count: warnings })].filter(Boolean).join(', ')}
        {errors > 0 && <span className="quiet"> · {t('imp.nothingStored')}</span>}</p>
      <div className="scroll-x">
        <table className="table">
          <thead><tr><th scope="col" className="number">{t('imp.line')}</th><th scope="col" className="number">{t('imp.column')}</th><th scope="col">{t('imp.field')}</th><th scope="col">{t('imp.value')}</th><th scope="col">{t('imp.wrong')}</th></tr></thead>
          <tbody>{problems.map((p, i) => (
            <tr key={i} data-problem-code={p.code} data-problem-severity={p.severity}>
              <td className="number">{p.line ?? <span className="quiet">{t('say.file')}</span>}</td><td className="number">{p.column ?? ''}</td><td><code>{p.field}</code></td>
              <td><code className="value" title={p.value ?? undefined}>{p.value}</code></td>
              <td className="message">{p.severity === 'warning' && <span className="warning-word">{t('imp.warning')} </span>}<ProblemText code={p.code} message={p.message} /></td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

/** What is wrong in the reader's language; the server's own sentence, which has the numbers, below it where that is another. */
function ProblemText({ code, message }: { readonly code: string; readonly message: string }): ReactNode {
  const said = fromServer(code, message);
  return <>{said} <code className="quiet">{code}</code>{said !== message && <div className="quiet small" lang="en">{message}</div>}</>;
}

export function ImportCounts({ report }: { readonly report: ImportReport }): ReactNode {
  const c = report.counts;
  const cells: readonly [string, number][] = [[t('imp.rows'), c.rows], [t('imp.accepted'), c.accepted], [t('imp.refused'), c.rejected], [t('imp.specimens'), c.specimens], [t('imp.patients'), c.patients], ...(c.superseded === undefined ? [] : [[t('imp.superseded'), c.superseded] as [string, number]])];
  return <dl className="figures">{cells.map(([word, n]) => <div key={word}><dt>{word}</dt><dd>{count(n)}</dd></div>)}</dl>;
}
