/** A notice as a mail: a line of text and a link. Nothing that a person typed goes into it but the address it is sent to. */
import { BlockList, isIP } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { mailAddressSchema } from '@clonewatch/contracts';
import { inLanguage, loadLanguage, t, type Language } from '@clonewatch/words';
import type { Outcome } from './deliver.js';

/** `url`: smtp:// or smtps://, with user and password where the server asks for them; `from`: sender. */
export interface MailServer { readonly url: string; readonly from: string }

/** What is told; `severity` null: a test. `link`: absolute. */
export interface MailNotice { readonly id: string; readonly site: string; readonly severity: string | null; readonly alerts: number | null; readonly link: string; readonly language: Language }

const isMailAddress = (text: string): boolean => mailAddressSchema.safeParse(text).success;

const here = new BlockList();
here.addSubnet('127.0.0.0', 8, 'ipv4');
here.addAddress('::1', 'ipv6');
const isHere = (host: string): boolean => host === 'localhost' || (isIP(host) !== 0 && here.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4'));

/** How to reach the server: TLS from the first byte (smtps), or demanded after the greeting of any host but this machine, unless `?tls=off` says otherwise. */
export function mailOptions({ url }: MailServer): Readonly<{ host: string; port: number; secure: boolean; requireTLS: boolean; ignoreTLS: boolean; auth?: { user: string; pass: string } }> {
  const u = new URL(url);
  const host = u.hostname.replace(/^\[|\]$/g, '');
  const secure = u.protocol === 'smtps:';
  const plain = !secure && (isHere(host) || u.searchParams.get('tls') === 'off');
  return {
    host, port: Number(u.port) || (secure ? 465 : 587), secure, requireTLS: !secure && !plain, ignoreTLS: plain,
    ...(u.username === '' ? {} : { auth: { user: decodeURIComponent(u.username), pass: decodeURIComponent(u.password) } }),
  };
}

/** Subject and text of a notice, in the language of its contact point. */
export async function mailText({ id, site, severity, alerts, link, language }: MailNotice): Promise<{ subject: string; text: string }> {
  await loadLanguage(language);
  return inLanguage(language, () => {
    const what = severity === null ? t('mail.test') : t(severity === 'act' ? 'mail.act' : 'mail.review', { count: alerts ?? 0 });
    return { subject: `Clonewatch: ${what}`, text: `${t('mail.first', { what: `${what[0]!.toUpperCase()}${what.slice(1)}`, site })}\n\n${link}\n\n${t('mail.signIn')}\n${t('mail.who', { id })}\n` };
  });
}

/** Hand the notice to the mail server: delivered when the server has taken it over. A refused address (5xx) is final. The same notice keeps its Message-ID when it is sent again. */
export async function sendMail(server: MailServer, to: string, notice: MailNotice): Promise<Outcome> {
  if (!isMailAddress(to)) return { status: null, error: 'that is no mail address', final: true };
  const transport = createTransport({ ...mailOptions(server), disableFileAccess: true, disableUrlAccess: true, connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000, dnsTimeout: 5000 });
  const mail: SendMailOptions = {
    ...await mailText(notice), from: { name: 'Clonewatch', address: server.from }, to: { name: '', address: to }, messageId: `<${notice.id}@${server.from.split('@')[1]!}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }, envelope: { from: server.from, to: [to] },
  };
  try {
    await transport.sendMail(mail);
    return { status: 250, error: null };
  } catch (error) {
    const { code, responseCode, message } = error as Error & { code?: string; responseCode?: number };
    return { status: responseCode ?? null, error: message.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 300), final: code === 'EENVELOPE' && (responseCode ?? 0) >= 500 };
  } finally {
    transport.close();
  }
}
