import { describe, expect, it } from '@jest/globals';
import { queuePolicy } from '@clonewatch/jobs';
import { Restarts, workerRestarts } from '../../../apps/cli/src/supervisor/restarts.js';

describe('restarts', () => {
  it('waits longer each time up to a bound, gives up when it happens too often, and forgets', () => {
    const restarts = new Restarts({ firstPauseMs: 100, longestPauseMs: 500, most: 5, withinMs: 10_000 });
    expect([0, 1000, 2000, 3000, 4000].map((now) => restarts.pauseAfter(now))).toEqual([100, 200, 400, 500, 500]);
    // The first is forgotten by then: five again. At once after it the sixth.
    expect(restarts.pauseAfter(10_000)).toBe(500);
    expect(restarts.pauseAfter(10_001)).toBeNull();
    expect(restarts.pauseAfter(40_000)).toBe(100);
  });

  it('leave a job that ends its worker each time to be given up before all is stopped', () => {
    const restarts = new Restarts(workerRestarts);
    let now = 0;
    for (let start = 0; start < queuePolicy.maxStarts; start++) {
      const pause = restarts.pauseAfter(now);
      expect(pause).not.toBeNull();
      now += pause! + 500;
    }
  });

  it('stop in the end when no start succeeds', () => {
    const restarts = new Restarts(workerRestarts);
    let now = 0;
    let starts = 0;
    for (let pause = restarts.pauseAfter(now); pause !== null && starts < 1000; pause = restarts.pauseAfter(now)) {
      now += pause + 500;
      starts++;
    }
    expect(starts).toBe(workerRestarts.most);
  });
});
