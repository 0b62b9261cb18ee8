import { beforeAll, describe, expect, it } from '@jest/globals';
import { createAccount, type Device, signIn, signInAs } from '../support/accounts.ts';
import { newEmail } from '../support/browser.ts';
import { BAD_PAGES } from '../support/bad-pages.ts';
import { useService } from '../support/service.ts';
import { ID, type PageBody, TIME, USER } from '../support/shapes.ts';
import { STORES } from '../support/stores.ts';

interface UserBody {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly isActive: boolean;
}

const EMAILS = ['ada@a.example', 'ada%@a.example', 'ada_@a.example', 'adb@a.example', 'b.c@a.example', 'zoë@a.example'];

/** Queries, and the field that is wrong. */
const BAD_USER_QUERIES: (readonly [string, string])[] = [
  ...BAD_PAGES,
  ['role=king', 'role'],
  ['role=', 'role'],
  ['role=user&role=admin', 'role'],
  ['isActive=yes', 'isActive'],
  ['isActive=1', 'isActive'],
  ['isActive=', 'isActive'],
  ['email=a&email=b', 'email'],
  ['email=%00', 'email'],
  [`email=${'a'.repeat(300)}`, 'email'],
  ['email[$gt]=', 'email[$gt]'],
  ['password=x', 'password'],
];

const BAD_RIGHTS: [string, unknown, string][] = [
  ['an unknown role', { role: 'king' }, 'role'],
  ['a role of the prototype', { role: 'constructor' }, 'role'],
  ['null for a role', { role: null }, 'role'],
  ['a list of roles', { role: ['admin'] }, 'role'],
  ['an operator for a role', { role: { $ne: 'user' } }, 'role'],
  ['null for the activity', { isActive: null }, 'isActive'],
  ['a text for the activity', { isActive: 'false' }, 'isActive'],
  ['a number for the activity', { isActive: 0 }, 'isActive'],
  ['an e-mail', { email: 'a@example.com' }, 'email'],
  ['a password hash', { passwordHash: 'x' }, 'passwordHash'],
  ['an epoch beside a role', { role: 'support', sessionEpoch: 7 }, 'sessionEpoch'],
];

