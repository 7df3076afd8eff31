/** In time, too late, waiting, overdue: by the day it was needed, never by a guess. */
import { timingStateOf } from '@clonewatch/workflows';

const step = (more: object): Parameters<typeof timingStateOf>[0] => ({ collected_on: '2026-05-07', reported_on: null, imported_on: null, seen_on: null, ...more });

it.each([
  ['no cycle planned', {}, null, '2026-05-20', 'not_planned'], ['not there, not needed yet', {}, '2026-05-21', '2026-05-20', 'waiting'], ['not there on the day itself', {}, '2026-05-21', '2026-05-21', 'waiting'],
  ['not there the day after', {}, '2026-05-21', '2026-05-22', 'overdue'], ['seen on the day', { imported_on: '2026-05-20', seen_on: '2026-05-21' }, '2026-05-21', '2026-06-01', 'in_time'],
  ['seen the day after, though it was there', { imported_on: '2026-05-20', seen_on: '2026-05-22' }, '2026-05-21', '2026-06-01', 'too_late'], ['there in time and seen by nobody', { imported_on: '2026-05-20' }, '2026-05-21', '2026-05-22', 'overdue'],
  ['imported too late and not seen', { reported_on: '2026-05-20', imported_on: '2026-05-22' }, '2026-05-21', '2026-05-22', 'too_late'],
] as const)('%s', (_, more, neededBy, today, state) => expect(timingStateOf(step(more), neededBy, today)).toBe(state));
