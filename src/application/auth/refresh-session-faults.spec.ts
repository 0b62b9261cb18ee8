import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { RefreshOutcomeUnknown, StorageUnavailable } from '../../domain/errors.js';

const KEY = 'a random key of this refresh';

let app: UseCases;
let ada: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  ada = await app.register();
  app.delivered.length = 0;
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

describe('a store that is away before the write', () => {
  it('is 503: no token is handed out, and the old one goes on', async () => {
    app.sessions.failOnce('rotate');
    await expect(app.refresh(ada.token)).rejects.toThrow(StorageUnavailable);
    expect(app.delivered).toEqual([]);
    expect(await app.stored(ada.session)).toEqual(ada.session);
    await expect(app.refresh(ada.token)).resolves.toBeDefined();
  });
});

describe('a store that is away after the write', () => {
  it.each([
    ['when the user is read', () => app.users.failOnce('findById')],
    ['when the event is to be stored', () => app.audit.failOnce('append')],
  ])('is 503 with the successor in the cookie, and the client goes on from it: %s', async (_name, fail) => {
    fail();
    await expect(app.refresh(ada.token)).rejects.toThrow(StorageUnavailable);
    expect(app.delivered).toHaveLength(1);
    const [successor] = app.delivered;
    expect(await app.stored(ada.session)).toMatchObject({
      generation: 1,
      tokenHash: app.refreshTokens.recognize(successor!)?.hash,
    });
    const { session } = await app.refresh(successor!);
    expect(session.generation).toBe(2);
    expect(app.events('session.refreshed').map(({ details }) => details)).toEqual([{ generation: 2 }]);
  });

  it('is 503 with the same successor at a retry by key', async () => {
    const { token } = await app.refresh(ada.token, { key: KEY });
    app.audit.failOnce('append');
    await expect(app.refresh(ada.token, { key: KEY })).rejects.toThrow(StorageUnavailable);
    expect(app.delivered).toEqual([token, token]);
  });
});

describe('a write whose outcome is not known', () => {
  it('is told so, and leaves the cookie as it is', async () => {
    app.sessions.interceptOnce('rotate', () => Promise.reject(new RefreshOutcomeUnknown('injected')));
    await expect(app.refresh(ada.token)).rejects.toThrow(RefreshOutcomeUnknown);
    expect(app.delivered).toEqual([]);
    expect([...app.sessions.calls, ...app.users.calls, ...app.audit.calls]).toEqual(['rotate']);
  });

  it('can be repeated with the key when it had gone through', async () => {
    app.sessions.interceptOnce('rotate', async (proceed, command) => {
      await proceed(command);
      throw new RefreshOutcomeUnknown('injected');
    });
    await expect(app.refresh(ada.token, { key: KEY })).rejects.toThrow(RefreshOutcomeUnknown);
    const { token, session } = await app.refresh(ada.token, { key: KEY });
    expect(session.generation).toBe(1);
    await expect(app.refresh(token)).resolves.toBeDefined();
  });
});

describe('a live token that did not match', () => {
  it('is written once more', async () => {
    app.sessions.interceptOnce('rotate', () => Promise.resolve(null));
    const { session } = await app.refresh(ada.token);
    expect(session.generation).toBe(1);
    expect(app.sessions.calls).toEqual(['rotate', 'find', 'rotate']);
  });

  it('is 503 after the second time, and never theft', async () => {
    app.sessions.intercept('rotate', () => Promise.resolve(null));
    await expect(app.refresh(ada.token)).rejects.toThrow(StorageUnavailable);
    expect(app.sessions.count('rotate')).toBe(2);
    expect(app.delivered).toEqual([]);
    expect(await app.stored(ada.session)).toEqual(ada.session);
    expect(app.events('session.reuse_detected')).toEqual([]);
  });

  it('is judged anew the second time: a rival may have used it', async () => {
    app.sessions.interceptOnce('rotate', async () => {
      app.sessions.interceptOnce('rotate', async (proceed, command) => {
        await new UseCases({ beside: app }).refresh(ada.token);
        return proceed(command);
      });
      return null;
    });
    await expect(app.refresh(ada.token)).rejects.toMatchObject({ code: 'refresh-token-reused' });
  });
});

describe('an account or an epoch that ended the session, though nobody marked it', () => {
  it.each([
    ['the account is closed', 'UPDATE users SET isActive = 0', 'user-inactive'],
    ['the account is gone', 'DELETE FROM users', 'user-inactive'],
    ['the epoch was raised', "UPDATE users SET sessionEpoch = 1, sessionEpochReason = 'logout-all'", 'logout-all'],
  ])('is met after the write: %s', async (_name, change, reason) => {
    await app.sql(change);
    await expect(app.refresh(ada.token)).rejects.toMatchObject({ code: 'refresh-token-revoked', reason });
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: reason, revokedBy: null });
    expect(app.events('session.refreshed')).toEqual([]);
    expect(app.events('session.refresh_refused')).toEqual([
      expect.objectContaining({
        details: { verdict: 'ended', presentedGeneration: 0, reason },
        sessionId: ada.session.id,
        userId: ada.user.id,
      }),
    ]);
  });

  it.each([
    ['the account is closed', 'UPDATE users SET isActive = 0', 'user-inactive'],
    [
      'the epoch was raised',
      "UPDATE users SET sessionEpoch = 1, sessionEpochReason = 'reuse-detected'",
      'reuse-detected',
    ],
  ])('is met by a spent token, which is no theft then: %s', async (_name, change, reason) => {
    await app.refresh(ada.token);
    await app.sql(change);
    await expect(app.refresh(ada.token)).rejects.toMatchObject({ code: 'refresh-token-revoked', reason });
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: reason });
    expect(app.events('session.reuse_detected')).toEqual([]);
  });

  it('is met between the write and the read: no access token leaves', async () => {
    app.users.interceptOnce('findById', async (proceed, id) => {
      await app.raiseEpoch(id);
      return proceed(id);
    });
    await expect(app.refresh(ada.token)).rejects.toMatchObject({
      code: 'refresh-token-revoked',
      reason: 'logout-all',
    });
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: 'logout-all' });
  });

  it('leaves its trace before its mark, and is met again if the trace can not be stored', async () => {
    await app.sql('UPDATE users SET isActive = 0');
    app.audit.failOnce('append');
    await expect(app.refresh(ada.token)).rejects.toThrow(StorageUnavailable);
    expect(await app.stored(ada.session)).toMatchObject({ revokedAt: null });
    await expect(app.refresh(app.delivered[0]!)).rejects.toMatchObject({ reason: 'user-inactive' });
    expect(app.events('session.refresh_refused')).toHaveLength(1);
  });

  it('is not met by the session that was spared', async () => {
    await app.sql('UPDATE users SET sessionEpoch = 1, sparedSessionId = ?', ada.session.id);
    await expect(app.refresh(ada.token)).resolves.toBeDefined();
  });
});
