import { describe, expect, it } from '@jest/globals';
import type { Revocation, Session } from '../../src/domain/session.js';
import { newId, times, usePersistence, storeSession } from '../support/persistence.ts';
import { HOUR, later, NOW, sampleSession, sampleUser, summaryOf } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const revocation: Revocation = { reason: 'logout', by: newId(), at: later(1000) };
const ended = { revokedAt: revocation.at, revokedReason: revocation.reason, revokedBy: revocation.by };

describe.each(STORES)('SessionRepository over $name', (kind) => {
  const store = usePersistence(kind);

  async function stored(overrides: Partial<Session> = {}): Promise<Session> {
    const session = sampleSession(overrides);
    await storeSession(store(), session);
    return session;
  }

  describe('insert and find', () => {
    it('give back what was inserted', async () => {
      const plain = await stored();
      const full = await stored({ ...ended, idempotencyKeyHash: 'key', userAgent: null, ipAddress: null });
      expect(await store().sessions.find(plain.id)).toEqual(plain);
      expect(await store().sessions.find(full.id)).toEqual(full);
      expect(await store().sessions.find(newId())).toBeNull();
    });
  });

  describe('revoke', () => {
    it('ends a session for exactly one of 20 racers', async () => {
      const session = await stored();
      const results = await Promise.all(
        times(20, () => store().sessions.revoke(session.id, session.familyHash, revocation)),
      );
      expect(results.filter((result) => result !== null)).toEqual([{ ...session, ...ended }]);
      expect(await store().sessions.find(session.id)).toEqual({ ...session, ...ended });
    });

    it('leaves a session of another family, and one that ended before, as it is', async () => {
      const session = await stored();
      expect(await store().sessions.revoke(session.id, 'another', revocation)).toBeNull();
      expect(await store().sessions.find(session.id)).toEqual(session);
      const dead = await stored({ revokedAt: NOW, revokedReason: 'evicted' });
      expect(await store().sessions.revoke(dead.id, dead.familyHash, revocation)).toBeNull();
      expect(await store().sessions.find(dead.id)).toEqual(dead);
    });
  });

  describe('markEnded', () => {
    it("marks the user's unrevoked sessions of older epochs and returns their ids", async () => {
      const userId = newId();
      const old = await stored({ userId, userEpoch: 1 });
      const older = await stored({ userId, userEpoch: 0 });
      const current = await stored({ userId, userEpoch: 2 });
      const dead = await stored({ userId, revokedAt: NOW, revokedReason: 'evicted' });
      const other = await stored();
      const spared = await stored({ userId, userEpoch: 1 });
      const user = { id: userId, sessionEpoch: 2, sparedSessionId: spared.id };
      const ids = await store().sessions.markEnded(user, revocation);
      expect([...ids].sort()).toEqual([old.id, older.id].sort());
      expect(await store().sessions.find(old.id)).toEqual({ ...old, ...ended });
      expect(await store().sessions.find(older.id)).toEqual({ ...older, ...ended });
      for (const untouched of [current, spared, dead, other]) {
        expect(await store().sessions.find(untouched.id)).toEqual(untouched);
      }
    });

    it('returns nothing where there is nothing to end', async () => {
      expect(
        await store().sessions.markEnded({ id: newId(), sessionEpoch: 9, sparedSessionId: null }, revocation),
      ).toEqual([]);
    });
  });

  describe('listLive', () => {
    it("lists the user's live sessions, newest use first", async () => {
      const user = sampleUser({ sessionEpoch: 3, sparedSessionId: newId() });
      const userId = user.id;
      const idle = await stored({ userId, userEpoch: 3, lastUsedAt: later(10) });
      const spared = await stored({ userId, id: user.sparedSessionId ?? '', lastUsedAt: later(20) });
      const recent = await stored({ userId, userEpoch: 3, lastUsedAt: later(30) });
      await stored({ userId, userEpoch: 3, ...ended });
      await stored({ userId, userEpoch: 2 });
      await stored({ userId, userEpoch: 3, expiresAt: later(HOUR - 1) });
      await stored({ userEpoch: 3 });
      expect(await store().sessions.listLive(user, later(HOUR - 1))).toEqual([recent, spared, idle].map(summaryOf));
      expect(await store().sessions.listLive(user, later(HOUR))).toEqual([]);
    });
  });
});
