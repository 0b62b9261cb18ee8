import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, MINUTE, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';

const REUSED = { code: 'refresh-token-reused', reason: 'reuse-detected' };
const CASCADED = { code: 'refresh-token-revoked', reason: 'reuse-detected' };

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
/** What the thief, or the victim, holds after the other has refreshed. */
let current: string;

beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
  current = (await app.refresh(laptop.token)).token;
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const codesOf = (attempts: readonly PromiseSettledResult<unknown>[]) =>
  attempts.map((attempt) => (attempt.status === 'rejected' ? (attempt.reason as { code: string }).code : 'signed in'));

describe('a spent token', () => {
  it('ends every session of its user, with one event for the theft and one for the ending', async () => {
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    for (const { session } of [laptop, phone]) {
      expect(await app.stored(session)).toMatchObject({ revokedReason: 'reuse-detected', revokedBy: null });
    }
    await expect(app.refresh(current)).rejects.toMatchObject(CASCADED);
    await expect(app.refresh(phone.token)).rejects.toMatchObject(CASCADED);
    const sessionId = laptop.session.id;
    expect(app.events('session.reuse_detected')).toEqual([
      expect.objectContaining({
        details: { presentedGeneration: 0, generation: 1, scope: 'user' },
        actorId: null,
        userId: laptop.user.id,
        sessionId,
      }),
    ]);
    expect(app.events('user.sessions_revoked')).toEqual([
      expect.objectContaining({ details: { reason: 'reuse-detected', revokedSessions: 2 }, userId: laptop.user.id }),
    ]);
  });

  it('costs one raise and one marking, and no second look', async () => {
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    expect(app.sessions.calls).toEqual(['rotate', 'find', 'markEnded']);
    expect(app.users.calls).toEqual(['findById', 'raiseSessionEpoch']);
  });

  it('is recognised long after its rotation was forgotten', async () => {
    for (let count = 0; count < 10; count += 1) current = (await app.refresh(current)).token;
    const { rotations } = await app.stored(laptop.session);
    expect(rotations.map(({ tokenId }) => tokenId)).not.toContain(laptop.token.slice(0, 27));
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
  });

  it('does not touch the sessions of others', async () => {
    const eve = await app.register({ email: 'eve@example.com' });
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    await expect(app.refresh(eve.token)).resolves.toBeDefined();
  });

  it('ends only its own session where the scope is the session', async () => {
    const narrow = new UseCases({ policy: { reuseScope: 'session' }, beside: app });
    await expect(narrow.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    await expect(narrow.refresh(current)).rejects.toMatchObject(CASCADED);
    await expect(narrow.refresh(phone.token)).resolves.toBeDefined();
    expect(app.events('session.reuse_detected').map(({ details }) => details)).toEqual([
      { presentedGeneration: 0, generation: 1, scope: 'session' },
    ]);
    expect(app.events('user.sessions_revoked')).toEqual([]);
  });

  it('tells nothing of the store: the answers carry no detail but the reason', async () => {
    const fault: unknown = await app.refresh(laptop.token).catch((reason: unknown) => reason);
    expect(JSON.stringify(fault)).not.toContain(laptop.session.id);
    expect(fault).toMatchObject({ errors: undefined });
  });

  it('leaves its trace first: no session ends while the event can not be stored', async () => {
    app.audit.failOnce('append');
    await expect(app.refresh(laptop.token)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(await app.stored(phone.session)).toMatchObject({ revokedAt: null });
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    expect(app.events('session.reuse_detected')).toHaveLength(1);
  });

  it('is judged again when the store was away at the cascade, and its event is not written twice', async () => {
    app.users.failOnce('raiseSessionEpoch');
    await expect(app.refresh(laptop.token)).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    await expect(app.refresh(phone.token)).rejects.toMatchObject(CASCADED);
    expect(app.events('session.reuse_detected')).toHaveLength(1);
  });
});

describe('many at once', () => {
  it('with a live token: one goes through, and the others are one theft', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => app.refresh(current)));
    const codes = codesOf(attempts);
    expect(codes.filter((code) => code === 'signed in').length).toBeLessThanOrEqual(1);
    expect(app.sessions.count('rotate')).toBe(20);
    expect((await app.stored(laptop.session)).generation).toBe(2);
    expect(app.events('session.reuse_detected')).toHaveLength(1);
    expect(app.events('user.sessions_revoked')).toHaveLength(1);
  });

  it('with a spent one: all are told, one event is written, one epoch is raised', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => app.refresh(laptop.token)));
    expect(codesOf(attempts)).toEqual(Array(20).fill('refresh-token-reused'));
    expect(app.events('session.reuse_detected')).toHaveLength(1);
    expect(app.events('user.sessions_revoked')).toHaveLength(1);
    expect(await app.users.real.findById(laptop.user.id)).toMatchObject({ sessionEpoch: 1 });
  });

  it('of which one is late can not kill the login that followed', async () => {
    let after: SignedInClient | undefined;
    app.users.interceptOnce('raiseSessionEpoch', async (proceed, ...args) => {
      await app.logOutEverywhere.execute({ userId: phone.user.id, sessionId: phone.session.id }, 'none', CLIENT);
      after = await app.login();
      return proceed(...args);
    });
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    await expect(app.refresh(after!.token)).resolves.toBeDefined();
    expect(await app.users.real.findById(laptop.user.id)).toMatchObject({ sessionEpoch: 1 });
  });

  it('go on until the session is dead, though a password change beside them spares it', async () => {
    app.users.interceptOnce('raiseSessionEpoch', async (proceed, ...args) => {
      const spare = 'UPDATE users SET sessionEpoch = sessionEpoch + 1, sparedSessionId = ?';
      await app.sql(spare, laptop.session.id);
      return proceed(...args);
    });
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    await expect(app.refresh(current)).rejects.toMatchObject(CASCADED);
    expect(await app.users.real.findById(laptop.user.id)).toMatchObject({ sessionEpoch: 2, sparedSessionId: null });
  });
});

