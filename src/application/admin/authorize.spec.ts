import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable, TokenRevoked } from '../../domain/errors.js';
import { can, type Permission, PERMISSIONS, type Role, ROLES } from '../../domain/role.js';

const TARGET = '019ab9c0-0000-7000-8000-00000000abcd';
const READS: readonly Permission[] = ['users:read', 'sessions:read', 'audit:read'];

let app: UseCases;
let caller: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  caller = await app.register();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const become = (role: Role) => app.sql('UPDATE users SET role = ?', role);
const authorize = (permission: Permission, target: string | null = TARGET) =>
  app.admin.authorize.execute({
    caller: { userId: caller.user.id, sessionId: caller.session.id },
    permission,
    target,
    client: CLIENT,
  });
const who = () => ({ actorId: caller.user.id, userId: null, sessionId: caller.session.id });

describe('a caller with a role', () => {
  const cells = ROLES.flatMap((role) => PERMISSIONS.map((permission) => [role, permission] as const));

  it.each(cells.filter((cell) => can(...cell)))('%s is let through to %s', async (role, permission) => {
    await become(role);
    await expect(authorize(permission)).resolves.toBeUndefined();
    expect(app.events('admin.action_refused')).toEqual([]);
  });

  it.each(cells.filter((cell) => !can(...cell)))('%s is refused %s, with a trace', async (role, permission) => {
    await become(role);
    await expect(authorize(permission)).rejects.toMatchObject({ code: 'forbidden' });
    expect(app.events('admin.action_refused')).toEqual([
      expect.objectContaining({
        ...who(),
        details: { permission, reason: 'forbidden', target: TARGET },
        outcome: 'failure',
        ipAddress: CLIENT.ipAddress,
      }),
    ]);
  });
});

describe('an administrator', () => {
  beforeEach(() => become('admin'));

  it.each(READS)(
    'who reads (%s) leaves a trace of what was looked at, for two reads and one insert',
    async (permission) => {
      await authorize(permission);
      expect([...app.sessions.calls, ...app.users.calls, ...app.audit.calls]).toEqual(['find', 'findById', 'append']);
      expect(app.events('admin.data_viewed')).toEqual([
        expect.objectContaining({ ...who(), details: { permission, target: TARGET }, outcome: 'success' }),
      ]);
    },
  );

  it.each(PERMISSIONS.filter((permission) => !READS.includes(permission)))(
    'who acts (%s) leaves it to the action',
    async (permission) => {
      await authorize(permission);
      expect(app.audit.calls).toEqual([]);
    },
  );

  it('who reads a list has looked at no one in particular', async () => {
    await authorize('users:read', null);
    expect(app.events('admin.data_viewed')[0]).toMatchObject({ details: { target: null } });
  });

  it('sees nothing that could not be recorded', async () => {
    app.audit.failOnce('append');
    await expect(authorize('users:read')).rejects.toThrow(StorageUnavailable);
  });
});

describe('what the store says now counts, and no token', () => {
  it('a role that was taken away is gone', async () => {
    await become('admin');
    await authorize('users:write');
    await become('user');
    await expect(authorize('users:write')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('a role that is none any more gives nothing', async () => {
    await app.sql("UPDATE users SET role = 'auditor'");
    await expect(authorize('account:own')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['whose session has ended', () => app.logOut.execute([caller.token], CLIENT)],
    ['whose epoch was raised', () => app.raiseEpoch(caller.user.id)],
    ['whose account is closed', () => app.sql('UPDATE users SET isActive = 0')],
  ])('an administrator %s is out', async (_name, end) => {
    await become('admin');
    await end();
    await expect(authorize('users:read')).rejects.toThrow(TokenRevoked);
    expect(app.events('admin.data_viewed')).toEqual([]);
  });
});

describe('while the store is away nobody is let through', () => {
  it.each<[string, () => void]>([
    ['the session', () => app.sessions.failOnce('find')],
    ['the account', () => app.users.failOnce('findById')],
    ['the trace of a refusal', () => app.audit.failOnce('append')],
  ])('%s', async (_name, fail) => {
    fail();
    await expect(authorize('users:read')).rejects.toThrow(StorageUnavailable);
  });
});
