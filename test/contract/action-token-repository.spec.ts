import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ActionToken } from '../../src/domain/action-token.js';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { HOUR, later, NOW, sampleActionToken } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const LIMIT = 3;

describe.each(STORES)('ActionTokenRepository over $name', (kind) => {
  const store = usePersistence(kind);
  let token: ActionToken;

  beforeEach(() => {
    token = sampleActionToken();
  });

  const issue = (issued: ActionToken = token, limit = LIMIT) => store().actionTokens.issue(issued, limit);
  const find = ({ hash, purpose }: ActionToken = token) => store().actionTokens.find(hash, purpose);
  const redeem = (attemptId: string, now = NOW, { hash } = token) => store().actionTokens.redeem(hash, attemptId, now);
  /** Another one for the same user. */
  const another = (overrides: Partial<ActionToken> = {}) =>
    sampleActionToken({ ...token, hash: newId(), ...overrides });
  const count = (results: boolean[]) => results.filter(Boolean).length;

  it('gives back what was issued, for its purpose only', async () => {
    expect(await issue()).toBe(true);
    expect(await find()).toEqual(token);
    expect(await store().actionTokens.find(token.hash, 'email-verification')).toBeNull();
    expect(await store().actionTokens.find(newId(), token.purpose)).toBeNull();
  });

  it('puts a new one in the place of the old, but not of another purpose or user', async () => {
    const beside = [another({ purpose: 'email-verification' }), another({ userId: newId() })];
    for (const each of [token, ...beside]) await issue(each);
    const next = another({ createdAt: later(1) });
    expect(await issue(next)).toBe(true);
    expect(await find()).toBeNull();
    expect(await redeem('attempt')).toBe(false);
    for (const each of [next, ...beside]) expect(await find(each)).toEqual(each);
  });

  it('lets one of 20 racers use it up', async () => {
    await issue();
    const attempts = times(20, (n) => `attempt-${n}`);
    const won = await Promise.all(attempts.map((attempt) => redeem(attempt)));
    expect(count(won)).toBe(1);
    expect(await find()).toEqual({ ...token, redeemedBy: attempts[won.indexOf(true)] });
  });

  it.each([
    ['before its end', -1, true],
    ['at its end', 0, false],
    ['after it', 1, false],
  ])('can be used %s: %d ms', async (_name, offset, expected) => {
    await issue();
    expect(await redeem('attempt', later(HOUR + offset))).toBe(expected);
  });

  it('can be given back by the attempt that used it, and by no other', async () => {
    await issue();
    await redeem('attempt');
    await store().actionTokens.giveBack(token.hash, 'another attempt');
    expect(await redeem('another attempt')).toBe(false);
    await store().actionTokens.giveBack(token.hash, 'attempt');
    expect(await find()).toEqual(token);
    expect(await redeem('another attempt')).toBe(true);
  });

  it('stays replaced when an attempt gives it back too late', async () => {
    await issue();
    await redeem('attempt');
    const next = another();
    await issue(next);
    await store().actionTokens.giveBack(token.hash, 'attempt');
    expect(await find()).toBeNull();
    expect(await find(next)).toEqual(next);
  });

  describe('the limit', () => {
    it('is kept by 20 racers, and the last of the winners holds the token', async () => {
      const racers = times(20, () => another());
      const won = await Promise.all(racers.map((racer) => issue(racer)));
      expect(count(won)).toBe(LIMIT);
      const stored = await Promise.all(racers.map((racer) => find(racer)));
      expect(stored.filter((record) => record !== null)).toHaveLength(1);
      expect(won[stored.findIndex((record) => record !== null)]).toBe(true);
    });

    it('changes nothing when it refuses', async () => {
      await issue(token, 1);
      expect(await issue(another(), 1)).toBe(false);
      expect(await find()).toEqual(token);
    });

    it('counts from the last token that was used', async () => {
      await issue(token, 1);
      await redeem('attempt');
      const next = another();
      expect(await issue(next, 1)).toBe(true);
      expect(await find(next)).toEqual(next);
      expect(await issue(another(), 1)).toBe(false);
    });

    it('counts from the last token that expired', async () => {
      for (const each of times(LIMIT, () => another())) await issue(each);
      expect(await issue(another({ createdAt: later(HOUR - 1) }))).toBe(false);
      const next = another({ createdAt: later(HOUR), expiresAt: later(2 * HOUR) });
      expect(await issue(next)).toBe(true);
      expect(await issue(another({ createdAt: later(HOUR + 1) }))).toBe(true);
    });
  });

  it('never takes an object for a hash', async () => {
    await issue();
    const anything = { $ne: '' } as unknown as string;
    await expect(store().actionTokens.find(anything, token.purpose)).rejects.toThrow();
    await expect(store().actionTokens.redeem(anything, 'attempt', NOW)).rejects.toThrow();
  });
});
