import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, MINUTE, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';

let app: UseCases;
let ada: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  ada = await app.register();
  app.clock.advance(MINUTE);
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const storeCalls = () => [...app.sessions.calls, ...app.users.calls, ...app.audit.calls];

async function refreshTimes(times: number, from = ada.token): Promise<string[]> {
  const tokens = [from];
  for (let count = 0; count < times; count += 1) tokens.push((await app.refresh(tokens.at(-1)!)).token);
  return tokens;
}

describe('a refresh', () => {
  it('hands out the successor and moves the session to it', async () => {
    const { token, user, session, expiresIn } = await app.refresh(ada.token);
    const genuine = app.refreshTokens.recognize(token);
    expect(genuine).toMatchObject({ sessionId: ada.session.id, generation: 1, familyHash: ada.session.familyHash });
    expect(user.id).toBe(ada.user.id);
    expect(expiresIn).toBe(600);
    expect(await app.stored(ada.session)).toEqual(session);
    expect(session).toMatchObject({
      generation: 1,
      tokenHash: genuine?.hash,
      createdAt: ada.session.createdAt,
      lastUsedAt: app.clock.now(),
      absoluteExpiresAt: ada.session.absoluteExpiresAt,
      purgeAt: ada.session.purgeAt,
      revokedAt: null,
    });
  });

  it('costs one write, one read of the user and one event', async () => {
    await app.refresh(ada.token);
    expect(storeCalls()).toEqual(['rotate', 'findById', 'append']);
    expect(app.events('session.refreshed')).toEqual([
      expect.objectContaining({
        details: { generation: 1 },
        actorId: ada.user.id,
        userId: ada.user.id,
        sessionId: ada.session.id,
      }),
    ]);
  });

  it('remembers from where it came', async () => {
    const client = { ipAddress: '198.51.100.7', userAgent: 'another browser', requestId: null };
    const { session } = await app.refresh(ada.token, { client });
    const { ipAddress, userAgent } = client;
    expect(session).toMatchObject({ ipAddress, userAgent, rotations: [{ ipAddress, userAgent }] });
  });

  it('works again and again, and remembers the last eight rotations as a chain', async () => {
    const tokens = await refreshTimes(11);
    const { generation, rotations } = await app.stored(ada.session);
    expect(generation).toBe(11);
    const ids = tokens.map((token) => token.split('.')[0]);
    expect(rotations.map(({ tokenId, replacedByToken }) => [tokenId, replacedByToken])).toEqual(
      Array.from({ length: 8 }, (_, index) => [ids[index + 3], ids[index + 4]]),
    );
    expect(new Set(rotations.map(({ attemptId }) => attemptId)).size).toBe(8);
  });

  it('is signed as of before the write, so that no revocation in between is earlier', async () => {
    const asked = app.clock.now().getTime();
    app.sessions.interceptOnce('rotate', (proceed, command) => {
      app.clock.advance(5000);
      return proceed(command);
    });
    const { accessToken } = await app.refresh(ada.token);
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { iat: number };
    expect(claims.iat).toBe(asked / 1000);
  });

  it('shows the role of this moment, not of the login', async () => {
    await app.sql("UPDATE users SET role = 'admin'");
    const { user, accessToken } = await app.refresh(ada.token);
    expect(user.role).toBe('admin');
    expect(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()).toContain('"role":"admin"');
  });
});

describe('what is not a refresh token', () => {
  it.each([
    ['none', () => [], 'refresh-token-missing'],
    ['an empty one', () => [''], 'refresh-token-invalid'],
    ['nonsense', () => ['x'.repeat(92)], 'refresh-token-invalid'],
    ['a mangled one', () => [ada.token.toLowerCase()], 'refresh-token-invalid'],
    ['one of another service', () => [foreignToken()], 'refresh-token-invalid'],
    ['eight of them', () => Array.from({ length: 8 }, foreignToken), 'refresh-token-invalid'],
  ])('is refused before the store is asked: %s', async (_name, tokens, code) => {
    await expect(app.refresh(tokens())).rejects.toMatchObject({ code });
    expect(storeCalls()).toEqual([]);
  });

  const foreignToken = () => new UseCases({ appKeys: ['foreign'] }).refreshTokens.open(ada.session.id).token;
});

