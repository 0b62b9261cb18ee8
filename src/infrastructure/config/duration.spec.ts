import { describe, expect, it } from '@jest/globals';
import { isDuration, parseDuration } from './duration.js';

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['1s', 1000],
    ['30s', 30_000],
    ['10m', 600_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
    ['400d', 34_560_000_000],
    ['007s', 7000],
  ])('%s', (text, ms) => {
    expect(isDuration(text)).toBe(true);
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    's',
    '10',
    '10 m',
    ' 10m',
    '10m ',
    '10m\n',
    '10M',
    '10ms',
    '-1s',
    '+1s',
    '1.5h',
    '1e3s',
    '1h30m',
    '10w',
  ])('is not %j', (text) => {
    expect(isDuration(text)).toBe(false);
  });
});
