import { describe, expect, it } from '@jest/globals';
import { createAccount, type Device, signIn, signInAs } from '../support/accounts.ts';
import { useService } from '../support/service.ts';
import { SESSION, type SessionBody } from '../support/shapes.ts';
import { STORES } from '../support/stores.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0';

/** Spellings that are no id, or another spelling of one. */
const NO_IDS = ['not-an-id', '%00', '..%2f..', '{"$gt":""}', '00000000-0000-0000-0000-00000000000', '*'];

const list = async (device: Device) => (await device.get<{ items: SessionBody[] }>('/auth/sessions')).body.items;

describe.each(STORES)("one's own sessions over $name", (kind) => {
  const service = useService(kind);

  /** Somebody who is signed in on so many devices. */
  async function devicesOf(count: number): Promise<[Device, ...Device[]]> {
    const email = await createAccount(service(), 'user');
    const devices = [await signIn(service(), email)] as [Device, ...Device[]];
    while (devices.length < count) devices.push(await signIn(service(), email));
    return devices;
  }

  async function outcomeOf(device: Device): Promise<unknown[]> {
    const { status, body } = await device.copy().get('/auth/me');
    const refreshed = await device.copy().refresh();
    return [status, body.code, refreshed.status, refreshed.body.code, refreshed.body.reason];
  }

  const ended = (reason: string) => [401, 'token-revoked', 401, 'refresh-token-revoked', reason];
  const alive = [200, undefined, 200, undefined, undefined];

  describe('GET /auth/sessions', () => {
    it('shows the live ones, newest use first, with the device in words, and which one asks', async () => {
      const email = await createAccount(service(), 'user');
      const laptop = await signIn(service(), email, { 'user-agent': FIREFOX });
      const phone = await signIn(service(), email, { 'user-agent': IPHONE });
      const office = await signIn(service(), email, { 'user-agent': EDGE });
      const script = await signIn(service(), email, { 'user-agent': 'curl/8.9.1' });
      await script.post('/auth/logout');
      await laptop.goOn();
      await laptop.goOn();
      const answer = await phone.get('/auth/sessions');
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(answer.body).toEqual({
        items: [
          {
            ...SESSION,
            id: laptop.sessionId,
            userAgent: FIREFOX,
            device: { type: 'desktop', os: 'Linux', browser: 'Firefox' },
            rotations: 2,
          },
          {
            ...SESSION,
            id: office.sessionId,
            userAgent: EDGE,
            device: { type: 'desktop', os: 'Windows', browser: 'Microsoft Edge' },
          },
          {
            ...SESSION,
            id: phone.sessionId,
            current: true,
            userAgent: IPHONE,
            device: { type: 'mobile', os: 'iOS', browser: 'Safari' },
          },
        ],
      });
    });

    it('says when each was opened, last used, and ends', async () => {
      const [laptop] = await devicesOf(1);
      const [opened] = await list(laptop);
      expect(opened?.lastUsedAt).toBe(opened?.createdAt);
      await laptop.goOn();
      const [used] = await list(laptop);
      expect(used?.createdAt).toBe(opened?.createdAt);
      expect(Date.parse(used?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse(opened?.lastUsedAt ?? ''));
      expect(Date.parse(used?.expiresAt ?? '') - Date.parse(used?.lastUsedAt ?? '')).toBe(30 * 86_400_000);
    });

    it("shows nobody else's", async () => {
      const [laptop] = await devicesOf(1);
      await devicesOf(2);
      expect((await list(laptop)).map(({ id }) => id)).toEqual([laptop.sessionId]);
    });
  });

  describe('DELETE /auth/sessions/:id', () => {
    it('ends another device at once, and nothing else', async () => {
      const [laptop, phone, tablet] = (await devicesOf(3)) as [Device, Device, Device];
      const answer = await laptop.delete(`/auth/sessions/${phone.sessionId}`);
      expect([answer.status, answer.body, answer.cookies]).toEqual([204, '', []]);
      expect((await list(laptop)).map(({ id }) => id)).toEqual([tablet.sessionId, laptop.sessionId]);
      expect(await outcomeOf(phone)).toEqual(ended('ended-by-owner'));
      expect(await outcomeOf(tablet)).toEqual(alive);
      expect(await outcomeOf(laptop)).toEqual(alive);
    });

    it('ends what has ended already', async () => {
      const [laptop, phone] = (await devicesOf(2)) as [Device, Device];
      await phone.copy().post('/auth/logout');
      expect((await laptop.delete(`/auth/sessions/${phone.sessionId}`)).status).toBe(204);
      expect(await outcomeOf(phone)).toEqual(ended('logout'));
    });

    it('ends the calling one, and clears its cookie', async () => {
      const [laptop, phone] = (await devicesOf(2)) as [Device, Device];
      const before = laptop.copy();
      const answer = await laptop.delete(`/auth/sessions/${laptop.sessionId}`);
      expect(answer.status).toBe(204);
      expect(answer.cookies).toEqual([expect.stringMatching(/^refresh_token=; Max-Age=0; Path=\/auth; HttpOnly/)]);
      expect(laptop.token).toBeNull();
      expect(await outcomeOf(before)).toEqual(ended('ended-by-owner'));
      expect(await outcomeOf(phone)).toEqual(alive);
    });

    it("is 404 for another's, also for an administrator's token, and for what is no id", async () => {
      const [victim] = await devicesOf(1);
      const foreign = [victim.sessionId, victim.sessionId.toUpperCase(), victim.userId];
      for (const caller of [(await devicesOf(1))[0], await signInAs(service(), 'admin')]) {
        for (const id of [...foreign, ...NO_IDS, '00000000-0000-7000-8000-000000000000']) {
          const { status, body, cookies } = await caller.delete(`/auth/sessions/${id}`);
          expect([id, status, body.code, cookies]).toEqual([id, 404, 'not-found', []]);
        }
      }
      expect(await outcomeOf(victim)).toEqual(alive);
    });

    it('is refused to the pages of other sites', async () => {
      const [laptop] = await devicesOf(1);
      const path = `/auth/sessions/${laptop.sessionId}`;
      const { status, body } = await laptop.delete(path, { origin: 'https://evil.example' });
      expect([status, body.code]).toEqual([403, 'origin-not-allowed']);
      expect(await outcomeOf(laptop)).toEqual(alive);
    });
  });

  describe('DELETE /auth/sessions', () => {
    it('ends all but the calling one, and says how many', async () => {
      const [laptop, phone, tablet] = (await devicesOf(3)) as [Device, Device, Device];
      const answer = await laptop.delete<object>('/auth/sessions');
      expect([answer.status, answer.body, answer.cookies]).toEqual([200, { revokedSessions: 2 }, []]);
      expect((await list(laptop)).map(({ id }) => id)).toEqual([laptop.sessionId]);
      for (const other of [phone, tablet]) expect(await outcomeOf(other)).toEqual(ended('ended-by-owner'));
      expect(await outcomeOf(laptop)).toEqual(alive);
    });

    it('spares the caller again and again, and the logins that follow', async () => {
      const [laptop] = await devicesOf(1);
      expect((await laptop.delete('/auth/sessions')).body).toEqual({ revokedSessions: 0 });
      const phone = await signIn(service(), laptop.email);
      await laptop.goOn();
      expect((await list(laptop)).map(({ id }) => id)).toEqual([laptop.sessionId, phone.sessionId]);
      expect((await phone.delete('/auth/sessions')).body).toEqual({ revokedSessions: 1 });
      expect(await outcomeOf(laptop)).toEqual(ended('ended-by-owner'));
      expect(await outcomeOf(phone)).toEqual(alive);
    });
  });
});
