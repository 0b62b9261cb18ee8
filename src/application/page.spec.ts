import { describe, expect, it } from '@jest/globals';
import { pageOf } from './page.js';

const page = (rows: string[], limit: number) => pageOf(rows, { limit, after: null }, (row) => `key of ${row}`);

describe('pageOf', () => {
  it('goes on from the last row shown when the store found one more', () => {
    expect(page(['a', 'b', 'c'], 2)).toEqual({ items: ['a', 'b'], next: 'key of b' });
  });

  it.each([
    ['fewer rows than the limit', ['a']],
    ['exactly as many', ['a', 'b']],
    ['none', []],
  ])('ends with %s', (_name, rows) => {
    expect(page(rows, 2)).toEqual({ items: rows, next: null });
  });
});
