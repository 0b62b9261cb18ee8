import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { NotFound, StorageUnavailable } from '../../domain/errors.js';
import type { Rights, Role } from '../../domain/role.js';

let app: UseCases;
let ada: SignedInClient;
let adminId: string;
let earlier: number;
beforeEach(async () => {
  app = new UseCases();
  adminId = (await app.admin.createAdmin.execute('root@example.com', 'eight purple llamas', CLIENT)).id;
  ada = await app.register();
  earlier = app.events().length;
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const change = (rights: Partial<Rights>, userId = ada.user.id, actorId: string | null = adminId) =>
  app.admin.changeRights.execute({ actorId, userId, rights, client: CLIENT });
const hold = (rights: Rights) =>
  app.sql('UPDATE users SET role = ?, isActive = ? WHERE id = ?', rights.role, Number(rights.isActive), ada.user.id);
const stored = () => app.users.real.findById(ada.user.id);
const newEvents = () => app.events().slice(earlier);
const calls = () => [...app.users.calls, ...app.sessions.calls, ...app.audit.calls];

describe('a change of rights', () => {
  it('gives more with one read, one write and one event, and ends nothing', async () => {
    const changed = await change({ role: 'support' });
    expect(changed).toEqual({ ...ada.user, role: 'support' });
    expect(await stored()).toEqual(changed);
    expect(calls()).toEqual(['findById', 'changeRights', 'append']);
    expect(newEvents()).toEqual([
      expect.objectContaining({
        type: 'admin.role_changed',
        details: { from: 'user', to: 'support' },
        actorId: adminId,
        userId: ada.user.id,
        ipAddress: CLIENT.ipAddress,
      }),
    ]);
    await expect(app.refresh(ada.token)).resolves.toMatchObject({ user: { role: 'support' } });
  });

  it.each<[string, Rights, Partial<Rights>, string, object[]]>([
    [
      'a closing',
      { role: 'user', isActive: true },
      { isActive: false },
      'user-inactive',
      [{ type: 'admin.activity_changed', details: { isActive: false } }],
    ],
    [
      'a demotion',
      { role: 'support', isActive: true },
      { role: 'user' },
      'role-changed',
      [{ type: 'admin.role_changed', details: { from: 'support', to: 'user' } }],
    ],
    [
      'both',
      { role: 'admin', isActive: true },
      { role: 'user', isActive: false },
      'user-inactive',
      [{ details: { from: 'admin', to: 'user' } }, { details: { isActive: false } }],
    ],
    [
      'a closing that comes with more rights',
      { role: 'user', isActive: true },
      { role: 'admin', isActive: false },
      'user-inactive',
      [{ details: { from: 'user', to: 'admin' } }, { details: { isActive: false } }],
    ],
  ])('ends every session in the same write: %s', async (_name, before, rights, reason, facts) => {
    await hold(before);
    const changed = await change(rights);
    expect(changed).toMatchObject({ ...before, ...rights, sessionEpoch: 1, sessionEpochReason: reason });
    expect(calls()).toEqual(['findById', 'changeRights', 'markEnded', 'append']);
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: reason, revokedBy: adminId });
    expect(app.feed.isRevoked(ada.session.id)).toBe(true);
    expect(newEvents()).toMatchObject([
      ...facts,
      { type: 'user.sessions_revoked', details: { reason, revokedSessions: 1 }, actorId: adminId },
    ]);
  });

  it('opens an account again, and no session with it', async () => {
    await change({ isActive: false });
    expect(await change({ isActive: true })).toMatchObject({ isActive: true, sessionEpoch: 1 });
    await expect(app.refresh(ada.token)).rejects.toMatchObject({ code: 'refresh-token-revoked' });
    await expect(app.login()).resolves.toBeDefined();
  });

  it('is made by an operator in nobody’s name', async () => {
    await change({ role: 'support' }, ada.user.id, null);
    expect(newEvents()).toMatchObject([{ actorId: null }]);
  });

  it('to what is there already writes nothing but what was asked for', async () => {
    await change({ role: 'user', isActive: true });
    expect(calls()).toEqual(['findById', 'append']);
    expect(newEvents()).toMatchObject([
      { type: 'admin.role_changed', details: { from: 'user', to: 'user' } },
      { type: 'admin.activity_changed', details: { isActive: true } },
    ]);
    await expect(app.refresh(ada.token)).resolves.toBeDefined();
  });

  it('of nothing is nothing', async () => {
    expect(await change({})).toEqual(ada.user);
    expect(calls()).toEqual(['findById']);
  });

  it('finds no account that is not there', async () => {
    await expect(change({ role: 'support' }, app.random.uuid())).rejects.toThrow(NotFound);
    expect(newEvents()).toEqual([]);
  });
});