describe('a token of a session that somebody ended', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['its owner', () => app.logOut.execute([current], CLIENT), 'logout'],
    ['its owner, everywhere', () => logOutFrom(phone), 'logout-all'],
    ['a newer login of its browser', () => app.login({ presentedTokens: [current] }), 'replaced'],
  ])('is no theft, spent or not: %s', async (_name, end, reason) => {
    await end();
    for (const token of [current, laptop.token]) {
      await expect(app.refresh(token)).rejects.toMatchObject({ code: 'refresh-token-revoked', reason });
    }
    const { token } = await app.login();
    await expect(app.refresh(laptop.token)).rejects.toMatchObject({ code: 'refresh-token-revoked' });
    await expect(app.refresh(token)).resolves.toBeDefined();
    expect(app.events('session.reuse_detected')).toEqual([]);
  });

  const logOutFrom = ({ user, session }: SignedInClient) =>
    app.logOutEverywhere.execute({ userId: user.id, sessionId: session.id }, 'none', CLIENT);

  it('after the cascade signs nobody out again', async () => {
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(REUSED);
    const { token } = await app.login();
    await expect(app.refresh(laptop.token)).rejects.toMatchObject(CASCADED);
    await expect(app.refresh(phone.token)).rejects.toMatchObject(CASCADED);
    await expect(app.refresh(token)).resolves.toBeDefined();
  });
});

describe('a dead token, again and again', () => {
  const refusals = () => app.events('session.refresh_refused');
  const present = (token = current) => app.refresh(token).catch(() => undefined);
  beforeEach(() => app.logOut.execute([current], CLIENT));

  it('is one event in a minute, and another in the next', async () => {
    for (let count = 0; count < 5; count += 1) await present();
    expect(refusals()).toHaveLength(1);
    expect(refusals()[0]).toMatchObject({
      details: { verdict: 'ended', presentedGeneration: 1, reason: 'logout' },
      sessionId: laptop.session.id,
      userId: laptop.user.id,
    });
    app.clock.advance(MINUTE);
    await present();
    expect(refusals()).toHaveLength(2);
  });

  it('costs no write beside the one that failed: the session is marked already', async () => {
    app.forgetCalls();
    await present();
    expect(app.sessions.calls).toEqual(['rotate', 'find']);
  });

  it('is one event for each session and verdict', async () => {
    await present();
    await app.logOut.execute([phone.token], CLIENT);
    await present(phone.token);
    await present(app.refreshTokens.open(laptop.session.id).token);
    const told = refusals().map(({ sessionId, details }) => [sessionId, 'verdict' in details && details.verdict]);
    expect(told).toEqual([
      [laptop.session.id, 'ended'],
      [phone.session.id, 'ended'],
      [laptop.session.id, 'forged'],
    ]);
  });

  it('is still one event when the store failed at one of the minute before', async () => {
    app.audit.interceptOnce('append', async () => {
      app.clock.advance(MINUTE);
      await present();
      throw new StorageUnavailable('injected');
    });
    await expect(app.refresh(current)).rejects.toThrow(StorageUnavailable);
    await present();
    expect(refusals()).toHaveLength(1);
  });

  it('is answered only once that event is stored, by whoever', async () => {
    app.audit.failOnce('append');
    const attempts = await Promise.allSettled([app.refresh(current), app.refresh(current)]);
    expect(codesOf(attempts)).toEqual(['storage-unavailable', 'storage-unavailable']);
    await expect(app.refresh(current)).rejects.toMatchObject({ code: 'refresh-token-revoked' });
    expect(refusals()).toHaveLength(1);
  });
});
