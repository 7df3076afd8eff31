/** @jest-environment jsdom */
import { afterEach, describe, expect, it } from '@jest/globals';
import { cleanup, render } from '@testing-library/react';
import { PatientHeader } from '@clonewatch/ui';
import type { PatientPage } from '@clonewatch/contracts';
import { glance, page } from './page.js';

afterEach(cleanup);
const words = (more: Partial<PatientPage> = {}): string => (render(<PatientHeader page={page(more)} actions={null} />).container.textContent ?? '').replace(/\u00a0/g, ' ');

describe('the forty seconds', () => {
  it('says what the server found, each with its number', () => {
    const text = words();
    for (const part of ['Clonal replacement: truncal falls while KRAS p.G12D rises', 'KRAS p.G12D 24 % (15–36)', 'ND < 1.1 %', 'a clone below 0.12 %', '6.0 % of the tumour, once in 20', '1 tracked not looked at', 'not repeated', 'assay changed',
      'anti-EGFR-free 4.2 months', 'result pending: 18 May 2026', 'next cycle in 6 d', 'On cetuximab against confirmed KRAS p.G12D; no decision recorded', 'Repeat draw']) expect(text).toContain(part);
  });
  it('a draw that shows no tumour DNA is no share of 0', () => {
    const text = words({ glance: { ...glance, shares: [{ clone: 'C1', label: 'KRAS p.G12D', role: 'resistance', share: null, upper: null, reason: 'no truncal variant called in the last draw' }] } });
    expect(text).toContain('KRAS p.G12D –');
    expect(text).not.toMatch(/KRAS p\.G12D 0/);
  });
  it('a bound above the whole tumour bounds nothing', () => {
    expect(words({ glance: { ...glance, missed: { ...glance.missed, share: 1.4, unread: [] } } })).toContain('a clone below 0.12 %even the whole tumour, once in 20');
  });
  it('new things come with their number, most important first; nothing new is said as such', () => {
    const changes = ['New alert: KRAS p.G12D: resistance emerging', 'b', 'c', 'd'].map((text) => ({ kind: 'alert' as const, text }));
    expect(words({ since: { seen_at: '2026-05-01T08:00:00.000Z', changes } })).toMatch(/New to you: New alert: KRAS p\.G12D: resistance emerging · b · c · 1 more/);
    cleanup();
    expect(words({ since: { seen_at: '2026-05-01T08:00:00.000Z', changes: [] } })).toContain('nothing new');
  });
  it('without an evaluation there is nothing to glance at, and no word of calm', () => {
    const text = words({ glance: null, evaluation: null, evaluation_state: 'failed' });
    expect(text).not.toMatch(/no single test|Trust/);
  });
});
