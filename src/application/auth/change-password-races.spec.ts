import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CHEAP, CLIENT, PASSWORD, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials, TokenRevoked } from '../../domain/errors.js';

const NEW = 'nine green alpacas';
const OTHER = 'eleven blue walruses';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
});
afterEach(() => {
  app.store.close();
});

const callerOf = ({ user, session }: SignedInClient) => ({ userId: user.id, sessionId: session.id });
const change = (newPassword = NEW, from = laptop) =>
  app.changePassword.execute({ caller: callerOf(from), currentPassword: PASSWORD, newPassword, client: CLIENT });
const logOutEverywhere = (from: SignedInClient, spare: 'none' | 'caller' = 'none') =>
  app.logOutEverywhere.execute(callerOf(from), spare, CLIENT);
const close = () => {
  const rights = { isActive: false };
  return app.admin.changeRights.execute({ actorId: null, userId: laptop.user.id, rights, client: CLIENT });
};

/** Does something after the change has read the account and before it writes. */
function beforeTheSwap(act: () => Promise<unknown>): void {
  app.users.interceptOnce('replacePassword', async (proceed, ...args) => {
    await act();
    return proceed(...args);
  });
}

const passwordInForce = async () => {
  const { passwordHash } = (await app.users.real.findById(laptop.user.id))!;
  for (const password of [PASSWORD, NEW, OTHER]) {
    if (await app.hasher.real.verify(passwordHash, password)) return password;
  }
  return null;
};
const isAlive = ({ token }: { token: string }) =>
  app.refresh(token).then(
    () => true,
    () => false,
  );

describe('a change of password beside a login that renews the hash', () => {
  it('goes through in a second try, and ends the session of that login', async () => {
    const dearer = new UseCases({ argon2: { ...CHEAP, memoryCost: 8192 }, beside: app });
    let tablet: SignedInClient | undefined;
    beforeTheSwap(async () => (tablet = await dearer.login()));
    await change();
    expect(await passwordInForce()).toBe(NEW);
    expect(app.users.count('replacePassword')).toBe(2);
    expect([await isAlive(laptop), await isAlive(phone), await isAlive(tablet!)]).toEqual([true, false, false]);
  });

  it('is not undone by the renewal: the login that comes late fails', async () => {
    const dearer = new UseCases({ argon2: { ...CHEAP, memoryCost: 8192 }, beside: app });
    dearer.users.interceptOnce('renewPasswordHash', async (proceed, ...args) => {
      await change();
      return proceed(...args);
    });
    await expect(dearer.login()).rejects.toThrow(new InvalidCredentials());
    expect(await passwordInForce()).toBe(NEW);
  });
});

it('a login that proved the old password opens nothing after the change', async () => {
  app.sessions.interceptOnce('open', async (proceed, opening) => {
    await change();
    return proceed(opening);
  });
  await expect(app.login()).rejects.toThrow(new InvalidCredentials());
  expect((await app.listOwnSessions.execute(laptop.user.id)).map(({ id }) => id)).toEqual([laptop.session.id]);
});

it('a refresh of another device between the raise and the marking is refused, and leaves it dead', async () => {
  app.sessions.interceptOnce('markEnded', async (proceed, ...args) => {
    const refusal = { code: 'refresh-token-revoked', reason: 'password-changed' };
    await expect(app.refresh(phone.token)).rejects.toMatchObject(refusal);
    return proceed(...args);
  });
  await change();
  expect(await app.stored(phone.session)).toMatchObject({ revokedReason: 'password-changed' });
});

describe('a change of password that comes after the end of its own session', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['logs out everywhere, from another device', () => logOutEverywhere(phone)],
    ['logs out everywhere, from this one', () => logOutEverywhere(laptop)],
    ['ends all others, from another device', () => logOutEverywhere(phone, 'caller')],
    ['is closed', close],
  ])('is refused, and changes nothing, when the account %s', async (_name, act) => {
    beforeTheSwap(act);
    await expect(change()).rejects.toThrow(TokenRevoked);
    expect(await passwordInForce()).toBe(PASSWORD);
    expect(app.events('password.changed')).toEqual([]);
  });

  it('is refused when another device has changed it', async () => {
    beforeTheSwap(() => change(OTHER, phone));
    await expect(change(NEW, laptop)).rejects.toThrow(TokenRevoked);
    expect(await passwordInForce()).toBe(OTHER);
    expect([await isAlive(laptop), await isAlive(phone)]).toEqual([false, true]);
  });
});

it('goes through after the same device has ended all others', async () => {
  beforeTheSwap(() => logOutEverywhere(laptop, 'caller'));
  await change();
  expect(await passwordInForce()).toBe(NEW);
  expect([await isAlive(laptop), await isAlive(phone)]).toEqual([true, false]);
});

describe('logging out everywhere beside a change of password', () => {
  /** Does it after the logout has read the account and before it raises the epoch. */
  function beforeTheRaise(act: () => Promise<unknown>): void {
    app.users.interceptOnce('raiseSessionEpoch', async (proceed, ...args) => {
      await act();
      return proceed(...args);
    });
  }

  it('ends what the change has spared when the spared one asks', async () => {
    beforeTheRaise(() => change(NEW, laptop));
    expect(await logOutEverywhere(laptop)).toBe(1);
    expect([await isAlive(laptop), await isAlive(phone)]).toEqual([false, false]);
  });

  it.each(['none', 'caller'] as const)(
    'ends nothing when the change has ended the one that asks: %s',
    async (spare) => {
      beforeTheRaise(() => change(NEW, laptop));
      expect(await logOutEverywhere(phone, spare)).toBe(0);
      expect([await isAlive(laptop), await isAlive(phone)]).toEqual([true, false]);
    },
  );
});

describe('changes at once', () => {
  it('from one session: one goes through, and the others no longer know the present password', async () => {
    const attempts = await Promise.allSettled([NEW, OTHER, NEW, OTHER, NEW].map((password) => change(password)));
    const refusals = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as Error] : []));
    expect(refusals.map(({ name }) => name)).toEqual(Array(4).fill('InvalidCredentials'));
    expect(app.events('password.changed')).toHaveLength(1);
    expect(await isAlive(laptop)).toBe(true);
  });

  it('from two devices: one goes through, and its own session lives', async () => {
    const attempts = await Promise.allSettled([change(NEW, laptop), change(OTHER, phone)]);
    const won = attempts.map(({ status }) => status === 'fulfilled');
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await passwordInForce()).toBe(won[0] === true ? NEW : OTHER);
    expect([await isAlive(laptop), await isAlive(phone)]).toEqual(won);
  });
});

it('gives up after three lost swaps', async () => {
  app.users.intercept('replacePassword', async () => null);
  await expect(change()).rejects.toMatchObject({ code: 'storage-unavailable' });
  expect(app.users.count('replacePassword')).toBe(3);
});
