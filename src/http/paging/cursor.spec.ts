import { describe, expect, it } from '@jest/globals';
import { cursorOf, keyOf } from './cursor.js';
import { PageOf, pageView } from './page-of.js';

describe('a cursor', () => {
  it.each([
    'ada@example.com',
    'jos\u00e9@example.com',
    '\u{1F510}',
    '019ab9c0-0000-7000-8000-00000000abcd',
    '\ufeffa',
    'a\0b',
  ])('leads back to its key, and says nothing to the eye: %j', (key) => {
    expect(keyOf(cursorOf(key))).toBe(key);
    expect(cursorOf(key)).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(cursorOf(key)).not.toContain(key);
  });
});

describe('a page as clients see it', () => {
  const view = (row: string) => ({ row });

  it('has the cursor of its last row when there are more', () => {
    expect(pageView({ items: ['a', 'b'], next: 'b' }, view)).toEqual({
      items: [{ row: 'a' }, { row: 'b' }],
      nextCursor: cursorOf('b'),
    });
  });

  it('has none when it is the last', () => {
    expect(pageView({ items: [], next: null }, view)).toEqual({ items: [], nextCursor: null });
  });

  it('is documented under a name of its own', () => {
    expect(PageOf(Date, 'DatePage').name).toBe('DatePage');
    expect(PageOf(Date, 'OtherPage')).not.toBe(PageOf(Date, 'DatePage'));
  });
});
