import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, MINUTE, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable, TokenRevoked } from '../../domain/errors.js';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  app.clock.advance(MINUTE);
  phone = await app.login();
  await app.register({ email: 'eve@example.com' });
  app.clock.advance(MINUTE);
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const list = () => app.listOwnSessions.execute(laptop.user.id);
const listed = async () => (await list()).map(({ id }) => id);

describe("one's own sessions", () => {
  it('are the live ones, newest use first, for two reads', async () => {
    expect(await listed()).toEqual([phone.session.id, laptop.session.id]);
    expect([...app.users.calls, ...app.sessions.calls]).toEqual(['findById', 'listLive']);
    await app.refresh(laptop.token);
    expect(await listed()).toEqual([laptop.session.id, phone.session.id]);
  });

  it('carry when and from where they were last used', async () => {
    await app.refresh(laptop.token, { client: { ...CLIENT, ipAddress: '198.51.100.9', userAgent: 'curl/8.9.1' } });
    expect((await list())[0]).toMatchObject({
      lastUsedAt: app.clock.now(),
      createdAt: laptop.session.createdAt,
      ipAddress: '198.51.100.9',
      userAgent: 'curl/8.9.1',
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['revoked', () => app.logOut.execute([phone.token], CLIENT)],
    ['expired', () => app.sql('UPDATE sessions SET expiresAt = 0 WHERE id = ?', phone.session.id)],
    ['dead by their epoch', () => app.sql('UPDATE sessions SET userEpoch = -1 WHERE id = ?', phone.session.id)],
  ])('leave out those that are %s', async (_name, end) => {
    await end();
    expect(await listed()).toEqual([laptop.session.id]);
  });

  it('show the one that a raise has spared', async () => {
    await app.sql('UPDATE users SET sessionEpoch = 1, sparedSessionId = ?', phone.session.id);
    expect(await listed()).toEqual([phone.session.id]);
  });

  it('are none at their common end', async () => {
    app.clock.advance(30 * DAY);
    expect(await listed()).toEqual([]);
  });

  it.each([
    ['is closed', 'UPDATE users SET isActive = 0'],
    ['is gone', 'DELETE FROM users'],
  ])('are refused when the account %s', async (_name, change) => {
    await app.sql(change);
    await expect(list()).rejects.toThrow(TokenRevoked);
    expect(app.sessions.calls).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['first', () => app.users.failOnce('findById')],
    ['second', () => app.sessions.failOnce('listLive')],
  ])('are 503 when the store is away at the %s read', async (_name, fail) => {
    fail();
    await expect(list()).rejects.toThrow(StorageUnavailable);
    expect(await listed()).toHaveLength(2);
  });
});
