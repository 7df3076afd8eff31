/** A patient whose last evaluation did not complete: what failed, of when is what is shown, what to do. */
import type { ReactNode } from 'react';
import type { PatientPage } from '@clonewatch/contracts';
import { dateText, t } from '@clonewatch/words';

export interface TryAgain { readonly run: () => void; readonly busy: boolean; readonly error: string | null }

const moment = (iso: string): string => `${dateText(iso.slice(0, 10))} ${iso.slice(11, 16)} UTC`;

/** `again`: where the reader may have the evaluation made once more; a job that was dismissed cannot be. */
export function FailedEvaluation({ page, again }: { readonly page: PatientPage; readonly again: TryAgain | undefined }): ReactNode {
  const { failure, evaluated_at: before } = page;
  return (
    <div className="computed failed" role="alert" data-evaluation-state="failed">
      <i aria-hidden="true" />
      <div>
        <strong>{failure ? t('evaluation.failedAt', { when: moment(failure.at) }) : t('evaluation.failed')}</strong>{failure?.reason && <span className="quiet"> {t('evaluation.failedWhy', { why: failure.reason })}</span>}
        <p>{before ? t('evaluation.shownOf', { when: moment(before) }) : t('evaluation.noneBefore')} {t(again && failure ? 'evaluation.todo' : 'evaluation.todoAsk')}</p>
        {again?.error && <p className="form-error">{again.error}</p>}
      </div>
      {again && failure && <button type="button" className="button small" disabled={again.busy} onClick={again.run} data-testid="evaluate-again">{t(again.busy ? 'ops.retrying' : 'say.tryAgain')}</button>}
    </div>
  );
}
