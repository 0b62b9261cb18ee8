import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

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

const logOut = (...tokens: string[]) => app.logOut.execute(tokens, CLIENT);
const logoutEvents = () => app.events('session.revoked');

describe('a logout', () => {
  it("ends the token's session, with one write and one event", async () => {
    await logOut(ada.token);
    expect(await app.stored(ada.session)).toMatchObject({
      revokedAt: app.clock.now(),
      revokedReason: 'logout',
    });
    expect(logoutEvents()).toEqual([
      expect.objectContaining({
        details: { reason: 'logout' },
        actorId: ada.user.id,
        userId: ada.user.id,
        sessionId: ada.session.id,
      }),
    ]);
    expect([...app.users.calls, ...app.sessions.calls, ...app.audit.calls]).toEqual(['revoke', 'append']);
  });

  it('makes the token useless, and it is not called stolen', async () => {
    await logOut(ada.token);
    await expect(app.refresh(ada.token)).rejects.toMatchObject({ code: 'refresh-token-revoked', reason: 'logout' });
  });

  it('leaves the other sessions of the account alone', async () => {
    const other = await app.login();
    await logOut(ada.token);
    await expect(app.refresh(other.token)).resolves.toBeDefined();
  });

  it.each([0, 1, 2, 3])(
    'takes the token of generation %i of three: it can not lose to a refresh',
    async (generation) => {
      const tokens = [ada.token];
      for (let count = 0; count < 3; count += 1) tokens.push((await app.refresh(tokens.at(-1)!)).token);
      await logOut(tokens[generation]!);
      await expect(app.refresh(tokens[3]!)).rejects.toMatchObject({ code: 'refresh-token-revoked', reason: 'logout' });
      expect(app.events('session.reuse_detected')).toEqual([]);
    },
  );

  it('wins over a refresh at the same moment: one of them ends the session, neither calls it theft', async () => {
    const [refreshed] = await Promise.allSettled([app.refresh(ada.token), logOut(ada.token)]);
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: 'logout' });
    const latest = refreshed.status === 'fulfilled' ? refreshed.value.token : ada.token;
    await expect(app.refresh(latest)).rejects.toMatchObject({ code: 'refresh-token-revoked' });
    expect(app.events('session.reuse_detected')).toEqual([]);
  });

  it('ends every session whose token came, each once', async () => {
    const other = await app.login();
    const { token } = await app.refresh(ada.token);
    await logOut(ada.token, other.token, token, 'nonsense');
    expect(logoutEvents().map(({ sessionId }) => sessionId)).toEqual([ada.session.id, other.session.id]);
  });

  it('is not deceived by a token of another family beside the right one', async () => {
    const forged = app.refreshTokens.open(ada.session.id).token;
    await logOut(ada.token, forged);
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: 'logout' });
  });

  it('of a session that has expired marks it', async () => {
    app.clock.advance(31 * DAY);
    await logOut(ada.token);
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: 'logout' });
  });

  it('is 503, and not done, if the store is away', async () => {
    app.sessions.failOnce('revoke');
    await expect(logOut(ada.token)).rejects.toThrow(StorageUnavailable);
    expect(await app.stored(ada.session)).toMatchObject({ revokedAt: null });
  });

  it('is not answered before its event is stored', async () => {
    app.audit.failOnce('append');
    await expect(logOut(ada.token)).rejects.toThrow(StorageUnavailable);
  });
});

describe('a logout that ends nothing', () => {
  it.each([
    ['without a token', () => []],
    ['with what is no token', () => ['', 'nonsense', 'x'.repeat(92)]],
    ['with a mangled token', () => [`${ada.token.slice(0, -1)}${ada.token.endsWith('A') ? 'B' : 'A'}`]],
    [
      'with a token under keys of another service',
      () => [new UseCases({ appKeys: ['foreign'] }).refreshTokens.open(ada.session.id).token],
    ],
  ])('never asks the store: %s', async (_name, tokens) => {
    await logOut(...tokens());
    expect([...app.users.calls, ...app.sessions.calls, ...app.audit.calls]).toEqual([]);
    expect(await app.stored(ada.session)).toMatchObject({ revokedAt: null });
  });

  it.each([
    ['of another family, though our key made it', () => app.refreshTokens.open(ada.session.id).token],
    ['of a session that never was', () => app.refreshTokens.open(app.random.uuid()).token],
  ])('writes no event for a token %s', async (_name, token) => {
    await logOut(token());
    expect(logoutEvents()).toEqual([]);
    expect(await app.stored(ada.session)).toMatchObject({ revokedAt: null });
  });

  it('writes no event for a session that is over, and leaves why it ended', async () => {
    await app.sessions.real.revoke(ada.session.id, ada.session.familyHash, {
      reason: 'evicted',
      by: null,
      at: app.clock.now(),
    });
    await logOut(ada.token);
    expect(logoutEvents()).toEqual([]);
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: 'evicted' });
  });

  it('writes one event in all for many at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => logOut(ada.token)));
    expect(logoutEvents()).toHaveLength(1);
  });
});
