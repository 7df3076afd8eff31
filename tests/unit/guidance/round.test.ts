import { describe, expect, it } from '@jest/globals';
import { Random } from '@clonewatch/simulate';
import { roundDeep } from '../../../libs/guidance/src/round.js';

/** Numbers of any size, those beside a power of ten and those half-way between two twelve-digit ones among them. */
function* numbers(n: number): Generator<number> {
  const r = new Random(3, 1);
  for (let i = 0; i < n; i += 1) {
    const size = 10 ** Math.floor(r.uniform() * 40 - 22);
    const x = (r.uniform() - 0.5) * size;
    yield x;
    yield Number(x.toPrecision(13));
    yield Number(x.toPrecision(12)) * (1 + 5e-13);
    yield size * (1 + (r.uniform() - 0.5) * 1e-12);
  }
}

describe('twelve significant digits', () => {
  it('whole numbers pass, what is no number becomes null, and the rest of a value stays', () => {
    expect(roundDeep([-0, 7, -3, 123456789012, NaN, Infinity])).toEqual([0, 7, -3, 123456789012, null, null]);
    expect(roundDeep({ a: [{ b: 1 / 3 }], c: 'x', d: null, e: true })).toEqual({ a: [{ b: 0.333333333333 }], c: 'x', d: null, e: true });
    // From 1e12 on a whole number has more digits than are kept.
    expect(roundDeep([1234567890123, -1234567890126, 999999999999])).toEqual([1234567890120, -1234567890130, 999999999999]);
    expect(Object.is(roundDeep(-0), 0)).toBe(true);
    expect(roundDeep(['KRAS', null, true, [1 / 3]])).toEqual(['KRAS', null, true, [0.333333333333]]);
  });

  it('beside a power of ten and half-way between two numbers of twelve digits', () => {
    for (const x of [0.1234567890125, 1234.567890125, 9.9999999999951, 999.9999999999, 0.99999999999951, 1.00000000000049, 123456789012.5, 5e-13, 1e22 / 3, 1.5e-30, 2 / 3, -2 / 3, 99999.99999995]) {
      for (const y of [x, -x, x * (1 + 2e-16), x * (1 - 2e-16)]) expect(roundDeep(y)).toBe(Number(y.toPrecision(12)));
    }
  });

  it('are those of the text, bit for bit', () => {
    const wrong = [...numbers(50_000)].filter((x) => !Object.is(roundDeep(x), Number(x.toPrecision(12)) + 0));
    expect(wrong).toEqual([]);
  });
});