describe('a genuine token that the store does not know', () => {
  it('of a session that never was, or is purged, is invalid', async () => {
    const token = app.refreshTokens.open(app.random.uuid()).token;
    await expect(app.refresh(token)).rejects.toMatchObject({ code: 'refresh-token-invalid' });
    expect(app.events('session.refresh_refused')).toEqual([
      expect.objectContaining({ details: { verdict: 'unknown', presentedGeneration: 0 }, userId: null }),
    ]);
  });

  it('made with our key but not from the session\u2019s nonce is invalid, and signs nobody out', async () => {
    await app.refresh(ada.token);
    const forged = app.refreshTokens.open(ada.session.id).token;
    await expect(app.refresh(forged)).rejects.toMatchObject({ code: 'refresh-token-invalid' });
    expect(app.events('session.refresh_refused')).toEqual([
      expect.objectContaining({ details: { verdict: 'forged', presentedGeneration: 0 }, sessionId: ada.session.id }),
    ]);
    expect(await app.stored(ada.session)).toMatchObject({ revokedAt: null });
  });

  it('because the store went back in time ends the session, and no other', async () => {
    const other = await app.login();
    const [, , token] = await refreshTimes(2);
    await app.sql('UPDATE sessions SET generation = 1 WHERE id = ?', ada.session.id);
    await expect(app.refresh(token!)).rejects.toMatchObject({
      code: 'refresh-token-revoked',
      reason: 'store-rollback',
    });
    expect(await app.stored(ada.session)).toMatchObject({ revokedReason: 'store-rollback' });
    expect(app.events('session.store_went_back')).toEqual([
      expect.objectContaining({ details: { presentedGeneration: 2, generation: 1 }, outcome: 'failure' }),
    ]);
    await expect(app.refresh(other.token)).resolves.toBeDefined();
  });
});

describe('the end of a session by time', () => {
  const EXPIRED = { code: 'refresh-token-expired' };

  it('comes 30 days after its last use', async () => {
    app.clock.set(ada.session.expiresAt);
    app.clock.advance(-1);
    const { session, token } = await app.refresh(ada.token);
    expect(session.expiresAt.getTime()).toBe(app.clock.now().getTime() + 30 * DAY);
    app.clock.set(session.expiresAt);
    await expect(app.refresh(token)).rejects.toMatchObject(EXPIRED);
  });

  it('comes after 90 days, however much it was used', async () => {
    let { token } = ada;
    for (let days = 25; days <= 75; days += 25) {
      app.clock.set(new Date(ada.session.createdAt.getTime() + days * DAY));
      const { session, ...next } = await app.refresh(token);
      token = next.token;
      expect(session.expiresAt <= ada.session.absoluteExpiresAt).toBe(true);
    }
    app.clock.set(ada.session.absoluteExpiresAt);
    await expect(app.refresh(token)).rejects.toMatchObject(EXPIRED);
    expect(ada.session.absoluteExpiresAt.getTime()).toBe(ada.session.createdAt.getTime() + 90 * DAY);
  });

  it('is the same for a spent token, and its event says so', async () => {
    await app.refresh(ada.token);
    app.clock.advance(30 * DAY);
    await expect(app.refresh(ada.token)).rejects.toMatchObject(EXPIRED);
    expect(app.events('session.refresh_refused').map(({ details }) => details)).toEqual([
      { verdict: 'expired', presentedGeneration: 0, spent: true },
    ]);
    expect(app.events('session.reuse_detected')).toEqual([]);
  });

  it('is not moved by a longer setting beyond what the session was promised', async () => {
    const lavish = new UseCases({ policy: { refreshTokenTtlMs: 400 * DAY, sessionMaxAgeMs: 400 * DAY }, beside: app });
    const { session } = await lavish.refresh(ada.token);
    expect(session.expiresAt).toEqual(ada.session.absoluteExpiresAt);
  });
});

describe('several cookies of one name', () => {
  it.each([
    ['oldest first', (tokens: string[]) => tokens],
    ['newest first', (tokens: string[]) => tokens.toReversed()],
    ['with nonsense', (tokens: string[]) => ['x'.repeat(92), ...tokens, '']],
  ])('the newest generation of a session counts: %s', async (_name, order) => {
    const tokens = await refreshTimes(3);
    const { session } = await app.refresh(order(tokens));
    expect(session.generation).toBe(4);
    expect(app.events('session.reuse_detected')).toEqual([]);
  });

  it('of two sessions are invalid, before the store is asked, and nobody is signed out', async () => {
    const other = await app.login();
    await app.refresh(other.token);
    app.forgetCalls();
    const both = [ada.token, other.token];
    await expect(app.refresh(both)).rejects.toMatchObject({ code: 'refresh-token-invalid' });
    expect(storeCalls()).toEqual([]);
    await app.logOut.execute([], CLIENT);
    await expect(app.refresh(ada.token)).resolves.toBeDefined();
  });
});
