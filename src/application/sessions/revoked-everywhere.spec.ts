import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { DomainError } from '../../domain/errors.js';
import type { Rights } from '../../domain/role.js';

const NEW_PASSWORD = 'eleven green walruses';

/** Ada's two devices, an administrator's, and a second instance on the same store. */
let app: UseCases;
let other: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
let admin: SignedInClient;

beforeEach(async () => {
  app = new UseCases({ policy: { maxSessionsPerUser: 2 } });
  other = new UseCases({ beside: app });
  laptop = await app.register();
  app.clock.advance(1000);
  phone = await app.login();
  admin = await app.register({ email: 'root@example.com' });
  await app.sql("UPDATE users SET role = 'admin' WHERE id = ?", admin.user.id);
  await other.feed.poll();
});
afterEach(() => {
  app.store.close();
});

const idsOf = ({ user, session }: SignedInClient) => ({ userId: user.id, sessionId: session.id });
const logOutEverywhere = (client: SignedInClient, spare: 'none' | 'caller') =>
  app.logOutEverywhere.execute(idsOf(client), spare, CLIENT);
const changeRights = (rights: Partial<Rights>) =>
  app.admin.changeRights.execute({ actorId: admin.user.id, userId: laptop.user.id, rights, client: CLIENT });
const refused = (attempt: Promise<unknown>) => expect(attempt).rejects.toBeInstanceOf(DomainError);
const spend = async ({ token }: SignedInClient) => {
  await app.refresh(token);
  await refused(app.refresh(token));
};

function told({ feed }: UseCases): string[] {
  return Object.entries({ laptop, phone, admin }).flatMap(([name, { session }]) =>
    feed.isRevoked(session.id) ? [name] : [],
  );
}

const ENDINGS: [string, () => Promise<unknown>, string[]][] = [
  ['a logout', () => app.logOut.execute([laptop.token], CLIENT), ['laptop']],
  ['a logout of several', () => app.logOut.execute([laptop.token, phone.token], CLIENT), ['laptop', 'phone']],
  ['a logout everywhere', () => logOutEverywhere(laptop, 'none'), ['laptop', 'phone']],
  ['the end of all others', () => logOutEverywhere(laptop, 'caller'), ['phone']],
  ['the end of one', () => app.endSession.execute(phone.session.id, laptop.user.id, 'own', CLIENT), ['phone']],
  [
    'an end by an administrator',
    () => app.endSession.execute(phone.session.id, admin.user.id, 'any', CLIENT),
    ['phone'],
  ],
  [
    'the end of all by an administrator',
    () => app.admin.endUserSessions.execute(laptop.user.id, admin.user.id, CLIENT),
    ['laptop', 'phone'],
  ],
  [
    'a password change',
    () =>
      app.changePassword.execute({
        caller: idsOf(phone),
        currentPassword: PASSWORD,
        newPassword: NEW_PASSWORD,
        client: CLIENT,
      }),
    ['laptop'],
  ],
  ['a closing', () => changeRights({ isActive: false }), ['laptop', 'phone']],
  [
    'a demotion',
    async () => {
      await app.sql("UPDATE users SET role = 'support' WHERE id = ?", laptop.user.id);
      await changeRights({ role: 'user' });
    },
    ['laptop', 'phone'],
  ],
  ['an eviction', () => app.login(), ['laptop']],
  ['a replacement', () => app.login({ presentedTokens: [phone.token] }), ['phone']],
  ['a reuse', () => spend(laptop), ['laptop', 'phone']],
  [
    'a store that went back',
    async () => {
      const { token } = await app.refresh(laptop.token);
      await app.sql('UPDATE sessions SET generation = 0 WHERE id = ?', laptop.session.id);
      await refused(app.refresh(token));
    },
    ['laptop'],
  ],
];

describe.each(ENDINGS)('%s', (_name, end, dead) => {
  it('is known to its own instance at once, and to others at their next poll', async () => {
    await end();
    expect(told(app)).toEqual(dead);
    expect(told(other)).toEqual([]);
    await other.feed.poll();
    expect(told(other)).toEqual(dead);
  });
});

it('a reuse whose scope is the session tells of that one', async () => {
  const narrow = new UseCases({ policy: { reuseScope: 'session' }, beside: app });
  await app.refresh(laptop.token);
  await refused(narrow.refresh(laptop.token));
  expect(told(narrow)).toEqual(['laptop']);
});

describe('sessions that ended unmarked are told by whoever meets one of them', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a refresh', () => refused(app.refresh(phone.token))],
    ['a caller', () => app.confirmCaller.find(idsOf(phone))],
    [
      'an administrator who lists them',
      () => app.admin.listUserSessions.execute(laptop.user.id, 'all', { limit: 50, after: null }),
    ],
    ['an administrator who looks at one', () => app.admin.viewSession.execute(phone.session.id)],
  ])('%s', async (_name, meet) => {
    await app.raiseEpoch(laptop.user.id);
    expect(told(app)).toEqual([]);
    await meet();
    expect(told(app)).toEqual(['laptop', 'phone']);
    await other.feed.poll();
    expect(told(other)).toEqual(['laptop', 'phone']);
  });

  it('one by one where the account was closed by hand, under no new epoch', async () => {
    await app.sql('UPDATE users SET isActive = 0 WHERE id = ?', laptop.user.id);
    await app.confirmCaller.find(idsOf(phone));
    expect(told(app)).toEqual(['phone']);
  });
});

it('an end that another instance was quicker with is known to both', async () => {
  app.sessions.interceptOnce('revoke', async (proceed, ...args) => {
    await other.endSession.execute(phone.session.id, admin.user.id, 'any', CLIENT);
    return proceed(...args);
  });
  await app.endSession.execute(phone.session.id, laptop.user.id, 'own', CLIENT);
  expect([told(app), told(other)]).toEqual([['phone'], ['phone']]);
});

it.each<[string, () => Promise<unknown>]>([
  ['a refresh', () => app.refresh(laptop.token)],
  ['an expiry', async () => app.clock.advance(31 * DAY)],
  ['a promotion', () => changeRights({ role: 'support' })],
  ['a failed login', () => refused(app.login({ password: NEW_PASSWORD }))],
])('%s ends nothing', async (_name, act) => {
  await act();
  await app.feed.poll();
  expect(told(app)).toEqual([]);
});
