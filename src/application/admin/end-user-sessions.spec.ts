import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { NotFound, StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
let admin: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
  admin = await app.register({ email: 'root@example.com' });
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const endAll = (actorId: string | null = admin.user.id) =>
  app.admin.endUserSessions.execute(laptop.user.id, actorId, CLIENT);
const sumsUp = () => app.events('user.sessions_revoked');
const beforeTheRaise = (act: () => Promise<unknown>) =>
  app.users.interceptOnce('raiseSessionEpoch', async (proceed, ...args) => {
    await act();
    return proceed(...args);
  });

describe('ending the sessions of an account', () => {
  it.each<[string, () => string | null]>([
    ['an administrator', () => admin.user.id],
    ['an operator', () => null],
  ])('ends all of them for %s, and only its own', async (_name, actor) => {
    expect(await endAll(actor())).toBe(2);
    for (const { session } of [laptop, phone]) {
      expect(await app.stored(session)).toMatchObject({ revokedReason: 'ended-by-admin', revokedBy: actor() });
    }
    await expect(app.refresh(admin.token)).resolves.toBeDefined();
    await expect(app.refresh(phone.token)).rejects.toMatchObject({
      code: 'refresh-token-revoked',
      reason: 'ended-by-admin',
    });
    expect(sumsUp()).toEqual([
      expect.objectContaining({
        details: { reason: 'ended-by-admin', revokedSessions: 2 },
        actorId: actor(),
        userId: laptop.user.id,
      }),
    ]);
  });

  it('costs one read, two writes and one event', async () => {
    await endAll();
    expect(app.users.calls).toEqual(['findById', 'raiseSessionEpoch']);
    expect(app.sessions.calls).toEqual(['markEnded']);
    expect(app.audit.calls).toEqual(['append']);
  });

  it('is recorded also when there is nothing to end', async () => {
    await endAll();
    expect(await endAll()).toBe(0);
    expect(sumsUp()).toHaveLength(2);
  });

  it('finds nothing for an account that is not there', async () => {
    await expect(app.admin.endUserSessions.execute(app.random.uuid(), null, CLIENT)).rejects.toThrow(NotFound);
    expect(app.audit.calls).toEqual([]);
  });
});

describe('ending the sessions of an account beside', () => {
  it('a change of password: its spared session ends, too', async () => {
    const caller = { userId: laptop.user.id, sessionId: laptop.session.id };
    beforeTheRaise(() => app.logOutEverywhere.execute(caller, 'caller', CLIENT));
    expect(await endAll()).toBe(1);
    expect(await app.listOwnSessions.execute(laptop.user.id)).toEqual([]);
  });

  it('another administrator: both are done, and both recorded', async () => {
    const counts = await Promise.all([endAll(), endAll(null)]);
    expect(counts.toSorted()).toEqual([0, 2]);
    expect(sumsUp()).toHaveLength(2);
  });

  it('a login: what it opened before the raise ends with the others', async () => {
    beforeTheRaise(() => app.login());
    expect(await endAll()).toBe(3);
  });

  it('raises that never stop: it gives up after five', async () => {
    app.users.intercept('raiseSessionEpoch', async () => null);
    await expect(endAll()).rejects.toThrow(StorageUnavailable);
    expect(app.users.count('raiseSessionEpoch')).toBe(5);
  });
});

describe('ending the sessions of an account while the store is away', () => {
  it.each<[string, () => void]>([
    ['the read', () => app.users.failOnce('findById')],
    ['the raise', () => app.users.failOnce('raiseSessionEpoch')],
  ])('is 503, and not done, at %s', async (_name, fail) => {
    fail();
    await expect(endAll()).rejects.toThrow(StorageUnavailable);
    await expect(app.refresh(phone.token)).resolves.toBeDefined();
  });

  it.each<[string, () => void, number]>([
    ['the marking, which the next try makes', () => app.sessions.failOnce('markEnded'), 2],
    ['the event: the next try is recorded', () => app.audit.failOnce('append'), 0],
  ])('is 503, and done, at %s', async (_name, fail, counted) => {
    fail();
    await expect(endAll()).rejects.toThrow(StorageUnavailable);
    expect(await app.listOwnSessions.execute(laptop.user.id)).toEqual([]);
    expect(await endAll()).toBe(counted);
    expect(sumsUp().at(-1)).toMatchObject({ actorId: admin.user.id, details: { revokedSessions: counted } });
  });
});
