/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, fireEvent, render } from '@testing-library/react';
import { trajectoryView } from '@clonewatch/charts';
import { AlertPanel, CountsTable, DecayPanel, EvidenceList, ImportSteps, InformativeBadge, PatientHeader, ProblemTable, TrajectoryChart, ToldShort, WorkListTable } from '@clonewatch/ui';
import type { WireTold } from '@clonewatch/contracts';
import { alert, page } from './page.js';

afterEach(cleanup);
const plain = (s: string | null): string => (s ?? '').replace(/\u00a0/g, ' ');

describe('the trajectory in the page', () => {
  const chart = (): HTMLElement => render(<TrajectoryChart view={trajectoryView(page())} height={392} axis="log" />).container;
  it('prints each result as what it is, once', () => {
    const c = chart();
    expect([...c.querySelectorAll('[data-mark]')].map((m) => m.getAttribute('data-mark')).sort()).toEqual(['detected', 'not_covered', 'not_detected']);
    expect(c.querySelectorAll('[data-gene="KRAS"][data-mark="detected"][data-specimen="S4"]')).toHaveLength(1);
    expect(c.querySelector('[data-chart="trajectory"] title')?.textContent).toMatch(/VAF/);
  });
  it('has one stop for the tab key; the tooltip tells counts and unit, Escape closes it', () => {
    const c = chart();
    expect(c.querySelectorAll('[tabindex="0"]')).toHaveLength(1);
    const reader = c.querySelector('[data-reader]')!;
    fireEvent.focus(reader);
    while (!/8 \/ 3,800/.test(plain(c.querySelector('.tooltip')!.textContent))) {
      const at = c.querySelector('[data-reader]')!.getAttribute('data-reader');
      fireEvent.keyDown(c.querySelector('[data-reader]')!, { key: 'ArrowLeft' });
      expect(c.querySelector('[data-reader]')!.getAttribute('data-reader')).not.toBe(at);
    }
    expect(plain(c.querySelector('[data-reader]')!.getAttribute('aria-label'))).toContain('8 / 3,800 molecules');
    expect(plain(c.querySelector('.tooltip')!.textContent)).toContain('8 / 3,800 molecules');
    fireEvent.keyDown(window, { key: 'Escape' });
    expect(c.querySelector('.tooltip')).toBeNull();
  });
  it('writes no style and no handler into the drawing', () => {
    const html = chart().querySelector('svg')!.outerHTML;
    expect(html).not.toMatch(/ style=| onclick=|<script/);
  });
});

