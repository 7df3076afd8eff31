/** @jest-environment jsdom */
import { render } from '@testing-library/react';
import type { PatientPage, WireAlert, WirePoint } from '@clonewatch/contracts';
import { LatestReading } from '@clonewatch/ui';

const point = (day: number, status: WirePoint['status'], specimen = `S${day}`): WirePoint => ({ day, status, specimen_id: specimen, collected_on: '2026-11-14', collected_day: null, vaf: 0.02, upper95: 0.0015 }) as unknown as WirePoint;
const said = (...points: WirePoint[]): string => render(<LatestReading
  page={{ timeline: { kind: 'calendar', anchor: null }, evaluation: { series: [{ gene: 'KRAS', variant: 'p.G12D', points }] } } as unknown as PatientPage}
  alert={{ gene: 'KRAS', variant: 'p.G12D', specimen_id: 'S1' } as unknown as WireAlert} />).container.textContent;

it('says what the last draw read; a call of one assay is never hidden by another of the same day, and what was not read has no number', () => {
  expect(said(point(1, 'detected'), point(2, 'not_detected'))).toMatch(/Not detected, <.0\.15/);
  expect(said(point(1, 'detected'), point(2, 'detected', 'A'), point(2, 'not_detected', 'B'))).toMatch(/: Detected, 2/);
  expect(said(point(1, 'detected'), point(2, 'not_detected', 'B'), point(2, 'detected', 'A'))).toMatch(/: Detected, 2/);
  expect(said(point(1, 'detected'), point(2, 'not_covered'))).toMatch(/Not covered$/);
  expect(said(point(1, 'detected'), point(2, 'failed_qc'))).not.toMatch(/\d %|<|Not detected/);
  expect(said(point(1, 'detected'))).toBe('');
});
