import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials } from '../../domain/errors.js';
import type { Rights } from '../../domain/role.js';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  await app.admin.createAdmin.execute('root@example.com', 'eight purple llamas', CLIENT);
  laptop = await app.register();
  phone = await app.login();
});
afterEach(() => {
  app.store.close();
});

const change = (rights: Partial<Rights>, userId = laptop.user.id) =>
  app.admin.changeRights.execute({ actorId: null, userId, rights, client: CLIENT });
const callerOf = ({ user, session }: SignedInClient) => ({ userId: user.id, sessionId: session.id });
const isAlive = ({ token }: { token: string }) =>
  app.refresh(token).then(
    () => true,
    () => false,
  );

/** Does something after the change has read the account and before it writes. */
function beforeTheWrite(act: () => Promise<unknown>): void {
  app.users.interceptOnce('changeRights', async (proceed, ...args) => {
    await act();
    return proceed(...args);
  });
}

const ACTS: [string, () => Promise<unknown>][] = [
  ['a logout everywhere', () => app.logOutEverywhere.execute(callerOf(phone), 'none', CLIENT)],
  ['the end of all others', () => app.logOutEverywhere.execute(callerOf(phone), 'caller', CLIENT)],
  [
    'a change of password',
    () =>
      app.changePassword.execute({
        caller: callerOf(phone),
        currentPassword: PASSWORD,
        newPassword: 'nine green alpacas',
        client: CLIENT,
      }),
  ],
  ['an end of all its sessions', () => app.admin.endUserSessions.execute(laptop.user.id, null, CLIENT)],
  ['another role', () => change({ role: 'support' })],
  ['a login', () => app.login()],
];

describe.each(ACTS)('beside %s', (_name, act) => {
  it('a closing is done all the same, and leaves no session alive', async () => {
    beforeTheWrite(act);
    expect(await change({ isActive: false })).toMatchObject({ isActive: false });
    expect(app.store.all('SELECT id FROM sessions WHERE revokedAt IS NULL')).toEqual([]);
    expect(await isAlive(phone)).toBe(false);
  });

  it('more rights are given all the same, and undo nothing of it', async () => {
    beforeTheWrite(act);
    await change({ role: 'admin' });
    const after = await app.users.real.findById(laptop.user.id);
    expect(after).toMatchObject({ role: 'admin', isActive: true });
    expect(app.events('admin.role_changed').at(-1)).toMatchObject({ details: { to: 'admin' } });
  });
});

describe('a closing', () => {
  it('that comes between the proof of a password and the opening lets nobody in', async () => {
    app.sessions.interceptOnce('open', async (proceed, opening) => {
      await change({ isActive: false });
      return proceed(opening);
    });
    await expect(app.login()).rejects.toThrow(new InvalidCredentials());
    expect(app.store.all('SELECT id FROM sessions WHERE revokedAt IS NULL')).toEqual([]);
  });

  it('that comes between a rotation and its answer ends the session', async () => {
    app.users.interceptOnce('findById', async (proceed, id) => {
      await change({ isActive: false });
      return proceed(id);
    });
    await expect(app.refresh(laptop.token)).rejects.toMatchObject({
      code: 'refresh-token-revoked',
      reason: 'user-inactive',
    });
  });

  it('and an opening at once: whichever comes second counts', async () => {
    await Promise.all([change({ isActive: false }), change({ isActive: true })]);
    expect(app.events('admin.activity_changed')).toHaveLength(2);
  });
});

describe('two administrators', () => {
  let other: string;
  let first: string;
  beforeEach(async () => {
    first = (await app.users.real.findByEmail('root@example.com'))!.id;
    other = (await app.admin.createAdmin.execute('two@example.com', 'nine green alpacas', CLIENT)).id;
  });

  it('who take each other out of office at once: one stays', async () => {
    const attempts = await Promise.allSettled([change({ role: 'user' }, first), change({ isActive: false }, other)]);
    const refusals = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refusals.map(({ reason }) => (reason as { code: string }).code)).toEqual(['last-admin']);
  });

  it('of whom one goes while the other is being taken out: it is refused, though it was no longer the last when read', async () => {
    beforeTheWrite(() => change({ role: 'user' }, first));
    await expect(change({ role: 'user' }, other)).rejects.toMatchObject({ code: 'last-admin' });
  });
});

it('gives up on an account that keeps changing, after five tries', async () => {
  app.users.intercept('changeRights', async () => 'moved');
  await expect(change({ role: 'support' })).rejects.toMatchObject({ code: 'storage-unavailable' });
  expect(app.users.count('changeRights')).toBe(5);
});
