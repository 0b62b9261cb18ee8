import { describe, expect, it } from '@jest/globals';
import { type Place, REMEMBERED_PLACES } from '../../src/domain/place.js';
import type { Session } from '../../src/domain/session.js';
import { newId, storeSession, times, usePersistence } from '../support/persistence.ts';
import { NOW, sampleSession } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

/** Ids in ascending order, as sessions get them. */
const idAt = (n: number) => `019ab9c0-${newId().slice(9, 13)}-7000-8000-${n.toString().padStart(12, '0')}`;

const place = (n: number): Place => ({ device: `device ${n}`, network: `10.0.${n}.0/24` });

describe.each(STORES)('KnownPlaces over $name', (kind) => {
  const store = usePersistence(kind);

  async function stored(overrides: Partial<Session> = {}): Promise<Session> {
    const session = sampleSession(overrides);
    await storeSession(store(), session);
    return session;
  }

  /** Sessions of one user, the oldest first, each with a place of its own. */
  async function storedInOrder(count: number): Promise<Session[]> {
    const userId = newId();
    const prefix = idAt(0).slice(0, -12);
    const id = (n: number) => `${prefix}${n.toString().padStart(12, '0')}`;
    const sessions: Session[] = [];
    for (const n of times(count, (index) => index)) {
      sessions.push(await stored({ id: id(n), userId, places: [place(n)] }));
    }
    return sessions;
  }

  const placesOf = async (id: string) => (await store().sessions.find(id))?.places;

  describe('ofUser', () => {
    it("gives the places of the latest sessions, of that user's alone", async () => {
      const sessions = await storedInOrder(4);
      await stored();
      const userId = sessions[0]!.userId;
      expect(await store().places.ofUser(userId, null, 10)).toEqual([3, 2, 1, 0].map(place));
      expect(await store().places.ofUser(userId, null, 2)).toEqual([3, 2].map(place));
      expect(await store().places.ofUser(userId, sessions[2]!.id, 10)).toEqual([1, 0].map(place));
      expect(await store().places.ofUser(userId, sessions[0]!.id, 10)).toEqual([]);
      expect(await store().places.ofUser(newId(), null, 10)).toEqual([]);
    });

    it('counts sessions that have ended, but not those whose token nobody was given', async () => {
      const userId = newId();
      for (const [n, revokedReason] of (['logout', 'abandoned', 'evicted'] as const).entries()) {
        await stored({ userId, revokedAt: NOW, revokedReason, places: [place(n)] });
      }
      const known = await store().places.ofUser(userId, null, 10);
      expect(known.map(({ device }) => device).sort()).toEqual(['device 0', 'device 2']);
    });
  });

  describe('add', () => {
    it('adds a place once, also an unknown network, and changes nothing else', async () => {
      const session = await stored({ places: [place(0)] });
      const nowhere = { device: 'device 0', network: null };
      for (const added of [place(1), place(0), nowhere, nowhere, place(1)]) {
        await store().places.add(session.id, added);
      }
      const places = [place(0), place(1), nowhere];
      expect(await store().sessions.find(session.id)).toEqual({ ...session, places });
    });

    it('lets the oldest go when there are too many', async () => {
      const session = await stored({ places: [place(0)] });
      for (const n of times(REMEMBERED_PLACES + 2, (index) => index)) await store().places.add(session.id, place(n));
      const newest = times(REMEMBERED_PLACES, (index) => place(index + 2));
      expect(await placesOf(session.id)).toEqual(newest);
    });

    it('loses none of 10 that are added at once', async () => {
      const session = await stored({ places: [] });
      await Promise.all(times(10, (n) => store().places.add(session.id, place(n))));
      const places = await placesOf(session.id);
      expect(places?.map(({ device }) => device).sort()).toEqual(times(10, (n) => place(n).device).sort());
    });

    it.each(['$name', "'", '{"$ne":1}', 'a.b'])('takes %j for a text', async (device) => {
      const session = await stored({ places: [place(0)] });
      await store().places.add(session.id, { device, network: null });
      expect(await placesOf(session.id)).toEqual([place(0), { device, network: null }]);
    });

    it('does nothing for a session that there is not', async () => {
      await expect(store().places.add(newId(), place(0))).resolves.toBeUndefined();
    });
  });
});
