import { beforeEach, expect, it } from '@jest/globals';
import { FixedClock } from '../../../test/support/fixed.js';
import { VerifiedTokens } from './verified-tokens.js';

const CALLER = { userId: 'ada', sessionId: 'laptop', role: 'user' } as const;

let clock: FixedClock;
let tokens: VerifiedTokens;
let claims: { iat: number; exp: number };
beforeEach(() => {
  clock = new FixedClock();
  tokens = new VerifiedTokens(clock);
  const iat = clock.now().getTime() / 1000;
  claims = { iat, exp: iat + 600 };
});

it('knows a token again, letter by letter', () => {
  tokens.add('a.b.c', CALLER, claims);
  expect(tokens.find('a.b.c')).toBe(CALLER);
  for (const other of ['a.b.C', 'a.b.c ', 'a.b', '']) expect(tokens.find(other)).toBeUndefined();
});

it('forgets it at the very moment it expires', () => {
  tokens.add('a.b.c', CALLER, claims);
  clock.advance(599_999);
  expect(tokens.find('a.b.c')).toBe(CALLER);
  clock.advance(1);
  expect(tokens.find('a.b.c')).toBeUndefined();
});

it('knows none of the future: a minute ahead is what clocks differ by, more is a clock that was set back', () => {
  expect(tokens.add('a.b.c', CALLER, claims)).toBe(true);
  clock.advance(-60_000);
  expect(tokens.find('a.b.c')).toBe(CALLER);
  clock.advance(-1);
  expect(tokens.find('a.b.c')).toBeUndefined();
  expect(tokens.add('a.b.c', CALLER, claims)).toBe(false);
  expect(tokens.find('a.b.c')).toBeUndefined();
});

it('holds 10,000, and lets the oldest go', () => {
  for (let n = 0; n <= 10_000; n += 1) tokens.add(`token ${n}`, CALLER, claims);
  expect(tokens.find('token 0')).toBeUndefined();
  expect(tokens.find('token 1')).toBe(CALLER);
  expect(tokens.find('token 10000')).toBe(CALLER);
});
