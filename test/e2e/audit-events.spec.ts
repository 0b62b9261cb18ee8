import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device } from '../support/accounts.ts';
import { createAdmin, signIn, signInAs } from '../support/accounts.ts';
import { newEmail } from '../support/browser.ts';
import { times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

interface EventBody {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly userId: string | null;
  readonly details: Record<string, unknown>;
}

interface PageBody {
  readonly items: EventBody[];
  readonly nextCursor: string | null;
}

describe.each(STORES)('GET /admin/audit-events over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;
  let admin: Device;
  let ada: Device;
  let phone: Device;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store);
    admin = await signIn(service, await createAdmin(service));
    ada = await signInAs(service, 'user');
    phone = await signIn(service, ada.email, { 'user-agent': 'phone' });
    await ada.login(ada.email, 'not her password');
    for (let refreshes = 0; refreshes < 4; refreshes += 1) await ada.goOn();
    await phone.post('/auth/logout');
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  const read = async (query: string) => {
    const { status, body } = await admin.get<PageBody>(`/admin/audit-events?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body;
  };
  const typesOf = ({ items }: PageBody) => items.map(({ type }) => type);

  it('shows events as the contract says, newest first', async () => {
    const { items } = await read(`userId=${ada.userId}&limit=3`);
    expect(items.map(({ type }) => type)).toEqual(['session.revoked', 'session.refreshed', 'session.refreshed']);
    expect(items[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      type: 'session.revoked',
      occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      outcome: 'success',
      actorId: ada.userId,
      userId: ada.userId,
      sessionId: phone.sessionId,
      ipAddress: '127.0.0.1',
      userAgent: 'phone',
      requestId: expect.any(String),
      details: { reason: 'logout' },
    });
  });

  it.each<[string, () => string, string[]]>([
    [
      'sessionId',
      () => `sessionId=${phone.sessionId}`,
      ['session.revoked', 'suspicious.new_device', 'login.succeeded'],
    ],
    ['type', () => `type=login.failed`, ['login.failed']],
    ['outcome', () => `outcome=failure&userId=${ada.userId}`, ['login.failed']],
    [
      'all at once',
      () => `userId=${ada.userId}&sessionId=${ada.sessionId}&type=session.refreshed&outcome=success`,
      times(4, () => 'session.refreshed'),
    ],
  ])('filters by %s', async (_, query, types) => {
    expect(typesOf(await read(query()))).toEqual(types);
  });

  it('filters by time, both ends included, in any zone', async () => {
    const { items } = await read(`type=session.refreshed&userId=${ada.userId}`);
    const [, to, from] = items.map(({ occurredAt }) => occurredAt);
    const found = await read(`type=session.refreshed&from=${from}&to=${to}`);
    expect(found.items.map(({ id }) => id)).toEqual(expect.arrayContaining([items[1]?.id, items[2]?.id]));
    expect(found.items.every(({ occurredAt }) => occurredAt >= from! && occurredAt <= to!)).toBe(true);
    const inTokyo = new Date(Date.parse(from!) + 9 * 3_600_000).toISOString().replace('Z', '+09:00');
    const again = await read(`type=session.refreshed&from=${encodeURIComponent(inTokyo)}&to=${to}`);
    expect(again).toEqual(found);
    expect((await read(`to=2000-01-01T00:00:00Z`)).items).toEqual([]);
    expect((await read(`from=9999-12-31T23:59:59.999Z`)).items).toEqual([]);
  });

  it('goes through pages, while others come in, without showing or skipping one twice', async () => {
    const all = (await read(`userId=${ada.userId}`)).items.map(({ id }) => id);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page: PageBody = await read(`userId=${ada.userId}&limit=2${cursor}`);
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
      await signIn(service, ada.email);
    }
    expect(seen).toEqual(all);
  });

  it('gives 50 unless asked otherwise, and the last page without a cursor', async () => {
    for (const person of times(30, () => newEmail())) await admin.login(person, 'nobody has this one');
    const page = await read('');
    expect(page.items).toHaveLength(50);
    expect(page.nextCursor).not.toBeNull();
    const rest = await read(`type=login.failed&limit=200`);
    expect([rest.items.length, rest.nextCursor]).toEqual([31, null]);
  });

  it.each([
    ['userId', 'nobody'],
    ['userId', '019AB9C0-0000-7000-8000-000000000001'],
    ['sessionId', '{"$ne":null}'],
    ['sessionId', ''],
    ['type', 'login'],
    ['type', 'toString'],
    ['outcome', 'Success'],
    ['from', 'yesterday'],
    ['from', '2026-11-25'],
    ['from', '2026-11-25T12:00:00'],
    ['from', '2026-02-30T12:00:00Z'],
    ['to', '1764072000000'],
    ['to', '2026-13-01T00:00:00Z'],
    ['limit', '0'],
    ['limit', '201'],
    ['limit', '1e1'],
    ['cursor', 'rubbish'],
    ['cursor', Buffer.from('no id').toString('base64url')],
    ['nope', '1'],
  ])('refuses %s=%s by name', async (field, value) => {
    const answer = await admin.get(`/admin/audit-events?${field}=${encodeURIComponent(value)}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    expect(answer.body.errors?.map((error) => error.field)).toEqual([field]);
  });

  it('refuses a field that is given twice, an end before its beginning, and names the types that there are', async () => {
    const twice = await admin.get('/admin/audit-events?type=login.failed&type=login.succeeded');
    expect([twice.status, twice.body.errors?.[0]?.field]).toEqual([400, 'type']);
    const turned = await admin.get('/admin/audit-events?from=2026-11-25T12:00:00Z&to=2026-11-25T11:00:00Z');
    expect(turned.body.errors).toEqual([{ field: 'to', message: 'must not lie before `from`' }]);
    const unknown = await admin.get('/admin/audit-events?type=nope');
    for (const type of ['login.failed', 'session.refreshed', 'audit.checkpoint']) {
      expect(unknown.body.errors?.[0]?.message).toContain(type);
    }
  });

  it('shows no secret, and nothing of the chains', async () => {
    const { items } = await read('limit=200');
    const text = JSON.stringify(items.filter(({ type }) => !type.startsWith('audit.')));
    for (const secret of ['writerId', 'prevHash', 'keyId', 'hash', ada.accessToken, ada.token ?? '-']) {
      expect(text).not.toContain(secret);
    }
  });
});