describe('the patient page', () => {
  it('opens on who, line, draw and the sentence that leads to its evidence', () => {
    const { container } = render(<PatientHeader page={page()} actions={null} />);
    const text = plain(container.textContent);
    for (const part of ['HCL-0147', 'Line 1 · FOLFIRI + cetuximab', '6 Nov 2025', '12 d ago', 'Limited', '4 Jun 2026']) expect(text).toContain(part);
    expect(container.querySelector('[data-testid="sentence"] a')!.getAttribute('href')).toBe('#alert-a1');
    expect(text).not.toMatch(/negative|wild.?type|all clear/i);
  });
  it('the sentence leads to the alert it speaks of, not to the most urgent one; that one stands beside it', () => {
    const said = (sentence: string, ...alerts: ReturnType<typeof alert>[]): (string | null)[] => {
      const p = page({ alerts });
      const { container } = render(<PatientHeader page={{ ...p, evaluation: { ...p.evaluation!, sentence } }} actions={null} />);
      return [...container.querySelectorAll('[data-testid="sentence"] a')].map((a) => plain(`${a.getAttribute('href')} ${a.querySelector('title, [role=img]')?.getAttribute('aria-label') ?? '-'} ${a.className}`).trim());
    };
    // KRAS p.G13D stands higher, the alert of EGFR is newer.
    const newer = alert('egfr', { gene: 'EGFR', variant: 'p.G465R', fired_on: '2026-06-04' });
    const kras = alert('kras', { variant: 'p.G13D' });
    expect(said('KRAS p.G13D rise confirmed: 14 Nov 2026 4.7 %; on cetuximab wk 40.', newer, kras)).toEqual(['#alert-kras -', '#alert-egfr Act other']);
    expect(said('KRAS p.G13D rise confirmed: 14 Nov 2026 4.7 %; on cetuximab wk 40.', kras, alert('same', { variant: 'p.G13D', fired_on: '2026-06-04', kind: 'therapy_conflict' }))).toEqual(['#alert-same -']);
    // What was looked at is no finding: the sentence about a variant that was not called leads to the counts.
    const unexplained = alert('u', { kind: 'progression_unexplained', severity: 'review', gene: null, variant: null, members: [{ gene: 'KRAS', variant: 'p.G12D' }], text: 'Tumour burden rises and no resistance mechanism tested explains it.' });
    expect(said('No tracked resistance variant called on 10 Nov 2026; KRAS p.G12D excluded above 0.042 %.', unexplained)).toEqual(['#counts -', '#alert-u Review other']);
    const burden = alert('b', { kind: 'burden_rising', severity: 'review', gene: null, variant: null, members: [{ gene: 'APC', variant: 'p.R1450*' }], text: 'Tumour burden RISING in plasma by truncal APC p.R1450*.' });
    expect(said('Tumour burden rising: APC p.R1450* 15 Nov 2026 12 %.', unexplained, burden)).toEqual(['#alert-b -', '#alert-u Review other']);
    const none = alert('n', { kind: 'not_informative', severity: 'note', gene: null, variant: null, text: 'Cannot be assessed: no tumour DNA shown in this draw (no truncal variant known). Draw of 11 Apr 2026.' });
    expect(said('Cannot be assessed: no tumour DNA shown in this draw (20 Nov 2026).', none)).toEqual(['#alert-n -']);
    // A note waits for nobody: it is not put beside the sentence.
    expect(said('No tracked resistance variant called on 10 Nov 2026; down to which share is not known.', none)).toEqual(['#counts -']);
  });
  it('no number of an alert is cut or broken: each is one piece', () => {
    const { container } = render(<AlertPanel page={page({ alerts: [alert('a', { text: 'KRAS p.G12D RISING in plasma. 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800) → 7 May 2026 ND (<0.24 %, 1,235 molecules).' })] })} />);
    const excerpt = container.querySelector('.excerpt')!;
    expect(plain(excerpt.textContent)).toBe('KRAS p.G12D RISING in plasma. 9 Apr 2026 0.21 % (0.09–0.41; 8/3,800) → 7 May 2026 ND (<0.24 %, 1,235 molecules).');
    expect([...excerpt.querySelectorAll('.whole')].map((w) => w.textContent)).toEqual(['p.G12D', '9 Apr 2026', '0.21 %', '(0.09–0.41;', '8/3,800)', '7 May 2026', '(<0.24 %,', '1,235']);
  });
  it.each([['none', 'Not computed yet'], ['failed', 'did not complete'], ['pending', 'being computed']] as const)('says so when the evaluation is %s', (state, words) => {
    const { container } = render(<PatientHeader page={page({ evaluation_state: state, evaluation: state === 'none' ? null : page().evaluation })} actions={null} />);
    expect(container.querySelector(`[data-evaluation-state="${state}"]`)!.textContent).toContain(words);
  });
  it.each([
    ['arranged', '2026-06-04', { draw_interval_days: 28, next_draw_on: '2026-06-04' }, '4 Jun 2026'], ['interval', '2026-06-04', { draw_interval_days: 28 }, 'about 4 Jun 2026'],
    // A day arranged before the last draw says nothing of the next.
    ['interval', '2026-06-04', { draw_interval_days: 28, next_draw_on: '2026-05-01' }, 'about 4 Jun 2026'], [null, null, { draw_interval_days: null }, 'not scheduled'],
  ] as const)('the next draw is told as %s', (kind, on, plan, words) => {
    const p = page({ next_draw_on: on, draw_overdue_days: null });
    const { container } = render(<PatientHeader page={{ ...p, plan: { patient: p.plan.patient, version: p.plan.version, ...plan } }} actions={null} />);
    const said = container.querySelector('.facts > div:last-child dd')!;
    expect([said.querySelector('[data-next-draw]')?.getAttribute('data-next-draw') ?? null, plain(said.textContent)]).toEqual([kind, words]);
  });
  it('an evaluation that failed never reads as no alerts', () => {
    const { container } = render(<><AlertPanel page={page({ alerts: [], evaluation_state: 'failed' })} /><EvidenceList page={page({ alerts: [], evaluation_state: 'none' })} /></>);
    expect(container.textContent).toContain('not computed');
    expect(container.textContent).not.toMatch(/No alert/);
  });
  it('alerts come most urgent first; closed ones stay in the evidence only', () => {
    const p = page({ alerts: [alert('n', { severity: 'note', kind: 'not_informative' }), alert('a'), alert('c', { state: 'closed', kind: 'resistance_detected' })] });
    const { container } = render(<AlertPanel page={p} />);
    expect([...container.querySelectorAll('[data-alert-kind]')].map((e) => e.getAttribute('data-alert-kind'))).toEqual(['resistance_emerging', 'not_informative']);
    expect(render(<EvidenceList page={p} />).container.querySelectorAll('[data-evidence-kind]')).toHaveLength(3);
  });
  it('alerts of one variant stand together under the most urgent; each stays in the list with its date', () => {
    const p = page({ alerts: [alert('d', { kind: 'resistance_detected', severity: 'review', fired_on: '2026-03-12' }), alert('g', { kind: 'not_informative', gene: null, variant: null, severity: 'review' }), alert('r', { grade: 'confirmed' })] });
    const { container } = render(<AlertPanel page={p} told={(a) => <ToldShort alert={a} told={[]} />} />);
    const items = [...container.querySelectorAll('[data-alert-kind]')];
    expect(items.map((e) => [e.getAttribute('data-alert-kind'), e.querySelector('details') !== null])).toEqual([['resistance_emerging', false], ['resistance_detected', true], ['not_informative', false]]);
    expect(plain(items[1]!.querySelector('summary')!.textContent)).toBe('Detected12 Mar 2026');
    // That nobody was told is said once, not beside each.
    expect(container.querySelectorAll('[data-told-short]')).toHaveLength(1);
    expect(container.querySelector('[data-told-short="nobody"]')).not.toBeNull();
  });
  it('a notice that was given up is said first', () => {
    const told = [{ alert: 'a', channel: 'email', state: 'delivered' }, { alert: 'a', channel: 'webhook', state: 'dead' }, { alert: 'b', channel: 'email', state: 'waiting' }] as unknown as WireTold[];
    const { container } = render(<ToldShort alert={alert('a')} told={told} />);
    expect(plain(container.textContent)).toBe('Webhook: not delivered, given up · E-mail: delivered');
  });
  it('a failed evaluation says what failed, of when is what is shown, and what to do', () => {
    const failed = { evaluation_state: 'failed' as const, failure: { at: '2026-05-19T06:14:00.000Z', reason: 'the database did not answer', job: 'j1' } };
    const asked: string[] = [];
    const { container } = render(<PatientHeader page={page({ ...failed, evaluated_at: '2026-05-07T10:00:00.000Z' })} actions={null} again={{ run: () => asked.push('j1'), busy: false, error: null }} />);
    const said = plain(container.querySelector('[data-evaluation-state=failed]')!.textContent);
    for (const part of ['The evaluation of 19 May 2026 06:14 UTC did not complete.', 'the database did not answer', 'of 7 May 2026 10:00 UTC', 'an alert may be missing', 'Try again']) expect(said).toContain(part);
    fireEvent.click(container.querySelector('[data-testid=evaluate-again]')!);
    expect(asked).toEqual(['j1']);
    cleanup();
    const first = plain(render(<PatientHeader page={page({ ...failed, evaluated_at: null, evaluation: null, glance: null })} actions={null} />).container.textContent);
    for (const part of ['There is none before it', 'Tell the administrator']) expect(first).toContain(part);
    expect(first).not.toContain('Try again');
  });
  it('the table holds counts in full, bounds, and words for what is no value', () => {
    const rows = [...render(<CountsTable page={page()} />).container.querySelectorAll('tbody tr')].map((r) => plain(r.textContent));
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain('Not covered');
    expect(rows[1]).toContain('8 / 3,800');
    expect(rows[1]).toContain('0.21 % (0.091–0.41)');
    expect(rows[2]).toContain('< 0.077 %');
  });
  it('a half-life that is mostly prior says so', () => {
    const p = page();
    const i = { median: 120, low: 60, high: 240 };
    const decaying = { ...p.evaluation!.series[0]!, decay: { half_life_days: i, half_life_relative_days: null, clearance_day: { median: 20700, low: 20650, high: 20900 }, clearance_vaf: 0.001, posterior_to_prior_sd: 0.9, band: [] } };
    const { container } = render(<DecayPanel page={page({ evaluation: { ...p.evaluation!, series: [decaying] } })} />);
    expect(container.querySelector('[data-prior="mostly"]')).not.toBeNull();
    expect(plain(container.textContent)).toContain('120 d (60–240 d)');
  });
  it('a clone that does not decay has no date, a response is called one, and the most telling draw is named', () => {
    const p = page();
    const fit = { half_life_days: { median: 300, low: 150, high: 3650 }, half_life_relative_days: null, clearance_day: null, clearance_vaf: 0.001, posterior_to_prior_sd: 0.7, band: [] };
    const shown = (decay: object): string => plain(render(<DecayPanel page={page({ evaluation: { ...p.evaluation!, series: [{ ...p.evaluation!.series[0]!, decay: { ...fit, ...decay } }] } })} />).container.textContent);
    const flat = shown({ reading: 'not_decaying', p_not_decaying: 0.83, p_never_clears: 0.84, next_draw: null });
    for (const part of ['does not decay (83 %)', 'not by itself (84 %)', '300 d (150–no decay)', 'none within a year']) expect(flat).toContain(part);
    const killed = shown({ reading: 'response', p_response: 0.97, p_never_clears: 0.2, clearance_day: { median: 20700, low: 20650, high: 20900 }, next_draw: { day: 20710, p_below: 0.5, gain: 0.3 } });
    for (const part of ['response to treatment, not decay by itself (97 %)', 'never: 20 %', '14 Sep 2026']) expect(killed).toContain(part);
  });
  it('a marker that was not found is not called by the forbidden word', () => {
  });
});

