import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { t } from '@clonewatch/words';
import { ApiError } from './api.js';

export interface Field {
  readonly name: string; readonly label: string; readonly kind?: 'text' | 'date' | 'number' | 'select'; readonly value?: string | number | null | undefined;
  readonly options?: readonly (readonly [value: string, word: string])[]; readonly hint?: string; readonly required?: boolean;
}

/** What a dialog says of itself; `submit` gets the filled-in fields, empty ones as null, and the reason. */
export interface Ask {
  readonly title: string; readonly note?: ReactNode; readonly fields: readonly Field[]; readonly action: string;
  /** What the text asked for is called, where it is no reason. */
  readonly reasonLabel?: string;
  /** What stands in it at first, to be left or edited. */
  readonly reasonValue?: string;
  submit(values: Readonly<Record<string, string | null>> & { readonly reason: string }): Promise<unknown>;
}

function Input({ field }: { readonly field: Field }): ReactNode {
  const common = { name: field.name, defaultValue: field.value ?? '', required: field.required ?? false };
  if (field.kind === 'select') return <select {...common}>{(field.options ?? []).map(([value, word]) => <option key={value} value={value}>{word}</option>)}</select>;
  return <input {...common} type={field.kind === 'date' ? 'date' : 'text'} inputMode={field.kind === 'number' ? 'decimal' : undefined} maxLength={500} autoComplete="off" />;
}

/** Every change of the record asks for its reason; what the server refuses is said beside its field, and nothing is lost. */
export function ActionDialog({ ask, onClose }: { readonly ask: Ask; readonly onClose: () => void }): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => ref.current?.showModal(), []);
  const submit = (e: FormEvent<HTMLFormElement>): void => {
    e.preventDefault();
    const data = new FormData(e.currentTarget);
    const text = (name: string): string => { const v = data.get(name); return typeof v === 'string' ? v.trim() : ''; };
    setBusy(true);
    setError(null);
    const values = Object.fromEntries(ask.fields.map((f) => [f.name, text(f.name) === '' ? null : text(f.name)]));
    ask.submit({ ...values, reason: text('reason') }).then(onClose)
      .catch((cause: unknown) => setError(cause instanceof ApiError ? cause : new ApiError(0, 'unknown', t('say.again'))))
      .finally(() => setBusy(false));
  };
  const said = (name: string): string | undefined => error?.problems?.find((p) => p.field === name && p.severity === 'error')?.message;
  return (
    <dialog ref={ref} className="ask" onClose={onClose} aria-label={ask.title} data-dialog={ask.action}>
      <form onSubmit={submit}>
        <h2>{ask.title}</h2>
        {ask.note && <p className="quiet">{ask.note}</p>}
        {ask.fields.map((f) => (
          <label key={f.name}><span>{f.label}{f.hint && <span className="quiet"> {f.hint}</span>}</span><Input field={f} />{said(f.name) && <span className="form-error" role="alert">{said(f.name)}</span>}</label>
        ))}
        <label><span>{ask.reasonLabel ?? t('ask.reason')} <span className="quiet">{t('ask.kept')}</span></span><textarea name="reason" rows={2} required maxLength={1000} defaultValue={ask.reasonValue} autoFocus={ask.fields.length === 0} /></label>
        {error && !error.problems?.some((p) => ask.fields.some((f) => f.name === p.field)) && <p className="form-error" role="alert" data-error={error.code}>{error.message}</p>}
        <div className="ask-actions"><button type="button" className="button" onClick={() => ref.current?.close()}>{t('say.cancel')}</button><button type="submit" className="button primary" disabled={busy}>{busy ? t('say.saving') : ask.action}</button></div>
      </form>
    </dialog>
  );
}
