/** A notice as a mail, in the language of its contact point: how severe, how many, a link, and no patient's data. */
import { mailText } from '@clonewatch/workflows';

const notice = { id: '7', site: 'main', severity: 'review', alerts: 1, link: 'https://x/' };

it('in English', async () => {
  expect(await mailText({ ...notice, language: 'en' })).toEqual({
    subject: 'Clonewatch: 1 alert to review',
    text: '1 alert to review, site main.\n\nhttps://x/\n\nThe link asks you to sign in. This mail holds no patient\'s data.\nWho is told is set by the administrators of the site, under Notices. Number of this notice: 7\n',
  });
  expect((await mailText({ ...notice, severity: 'act', alerts: 2, language: 'en' })).subject).toBe('Clonewatch: 2 alerts to act on');
  expect((await mailText({ ...notice, severity: null, alerts: null, language: 'en' })).subject).toBe('Clonewatch: a test');
});

it('in Russian, the noun after the number', async () => {
  const subject = async (severity: string | null, alerts: number | null): Promise<string> => (await mailText({ ...notice, severity, alerts, language: 'ru' })).subject;
  expect(await subject('act', 1)).toBe('Clonewatch: 1 оповещение требует действий');
  expect(await subject('act', 3)).toBe('Clonewatch: 3 оповещения требуют действий');
  expect(await subject('review', 11)).toBe('Clonewatch: 11 оповещений к рассмотрению');
  expect(await subject(null, null)).toBe('Clonewatch: проверка');
  const { text } = await mailText({ ...notice, language: 'ru' });
  expect(text).toContain('По ссылке нужно войти в систему. В этом письме нет данных пациента.');
  expect(text).not.toMatch(/\b(?:alert|site|link|mail)\b/);
});