describe('the last active administrator', () => {
  const lastAdmin = (rights: Partial<Rights>, actorId: string | null = adminId) => change(rights, adminId, actorId);

  it.each<[string, Partial<Rights>]>([
    ['can not be given a lesser role', { role: 'support' }],
    ['can not be closed', { isActive: false }],
    ['can not be both', { role: 'user', isActive: false }],
  ])('%s, by nobody, and the attempt leaves a trace', async (_name, rights) => {
    for (const actorId of [adminId, null]) {
      await expect(lastAdmin(rights, actorId)).rejects.toMatchObject({ code: 'last-admin' });
      expect(app.events().at(-1)).toMatchObject({
        type: 'admin.action_refused',
        details: { permission: 'users:write', reason: 'last-admin', target: adminId },
        outcome: 'failure',
        actorId,
        userId: adminId,
      });
    }
    expect(await app.users.real.findById(adminId)).toMatchObject({ role: 'admin', isActive: true, sessionEpoch: 0 });
  });

  it.each<[string, Rights, boolean]>([
    ['an active administrator', { role: 'admin', isActive: true }, true],
    ['a closed one', { role: 'admin', isActive: false }, false],
    ['a supporter', { role: 'support', isActive: true }, false],
  ])('may go when there is another: %s', async (_name, rights, may) => {
    await hold(rights);
    const going = lastAdmin({ isActive: false });
    if (may) await expect(going).resolves.toMatchObject({ isActive: false });
    else await expect(going).rejects.toMatchObject({ code: 'last-admin' });
  });

  it('is refused only once that is recorded', async () => {
    app.audit.failOnce('append');
    await expect(lastAdmin({ isActive: false })).rejects.toThrow(StorageUnavailable);
  });
});

describe('while the store is away', () => {
  it.each(['findById', 'changeRights'] as const)('it is 503, and not done, at %s', async (call) => {
    app.users.failOnce(call);
    await expect(change({ role: 'support' })).rejects.toThrow(StorageUnavailable);
    expect(await stored()).toEqual(ada.user);
    await change({ role: 'support' });
    expect(newEvents()).toHaveLength(1);
  });

  it.each<[string, Partial<Rights>, Role]>([
    ['more rights', { role: 'support' }, 'support'],
    ['fewer', { isActive: false }, 'user'],
  ])('it is 503, and done, at the event (%s); the next try is recorded', async (_name, rights, role) => {
    app.audit.failOnce('append');
    await expect(change(rights)).rejects.toThrow(StorageUnavailable);
    expect(newEvents()).toEqual([]);
    expect(await change(rights)).toMatchObject({ role, ...rights });
    expect(newEvents()).toMatchObject([{ actorId: adminId, userId: ada.user.id }]);
  });

  it('it is 503, and done, at the marking: recorded, and marked a moment later', async () => {
    app.sessions.failOnce('markEnded');
    await expect(change({ isActive: false })).rejects.toThrow(StorageUnavailable);
    expect(newEvents()).toMatchObject([
      { type: 'admin.activity_changed' },
      { details: { reason: 'user-inactive', revokedSessions: null } },
    ]);
    await app.ends.finishMarkings();
    expect(app.feed.isRevoked(ada.session.id)).toBe(true);
  });
});

describe('when the process that made it was killed before the marks', () => {
  const KILLED = { reason: 'role-changed', spare: null, at: new Date(1) } as const;
  const unmarked = async (rights: Rights, after: Rights, reason: 'role-changed' | 'user-inactive' = 'role-changed') => {
    await hold(rights);
    const before = { id: ada.user.id, sessionEpoch: 0, ...rights };
    await app.users.real.changeRights({ ...ada.user, ...before }, after, {
      raise: { ...KILLED, reason },
      at: KILLED.at,
    });
  };
  const closed = () => unmarked({ role: 'user', isActive: true }, { role: 'user', isActive: false }, 'user-inactive');
  const expectMarked = async (reason: string) => {
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: reason, revokedBy: null });
    expect(app.feed.isRevoked(ada.session.id)).toBe(true);
    expect(app.events('user.sessions_revoked')).toMatchObject([
      { actorId: null, userId: ada.user.id, details: { reason, revokedSessions: 1 } },
    ]);
  };

  it('the same closing marks them', async () => {
    await closed();
    await change({ isActive: false });
    await expectMarked('user-inactive');
    await change({ isActive: false });
    expect(app.events('user.sessions_revoked')).toHaveLength(1);
  });

  it('the same demotion marks them', async () => {
    await unmarked({ role: 'support', isActive: true }, { role: 'user', isActive: true });
    await change({ role: 'user' });
    await expectMarked('role-changed');
  });

  it('the opening marks them, or an access token from before would pass again', async () => {
    await closed();
    await change({ isActive: true });
    await expectMarked('user-inactive');
  });

  it('the account stays closed until they are marked', async () => {
    await closed();
    app.sessions.failOnce('markEnded');
    await expect(change({ isActive: true })).rejects.toThrow(StorageUnavailable);
    expect(await stored()).toMatchObject({ isActive: false });
    await change({ isActive: true });
    await expectMarked('user-inactive');
  });
});