describe('lists and states', () => {
  it('a row of the work list', () => {
    const opened: string[] = [];
    const { container } = render(<WorkListTable items={[page({ draw_overdue_days: 9 })]} selected={0} today="2026-05-19" href={(p) => `/patients/${p.id}`} onOpen={(p) => opened.push(p.id)} />);
    const row = container.querySelector('[data-patient="HCL-0147"]')!;
    for (const part of ['KRAS p.G12D rising', 'overdue 9 d', 'Limited', '12 d ago']) expect(plain(row.textContent)).toContain(part);
    fireEvent.click(row);
    expect(opened).toEqual(['p1']);
  });
  it('a failed evaluation shows beside the alert it may not hide', () => {
    const text = (more: Parameters<typeof page>[0]): string => plain(render(<WorkListTable items={[page(more)]} selected={-1} today="2026-05-19" href={() => '#'} onOpen={() => undefined} />).container.querySelector('.c-alert')!.textContent);
    expect(text({ evaluation_state: 'failed' })).toBe('FailedKRAS p.G12D rising');
    cleanup();
    expect(text({ evaluation_state: 'none', highest_alert: null })).toBe('Not computed yet');
  });
  it('problems tell their place', () => {
    const { container } = render(<ProblemTable problems={[{ severity: 'error', code: 'count_exceeds_total', line: 5, column: 9, field: 'mutant_count', value: '9000', message: 'Larger than the total.' }]} />);
    expect([...container.querySelectorAll('[data-problem-code="count_exceeds_total"] td')].map((c) => c.textContent)).toEqual(['5', '9', 'mutant_count', '9000', 'Larger than the total. count_exceeds_total']);
    expect(container.textContent).toContain('nothing of this file was stored');
  });
  it('steps and badges speak in words', () => {
    expect(render(<ImportSteps state="stored" percentSent={100} evaluated={1} patients={3} />).container.querySelector('[aria-current="step"]')!.textContent).toBe('Stored');
    const badge = (value: 'limited' | 'not_informative', reason?: string): string | null => { cleanup(); return render(<InformativeBadge value={value} reason={reason} />).container.textContent; };
    expect([badge('not_informative'), badge('not_informative', 'Cannot be assessed: no tumour DNA shown in this draw')]).toEqual(['Not informative', 'Not informative']);
    // A draw that nothing was read of is another thing, and says which.
    expect(['quality control failed', 'no tracked variant was covered by the assay', 'no result for this draw'].map((x) => badge('not_informative', `Cannot be assessed: ${x}`))).toEqual(['Failed QC', 'Not covered', 'No result']);
    expect(badge('limited', 'Cannot be assessed: quality control failed')).toBe('Limited');
  });
});
