import { describe, expect, it } from '@jest/globals';
import type { Revocation, Session } from '../../src/domain/session.js';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { HOUR, later, NOW, sampleSession } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const revocation: Revocation = { reason: 'logout', by: newId(), at: later(1000) };
const ended = { revokedAt: revocation.at, revokedReason: revocation.reason, revokedBy: revocation.by };

describe.each(STORES)('SessionRepository over $name', (kind) => {
  const store = usePersistence(kind);

  async function stored(overrides: Partial<Session> = {}): Promise<Session> {
    const session = sampleSession(overrides);
    await store().sessions.insert(session);
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

  describe('evict', () => {
    it('ends a session that was not used since', async () => {
      const session = await stored();
      expect(await store().sessions.evict(session.id, session.lastUsedAt, revocation)).toBe(true);
      expect(await store().sessions.evict(session.id, session.lastUsedAt, revocation)).toBe(false);
      expect(await store().sessions.find(session.id)).toEqual({ ...session, ...ended });
    });

    it('leaves one that was', async () => {
      const session = await stored({ lastUsedAt: later(1) });
      expect(await store().sessions.evict(session.id, NOW, revocation)).toBe(false);
      expect(await store().sessions.find(session.id)).toEqual(session);
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
      const ids = await store().sessions.markEnded(userId, 2, revocation);
      expect([...ids].sort()).toEqual([old.id, older.id].sort());
      expect(await store().sessions.find(old.id)).toEqual({ ...old, ...ended });
      expect(await store().sessions.find(older.id)).toEqual({ ...older, ...ended });
      for (const untouched of [current, dead, other]) {
        expect(await store().sessions.find(untouched.id)).toEqual(untouched);
      }
    });

    it('returns nothing where there is nothing to end', async () => {
      expect(await store().sessions.markEnded(newId(), 9, revocation)).toEqual([]);
    });
  });

  describe('listUnended', () => {
    it("lists the user's unrevoked, unexpired sessions, longest unused first", async () => {
      const userId = newId();
      const recent = await stored({ userId, lastUsedAt: later(30) });
      const idle = await stored({ userId, lastUsedAt: later(10), userEpoch: 5 });
      await stored({ userId, ...ended });
      await stored({ userId, expiresAt: later(HOUR) });
      await stored();
      expect(await store().sessions.listUnended(userId, later(HOUR))).toEqual([]);
      const listed = await store().sessions.listUnended(userId, later(HOUR - 1));
      expect(listed.map(({ id }) => id).slice(1)).toEqual([idle.id, recent.id]);
      expect(listed[1]).toEqual(idle);
    });
  });
});
