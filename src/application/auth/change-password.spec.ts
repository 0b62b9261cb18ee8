import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials, StorageUnavailable, TokenRevoked } from '../../domain/errors.js';

const NEW = 'nine green alpacas';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const change = ({ currentPassword = PASSWORD, newPassword = NEW, from = laptop } = {}) =>
  app.changePassword.execute({
    caller: { userId: from.user.id, sessionId: from.session.id },
    currentPassword,
    newPassword,
    client: CLIENT,
  });
const holder = () => app.users.real.findById(laptop.user.id);
const REVOKED = { code: 'refresh-token-revoked', reason: 'password-changed' };

async function expectUnchanged(): Promise<void> {
  expect(await holder()).toEqual(laptop.user);
  await expect(app.refresh(phone.token)).resolves.toBeDefined();
  await expect(app.login()).resolves.toBeDefined();
}

describe('a change of password', () => {
  it('puts the new one in force, and the old one out of it', async () => {
    await change();
    await expect(app.login({ password: NEW })).resolves.toBeDefined();
    await expect(app.login()).rejects.toThrow(InvalidCredentials);
  });

  it('keeps the session that asks, and ends every other', async () => {
    await change();
    await expect(app.refresh(laptop.token)).resolves.toBeDefined();
    await expect(app.refresh(phone.token)).rejects.toMatchObject(REVOKED);
    expect(await app.stored(phone.session)).toMatchObject({
      revokedReason: 'password-changed',
      revokedBy: laptop.user.id,
    });
    expect(await holder()).toMatchObject({
      sessionEpoch: 1,
      sessionEpochReason: 'password-changed',
      sparedSessionId: laptop.session.id,
    });
  });

  it('costs two reads, two writes, two hashes, and one append of two events', async () => {
    await change();
    expect(app.sessions.calls).toEqual(['find', 'markEnded']);
    expect(app.users.calls).toEqual(['findById', 'replacePassword']);
    expect(app.hashings).toEqual(['verify', 'hash']);
    expect(app.audit.calls).toEqual(['append']);
    const who = { actorId: laptop.user.id, userId: laptop.user.id };
    expect(app.events().slice(-2)).toEqual([
      expect.objectContaining({ type: 'password.changed', ...who, sessionId: laptop.session.id }),
      expect.objectContaining({
        type: 'user.sessions_revoked',
        details: { reason: 'password-changed', revokedSessions: 1 },
        ...who,
      }),
    ]);
  });

  it('can be made again by the session that it spared, which is spared again', async () => {
    await change();
    await change({ currentPassword: NEW, newPassword: 'eleven blue walruses' });
    await expect(app.refresh(laptop.token)).resolves.toBeDefined();
    expect(await holder()).toMatchObject({ sessionEpoch: 2, sparedSessionId: laptop.session.id });
  });

  it('spares the last one only', async () => {
    await change();
    const tablet = await app.login({ password: NEW });
    await change({ from: tablet, currentPassword: NEW, newPassword: 'eleven blue walruses' });
    await expect(app.refresh(tablet.token)).resolves.toBeDefined();
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REVOKED);
  });
});

describe('a change of password is refused', () => {
  it('with a wrong present one: nothing changes, and there is a trace', async () => {
    await expect(change({ currentPassword: NEW })).rejects.toThrow(new InvalidCredentials());
    expect(app.hashings).toEqual(['verify']);
    expect(app.events().at(-1)).toMatchObject({
      type: 'password.change_refused',
      details: { reason: 'wrong-password' },
      outcome: 'failure',
      userId: laptop.user.id,
      sessionId: laptop.session.id,
    });
    await expectUnchanged();
  });

  it.each(['short', 'password1234', 'ada ada ada ada'])(
    'with the new one %j, naming the field',
    async (newPassword) => {
      await expect(change({ newPassword })).rejects.toMatchObject({
        code: 'validation-failed',
        errors: [{ field: 'newPassword', message: expect.any(String) }],
      });
      expect(app.audit.calls).toEqual([]);
      await expectUnchanged();
    },
  );

  it('for the wrong present one first: only who knows it learns of the policy', async () => {
    await expect(change({ currentPassword: NEW, newPassword: 'short' })).rejects.toThrow(InvalidCredentials);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['logged out', () => app.logOut.execute([laptop.token], CLIENT)],
    ['expired', async () => app.clock.advance(30 * DAY)],
    ['dead by its epoch', () => app.raiseEpoch(laptop.user.id)],
    ['of an account that is closed', () => app.sql('UPDATE users SET isActive = 0')],
    ['of an account that is gone', () => app.sql('DELETE FROM users')],
  ])('to a session that is %s, before any hashing', async (_name, end) => {
    await end();
    await expect(change()).rejects.toThrow(TokenRevoked);
    expect(app.hashings).toEqual([]);
    expect(app.users.count('replacePassword')).toBe(0);
  });
});

describe('while the store is away', () => {
  it.each<[string, () => void]>([
    ['the session is read', () => app.sessions.failOnce('find')],
    ['the account is read', () => app.users.failOnce('findById')],
    ['the hash is written', () => app.users.failOnce('replacePassword')],
  ])('as %s, it is 503 and not done; the next try does it', async (_name, fail) => {
    fail();
    await expect(change()).rejects.toThrow(StorageUnavailable);
    expect(await holder()).toEqual(laptop.user);
    await change();
    await expect(app.login({ password: NEW })).resolves.toBeDefined();
  });

  it('as the refusal is recorded, it is 503', async () => {
    app.audit.failOnce('append');
    await expect(change({ currentPassword: NEW })).rejects.toThrow(StorageUnavailable);
  });

  it('as the others are marked, it is 503 and done: they are dead, and marked by the next who tries', async () => {
    app.sessions.failOnce('markEnded');
    await expect(change()).rejects.toThrow(StorageUnavailable);
    expect(app.events().slice(-2)).toMatchObject([
      { type: 'password.changed' },
      { details: { reason: 'password-changed', revokedSessions: null } },
    ]);
    await app.ends.finishMarkings();
    expect(app.feed.isRevoked(phone.session.id)).toBe(true);
    expect(app.feed.isRevoked(laptop.session.id)).toBe(false);
    await expect(app.refresh(phone.token)).rejects.toMatchObject(REVOKED);
  });

  it('as the event is stored, it is 503 and done: the new password is the present one', async () => {
    app.audit.failOnce('append');
    await expect(change()).rejects.toThrow(StorageUnavailable);
    await expect(change()).rejects.toThrow(InvalidCredentials);
    await expect(change({ currentPassword: NEW, newPassword: NEW })).resolves.toBeUndefined();
    expect(app.events('password.changed')).toHaveLength(1);
  });
});
