import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable, TokenRevoked } from '../../domain/errors.js';

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

const ids = () => ({ userId: laptop.user.id, sessionId: laptop.session.id });
const confirm = () => app.confirmCaller.execute(ids());
const calls = () => [...app.sessions.calls, ...app.users.calls];

describe('a caller whose session is live', () => {
  it('is confirmed with both as the store has them, for two reads', async () => {
    await app.sql("UPDATE users SET role = 'support'");
    expect(await confirm()).toEqual({ session: laptop.session, user: { ...laptop.user, role: 'support' } });
    expect(calls()).toEqual(['find', 'findById']);
  });

  it('is confirmed though it is of an older epoch, if the last raise has spared it', async () => {
    await app.sql('UPDATE users SET sessionEpoch = 3, sparedSessionId = ?', laptop.session.id);
    await expect(confirm()).resolves.toBeDefined();
    expect(calls()).toEqual(['find', 'findById']);
  });
});

describe('a caller whose session is over', () => {
  it.each<[string, () => Promise<unknown>, string[]]>([
    ['revoked', () => app.logOut.execute([laptop.token], CLIENT), []],
    ['expired', async () => app.clock.advance(30 * DAY), []],
    ['purged', () => app.sql('DELETE FROM sessions WHERE id = ?', laptop.session.id), []],
    ['of an account that is gone', () => app.sql('DELETE FROM users'), []],
    ['dead by its epoch', () => app.raiseEpoch(laptop.user.id), ['markEnded']],
    ['of an account that was closed by hand', () => app.sql('UPDATE users SET isActive = 0'), ['revoke']],
  ])('is refused when it is %s', async (_name, end, writes) => {
    await end();
    app.forgetCalls();
    await expect(confirm()).rejects.toThrow(TokenRevoked);
    expect(app.sessions.calls.slice(1)).toEqual(writes);
    expect(await app.confirmCaller.find(ids())).toBeNull();
  });

  it('has it marked with all that ended with it, under the reason of the raise', async () => {
    await app.raiseEpoch(laptop.user.id);
    await expect(confirm()).rejects.toThrow(TokenRevoked);
    for (const { session } of [laptop, phone]) {
      expect(await app.stored(session)).toMatchObject({ revokedReason: 'logout-all', revokedBy: null });
      expect(app.feed.isRevoked(session.id)).toBe(true);
    }
  });

  it('is refused also when everything ends between the two reads', async () => {
    app.users.interceptOnce('findById', async (proceed, id) => {
      await app.raiseEpoch(laptop.user.id);
      return proceed(id);
    });
    await expect(confirm()).rejects.toThrow(TokenRevoked);
  });
});

describe('while the store is away', () => {
  it.each<[string, () => void]>([
    ['the session is read', () => app.sessions.failOnce('find')],
    ['the account is read', () => app.users.failOnce('findById')],
  ])('it is 503 as %s: nobody is let in, nobody is put out', async (_name, fail) => {
    fail();
    await expect(confirm()).rejects.toThrow(StorageUnavailable);
    await expect(confirm()).resolves.toBeDefined();
  });

  it('it is 503 as a dead session is marked, and the next try marks it', async () => {
    await app.raiseEpoch(laptop.user.id);
    app.sessions.failOnce('markEnded');
    await expect(confirm()).rejects.toThrow(StorageUnavailable);
    await expect(confirm()).rejects.toThrow(TokenRevoked);
    expect(app.feed.isRevoked(phone.session.id)).toBe(true);
  });
});

it("a caller with the live session of another's account is refused", async () => {
  const other = await app.register({ email: 'eve@example.com' });
  const caller = { userId: other.user.id, sessionId: laptop.session.id };
  await expect(app.confirmCaller.execute(caller)).rejects.toThrow(TokenRevoked);
});