describe.each(STORES)('administration of users over $name', (kind) => {
  const service = useService(kind);
  let admin: Device;

  beforeAll(async () => {
    admin = await signInAs(service(), 'admin');
    for (const email of EMAILS.toReversed()) await createAccount(service(), 'user', email);
  });

  const list = (query: string) => admin.get<PageBody<UserBody>>(`/admin/users?${query}`);
  const emailsOf = async (query: string) => (await list(query)).body.items.map(({ email }) => email);

  describe('GET /admin/users', () => {
    it('shows accounts in the order of their e-mails, field for field', async () => {
      const { status, body, headers } = await list('email=ad');
      expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
      const found = ['ada%@a.example', 'ada@a.example', 'ada_@a.example', 'adb@a.example'];
      expect(body).toEqual({ items: found.map((email) => ({ ...USER, email })), nextCursor: null });
    });

    it('takes the e-mail as a prefix, in any spelling, and literally', async () => {
      expect(await emailsOf('email=ADA%40A')).toEqual(['ada@a.example']);
      expect(await emailsOf(`email=${encodeURIComponent('ZOE\u0308')}`)).toEqual(['zoë@a.example']);
      for (const wildcard of ['%25', '_', '*', '.*', 'ad.%40', '%5Ead', 'b_c']) {
        expect([wildcard, await emailsOf(`email=${wildcard}`)]).toEqual([wildcard, []]);
      }
      expect(await emailsOf('email=ada%25')).toEqual(['ada%@a.example']);
      expect(await emailsOf('email=ada_')).toEqual(['ada_@a.example']);
    });

    it('filters by role and activity, together with the prefix', async () => {
      const [closed, helper] = [`filter-1@${kind.name}`, `filter-2@${kind.name}`].map((name) => `${name}.example`);
      await createAccount(service(), 'support', helper);
      const { userId } = await signIn(service(), await createAccount(service(), 'user', closed));
      await admin.patch(`/admin/users/${userId}`, { isActive: false });
      expect(await emailsOf('email=filter-&isActive=false')).toEqual([closed]);
      expect(await emailsOf('email=filter-&isActive=true')).toEqual([helper]);
      expect(await emailsOf('email=filter-&role=support')).toEqual([helper]);
      expect(await emailsOf('role=support&isActive=false')).toEqual([]);
      expect(await emailsOf('role=admin')).toEqual([admin.email]);
    });

    it.each([1, 2, 5, 6])('goes from page to page by the cursor, %i at a time', async (limit) => {
      const seen: string[] = [];
      let cursor = '';
      for (let pages = 1; ; pages += 1) {
        const { body } = await list(`limit=${limit}&isActive=true&role=user&email=${cursor}`);
        seen.push(...body.items.map(({ email }) => email));
        expect(body.items.length).toBeLessThanOrEqual(limit);
        if (body.nextCursor === null) break;
        cursor = `&cursor=${body.nextCursor}`;
        expect(pages).toBeLessThan(20);
      }
      expect(seen.filter((email) => EMAILS.includes(email))).toEqual(EMAILS.toSorted());
      expect(new Set(seen).size).toBe(seen.length);
    });

    const bad = BAD_USER_QUERIES.map(([query, field]) => [query.slice(0, 30), field, query] as const);

    it.each(bad)('refuses ?%s and names %s', async (_, field, query) => {
      const { status, body } = await admin.get(`/admin/users?${query}`);
      expect([status, body.code]).toEqual([400, 'validation-failed']);
      expect(body.errors?.map((error) => error.field)).toEqual([field]);
    });
  });

  describe('GET /admin/users/:id', () => {
    it('shows one account, field for field, and 404 for none', async () => {
      const { status, body } = await admin.get(`/admin/users/${admin.userId}`);
      expect([status, body]).toEqual([200, { ...USER, id: admin.userId, email: admin.email, role: 'admin' }]);
      for (const id of [admin.sessionId, admin.userId.toUpperCase(), 'x', '%00', '{"$gt":""}']) {
        const missing = await admin.get(`/admin/users/${id}`);
        expect([id, missing.status, missing.body.code]).toEqual([id, 404, 'not-found']);
      }
    });
  });

  describe('PATCH /admin/users/:id', () => {
    it.each(BAD_RIGHTS)('refuses %s and names the field', async (_, rights, field) => {
      const user = await signInAs(service(), 'user');
      const { status, body } = await admin.patch(`/admin/users/${user.userId}`, rights);
      expect([status, body.code]).toEqual([400, 'validation-failed']);
      expect(body.errors?.map((error) => error.field)).toEqual([field]);
      expect((await user.get('/auth/me')).body).toMatchObject({ role: 'user', isActive: true });
    });

    it.each([[[]], ['admin'], [null]])('refuses the body %j', async (rights) => {
      const { status, body } = await admin.patch(`/admin/users/${admin.userId}`, rights);
      expect([status, body.code]).toEqual([400, 'malformed-request']);
    });

    it('changes nothing for an empty body, for none, and for what is there already', async () => {
      const user = await signInAs(service(), 'user');
      for (const rights of [{}, undefined, { role: 'user' }, { role: 'user', isActive: true }]) {
        const { status, body } = await admin.patch(`/admin/users/${user.userId}`, rights);
        expect([rights, status, body]).toEqual([rights, 200, { ...USER, id: user.userId, email: user.email }]);
      }
      expect((await user.refresh()).status).toBe(200);
    });

    it('is 404 for an account that is none', async () => {
      const { status, body } = await admin.patch(`/admin/users/${admin.sessionId}`, { role: 'user' });
      expect([status, body.code]).toEqual([404, 'not-found']);
    });

    it('answers with the account as it became', async () => {
      const user = { ...USER, id: ID, createdAt: TIME };
      const { userId, email } = await signInAs(service(), 'user');
      const both = await admin.patch(`/admin/users/${userId}`, { role: 'support', isActive: false });
      expect([both.status, both.body]).toEqual([200, { ...user, email, role: 'support', isActive: false }]);
      const again = await admin.patch(`/admin/users/${userId}`, { isActive: true });
      expect(again.body).toEqual({ ...user, email, role: 'support', isActive: true });
      expect((await admin.get(`/admin/users/${userId}`)).body).toEqual(again.body);
      expect(await emailsOf(`email=${newEmail()}`)).toEqual([]);
    });
  });
});
