import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { NotFound, StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
let ada: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  ada = await app.register();
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const view = () => app.admin.viewSession.execute(ada.session.id);
const calls = () => [...app.sessions.calls, ...app.users.calls];

describe('a session', () => {
  it('is shown as it is stored, for two reads', async () => {
    expect(await view()).toEqual(ada.session);
    expect(calls()).toEqual(['find', 'findById']);
  });

  it('has its lineage, unbroken, oldest first', async () => {
    let { token } = ada;
    for (let count = 0; count < 10; count += 1) ({ token } = await app.refresh(token));
    const { rotations, generation } = await view();
    expect(generation).toBe(10);
    expect(rotations).toHaveLength(8);
    const spent = rotations.slice(1).map(({ tokenId }) => tokenId);
    expect(rotations.slice(0, -1).map(({ replacedByToken }) => replacedByToken)).toEqual(spent);
    expect(rotations.at(-1)?.replacedByToken).toBe(token.split('.')[0]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['has ended', () => app.logOut.execute([ada.token], CLIENT)],
    ['has expired', async () => app.clock.advance(31 * DAY)],
    ['is of an account that is gone', () => app.sql('DELETE FROM users')],
  ])('is shown though it %s', async (_name, end) => {
    await end();
    expect(await view()).toMatchObject({ id: ada.session.id });
  });

  it('that has ended and is marked costs two reads as well', async () => {
    await app.logOut.execute([ada.token], CLIENT);
    app.forgetCalls();
    await view();
    expect(calls()).toEqual(['find', 'findById']);
  });

  it('is not found where there is none', async () => {
    await expect(app.admin.viewSession.execute(app.random.uuid())).rejects.toThrow(NotFound);
  });
});

describe('a session that ended without being marked', () => {
  it.each([
    ['by its epoch', "UPDATE users SET sessionEpoch = 1, sessionEpochReason = 'reuse-detected'", 'reuse-detected'],
    ['with its account', 'UPDATE users SET isActive = 0', 'user-inactive'],
    ['with an account that is gone', 'DELETE FROM users', 'user-inactive'],
  ])('%s is marked, and shown so', async (_name, end, revokedReason) => {
    await app.sql(end);
    expect(await view()).toMatchObject({ revokedAt: app.clock.now(), revokedReason });
    expect(app.sessions.calls).toMatchObject(['find', expect.stringMatching(/markEnded|revoke/), 'find']);
    expect(app.feed.isRevoked(ada.session.id)).toBe(true);
  });

  it('is 503 when it can not be marked, and shown at the next try', async () => {
    await app.raiseEpoch(ada.user.id);
    app.sessions.failOnce('markEnded');
    await expect(view()).rejects.toThrow(StorageUnavailable);
    expect(await view()).toMatchObject({ revokedReason: 'logout-all' });
  });
});
