import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spaced } from '../../../apps/web/src/spaced.js';

describe('work spaced out', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is done at once, then at most once a pause, the last time after all was asked; each key for itself', () => {
    const done: string[] = [];
    const ask = spaced(2000, (key: string) => done.push(`${key} ${Date.now() - start}`));
    const start = Date.now();
    // 100 patients of one site, evaluated over five seconds; one of another site.
    for (let i = 0; i < 100; i++) {
      ask('a');
      if (i === 50) ask('b');
      jest.advanceTimersByTime(50);
    }
    jest.advanceTimersByTime(60_000);
    expect(done).toEqual(['a 0', 'a 2000', 'b 2500', 'a 4000', 'a 6000']);
    ask('a');
    expect(done.at(-1)).toBe('a 65000');
  });
});
