import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Device, signIn, signInAs } from '../support/accounts.ts';
import { BAD_PAGES } from '../support/bad-pages.ts';
import { storedEvents, times } from '../support/persistence.ts';
import { useService } from '../support/service.ts';
import { type PageBody, SESSION, type SessionBody, TIME } from '../support/shapes.ts';
import { STORES } from '../support/stores.ts';

interface DetailBody extends SessionBody {
  readonly userId: string;
  readonly lineage: { readonly tokenId: string; readonly replacedByToken: string; readonly rotatedAt: string }[];
}

const NO_SESSION = '00000000-0000-7000-8000-000000000000';

/** Queries, and the field that is wrong. */
const BAD_SESSION_QUERIES: (readonly [string, string])[] = [
  ...BAD_PAGES,
  // The cursor of another list.
  ['cursor=YWRhQGEuZXhhbXBsZQ', 'cursor'],
  ['state=dead', 'state'],
  ['state=', 'state'],
  ['state=live&state=all', 'state'],
  ['userId=x', 'userId'],
];

const tokenIdOf = ({ token }: Device) => token?.split('.')[0];

describe.each(STORES)('administration of sessions over $name', (kind) => {
  const service = useService(kind);
  let admin: Device;
  let support: Device;

  beforeAll(async () => {
    admin = await signInAs(service(), 'admin');
    support = await signInAs(service(), 'support');
  });

  /** Devices of one new user, in the order in which they signed in. */
  async function devicesOf(count: number): Promise<Device[]> {
    const devices = [await signInAs(service(), 'user')];
    while (devices.length < count) devices.push(await signIn(service(), devices[0]!.email));
    return devices;
  }

  const list = (userId: string, query = '') =>
    support.get<PageBody<SessionBody>>(`/admin/users/${userId}/sessions?${query}`);

  const eventsAbout = async (type: string, { sessionId }: Device) =>
    (await storedEvents(service().app)).filter((event) => event.type === type && event.sessionId === sessionId);

  describe('GET /admin/users/:id/sessions', () => {
    it('shows the live ones, newest first, field for field', async () => {
      const [first, second, third] = (await devicesOf(3)) as [Device, Device, Device];
      await first.goOn();
      await second.copy().post('/auth/logout');
      const live = [
        { ...SESSION, id: third.sessionId },
        { ...SESSION, id: first.sessionId, rotations: 1 },
      ];
      for (const query of ['', 'state=live']) {
        const { status, body, headers } = await list(first.userId, query);
        expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
        expect(body).toEqual({ items: live, nextCursor: null });
      }
      const ended = { ...SESSION, id: second.sessionId, revokedAt: TIME, revokedReason: 'logout' };
      expect((await list(first.userId, 'state=all')).body.items).toEqual([live[0], ended, live[1]]);
    });

    it('marks the one that asks as current, and no other', async () => {
      const path = `/admin/users/${support.userId}/sessions`;
      const { body } = await support.get<PageBody<SessionBody>>(path);
      expect(body.items.map(({ id, current }) => [id, current])).toEqual([[support.sessionId, true]]);
      const { items } = (await admin.get<PageBody<SessionBody>>(path)).body;
      expect(items.map(({ current }) => current)).toEqual([false]);
    });

    it.each(['live', 'all'])('goes from page to page by the cursor: %s', async (state) => {
      const devices = await devicesOf(5);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await list(devices[0]!.userId, `state=${state}&limit=2${cursor}`);
        seen.push(...body.items.map(({ id }) => id));
        cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
        // Newer ones don't come into the pages that follow.
        await signIn(service(), devices[0]!.email);
      } while (cursor !== '');
      expect(seen).toEqual(devices.map(({ sessionId }) => sessionId).reverse());
    });

    const bad = BAD_SESSION_QUERIES.map(([query, field]) => [query.slice(0, 30), field, query] as const);

    it.each(bad)('refuses ?%s and names %s', async (_, field, query) => {
      const { status, body } = await support.get(`/admin/users/${support.userId}/sessions?${query}`);
      expect([status, body.code]).toEqual([400, 'validation-failed']);
      expect(body.errors?.map((error) => error.field)).toEqual([field]);
    });

    it('is 404 for an account that is none', async () => {
      const { status, body } = await support.get(`/admin/users/${support.sessionId}/sessions`);
      expect([status, body.code]).toEqual([404, 'not-found']);
    });
  });

  describe('GET /admin/sessions/:id', () => {
    it('shows one with its last eight rotations, oldest first, each the successor of the one before', async () => {
      const [device] = (await devicesOf(1)) as [Device];
      const tokenIds = [tokenIdOf(device)];
      for (let refreshes = 0; refreshes < 10; refreshes += 1) tokenIds.push(tokenIdOf(await device.goOn()));
      const { status, body } = await support.get<DetailBody>(`/admin/sessions/${device.sessionId}`);
      const lineage = times(8, (index) => ({
        tokenId: tokenIds[index + 2],
        replacedByToken: tokenIds[index + 3],
        rotatedAt: TIME,
        ipAddress: '127.0.0.1',
        userAgent: expect.any(String),
      }));
      const session = { ...SESSION, id: device.sessionId, rotations: 10, userId: device.userId, lineage };
      expect([status, body]).toEqual([200, session]);
      const rotatedAt = body.lineage.map((rotation) => rotation.rotatedAt);
      expect(rotatedAt).toEqual(rotatedAt.toSorted());
      expect(rotatedAt.at(-1)).toBe(body.lastUsedAt);
    });

    it('shows one that has ended, and why', async () => {
      const [device] = (await devicesOf(1)) as [Device];
      await device.copy().post('/auth/logout');
      const { body } = await support.get(`/admin/sessions/${device.sessionId}`);
      const ended = { revokedAt: TIME, revokedReason: 'logout' };
      expect(body).toEqual({ ...SESSION, ...ended, id: device.sessionId, userId: device.userId, lineage: [] });
    });

    it.each(['GET', 'DELETE'])('%s is 404 for what is no session', async (method) => {
      for (const id of [NO_SESSION, support.userId, support.sessionId.toUpperCase(), 'x', '%00']) {
        const { status, body } = await support.call(method, `/admin/sessions/${id}`);
        expect([id, status, body.code]).toEqual([id, 404, 'not-found']);
      }
    });
  });

  describe('DELETE /admin/sessions/:id', () => {
    it('ends one device, and says in the trail who did it', async () => {
      const [laptop, phone] = (await devicesOf(2)) as [Device, Device];
      for (const again of [1, 2]) {
        const { status, body, cookies } = await support.delete(`/admin/sessions/${phone.sessionId}`);
        expect([again, status, body, cookies]).toEqual([again, 204, '', []]);
      }
      expect((await phone.get('/auth/me')).body.code).toBe('token-revoked');
      expect((await phone.refresh()).body).toMatchObject({ code: 'refresh-token-revoked', reason: 'ended-by-admin' });
      expect((await laptop.refresh()).status).toBe(200);
      const event = { actorId: support.userId, userId: phone.userId, details: { reason: 'ended-by-admin' } };
      expect(await eventsAbout('session.revoked', phone)).toEqual([expect.objectContaining(event)]);
    });
  });

  describe('DELETE /admin/users/:id/sessions', () => {
    it('ends every device of the account, says how many, and lets the next login live', async () => {
      const devices = await devicesOf(3);
      const { userId, email } = devices[0]!;
      const answer = await support.delete<object>(`/admin/users/${userId}/sessions`);
      expect([answer.status, answer.body]).toEqual([200, { revokedSessions: 3 }]);
      for (const device of devices) {
        expect((await device.get('/auth/me')).body.code).toBe('token-revoked');
        expect((await device.refresh()).body.reason).toBe('ended-by-admin');
      }
      expect((await list(userId)).body.items).toEqual([]);
      const next = await signIn(service(), email);
      expect((await list(userId)).body.items.map(({ id }) => id)).toEqual([next.sessionId]);
      const none = await support.delete<object>(`/admin/users/${NO_SESSION}/sessions`);
      expect(none.status).toBe(404);
    });

    it('ends the calling session too, if it is one of them', async () => {
      const helper = await signInAs(service(), 'support');
      const { body } = await helper.delete<object>(`/admin/users/${helper.userId}/sessions`);
      expect(body).toEqual({ revokedSessions: 1 });
      expect((await helper.get(`/admin/users/${helper.userId}`)).body.code).toBe('token-revoked');
    });
  });
});
