import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { StorageUnavailable } from '../../domain/errors.js';
import type { User } from '../../domain/user.js';

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

const holder = async (): Promise<User> => (await app.users.real.findById(laptop.user.id))!;
const ending = () => ({ reason: 'ended-by-admin', by: null, client: CLIENT }) as const;
const endAll = async (user?: User) => app.ends.everySessionOf(user ?? (await holder()), null, ending());
const told = () => [laptop, phone].map(({ session }) => app.feed.isRevoked(session.id));
const sumsUp = () => app.events('user.sessions_revoked').map(({ details }) => details);

describe('ending every session', () => {
  it('raises the epoch from the one that was read, marks, tells and records', async () => {
    expect(await endAll()).toBe(2);
    expect([...app.users.calls, ...app.sessions.calls, ...app.audit.calls]).toEqual([
      'raiseSessionEpoch',
      'markEnded',
      'append',
    ]);
    expect(await holder()).toMatchObject({ sessionEpoch: 1, sessionEpochReason: 'ended-by-admin' });
    expect(sumsUp()).toEqual([{ reason: 'ended-by-admin', revokedSessions: 2 }]);
  });

  it('does nothing from an epoch that has moved', async () => {
    const before = await holder();
    await endAll();
    const { token } = await app.login();
    expect(await endAll(before)).toBeNull();
    expect(sumsUp()).toHaveLength(1);
    await expect(app.refresh(token)).resolves.toBeDefined();
  });
});

describe('a marking that the store fails', () => {
  beforeEach(async () => {
    app.sessions.failOnce('markEnded');
    await expect(endAll()).rejects.toThrow(StorageUnavailable);
  });

  it('is recorded all the same, without a number: the sessions are dead', async () => {
    expect(sumsUp()).toEqual([{ reason: 'ended-by-admin', revokedSessions: null }]);
    expect(told()).toEqual([false, false]);
  });

  it('is finished by the next call to finish markings, once', async () => {
    app.clock.advance(1000);
    await app.ends.finishMarkings();
    expect(told()).toEqual([true, true]);
    expect(await app.stored(phone.session)).toMatchObject({
      revokedAt: app.clock.now(),
      revokedReason: 'ended-by-admin',
    });
    app.forgetCalls();
    await app.ends.finishMarkings();
    expect(app.sessions.calls).toEqual([]);
  });

  it('stays to be finished while the store is away', async () => {
    app.sessions.failOnce('markEnded');
    await expect(app.ends.finishMarkings()).rejects.toThrow(StorageUnavailable);
    await app.ends.finishMarkings();
    expect(told()).toEqual([true, true]);
  });

  it('does not hit the login that came after, however late it is finished', async () => {
    const { session, token } = await app.login();
    await app.ends.finishMarkings();
    expect(app.feed.isRevoked(session.id)).toBe(false);
    await expect(app.refresh(token)).resolves.toBeDefined();
  });

  it('is remembered once, however many met it meanwhile', async () => {
    for (const { user, session } of [laptop, phone]) {
      app.sessions.failOnce('markEnded');
      const meeting = app.confirmCaller.find({ userId: user.id, sessionId: session.id });
      await expect(meeting).rejects.toThrow(StorageUnavailable);
    }
    app.forgetCalls();
    await app.ends.finishMarkings();
    expect(app.sessions.calls).toEqual(['markEnded']);
  });

  it('of a raise before does not get lost over the next one', async () => {
    const { session } = await app.login();
    app.sessions.failOnce('markEnded');
    await expect(endAll()).rejects.toThrow(StorageUnavailable);
    await app.ends.finishMarkings();
    expect([...told(), app.feed.isRevoked(session.id)]).toEqual([true, true, true]);
  });
});

it('the markings that the store fails for several accounts are all finished', async () => {
  const eve = await app.register({ email: 'eve@example.com' });
  for (const { user } of [laptop, eve]) {
    app.sessions.failOnce('markEnded');
    await expect(endAll(user)).rejects.toThrow(StorageUnavailable);
  }
  await app.ends.finishMarkings();
  expect([...told(), app.feed.isRevoked(eve.session.id)]).toEqual([true, true, true]);
});

it('an event that the store fails is a fault, after the sessions have ended', async () => {
  app.audit.failOnce('append');
  await expect(endAll()).rejects.toMatchObject({ cause: 'injected: append' });
  expect(told()).toEqual([true, true]);
});

describe('a session that was met dead and unmarked', () => {
  const meet = async () => {
    const session = await app.stored(phone.session);
    await app.ends.finishMarking(session, await app.users.real.findById(session.userId), 'logout-all');
  };

  it('is marked with all that the same raise has ended, in one write', async () => {
    await app.raiseEpoch(laptop.user.id);
    await meet();
    expect(app.sessions.calls).toEqual(['markEnded']);
    expect(told()).toEqual([true, true]);
  });

  it.each([
    ['the account was closed by hand', 'UPDATE users SET isActive = 0'],
    ['the account is gone', 'DELETE FROM users'],
  ])('is marked alone when %s', async (_name, change) => {
    await app.sql(change);
    await meet();
    expect(app.sessions.calls).toEqual(['revoke']);
    expect(told()).toEqual([false, true]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['marked meanwhile', () => app.logOut.execute([phone.token], CLIENT)],
    ['expired', async () => app.clock.advance(31 * DAY)],
  ])('costs no write when it is %s', async (_name, change) => {
    await app.raiseEpoch(laptop.user.id);
    await change();
    app.forgetCalls();
    await meet();
    expect(app.sessions.calls).toEqual([]);
  });
});
