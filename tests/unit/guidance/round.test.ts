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
  it('are those of the text, bit for bit', () => {
    const wrong = [...numbers(50_000)].filter((x) => !Object.is(roundDeep(x), Number(x.toPrecision(12)) + 0));
    expect(wrong).toEqual([]);
  });

  it('whole numbers pass, what is no number becomes null, and the rest of a value stays', () => {
    expect(roundDeep([-0, 7, -3, 123456789012, NaN, Infinity])).toEqual([0, 7, -3, 123456789012, null, null]);
    expect(roundDeep({ a: [{ b: 1 / 3 }], c: 'x', d: null, e: true })).toEqual({ a: [{ b: 0.333333333333 }], c: 'x', d: null, e: true });
  });
});
