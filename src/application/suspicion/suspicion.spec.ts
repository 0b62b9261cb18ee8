import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ClientContext } from '../../domain/client-context.js';
import { InvalidCredentials, MissingPepper } from '../../domain/errors.js';
import { CLIENT, DAY, MINUTE, UseCases } from '../../../test/support/use-cases.js';
import { WATCHING } from '../../../test/support/watch-cases.js';

const LAPTOP = CLIENT.userAgent;
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const HOME = '192.0.2.1';
const OFFICE = '198.51.100.7';
const HOTEL = '203.0.113.7';

const on = (userAgent: string | null, ipAddress: string | null): ClientContext => ({ ...CLIENT, userAgent, ipAddress });

let app: UseCases;

beforeEach(async () => {
  app = new UseCases();
  await app.register();
});

/** Rules that have fired so far, oldest first. */
const fired = () =>
  app
    .events()
    .map(({ type }) => type)
    .filter((type) => type.startsWith('suspicious.'))
    .map((type) => type.replace('suspicious.', ''));

async function fail(email: string, ipAddress: string | null): Promise<void> {
  await expect(app.login({ email, password: 'wrong', client: on(LAPTOP, ipAddress) })).rejects.toThrow(
    InvalidCredentials,
  );
}

describe('a login', () => {
  it.each([
    ['as at the registration', on(LAPTOP, HOME), []],
    ['from the same surroundings', on(LAPTOP, '192.0.2.254'), []],
    ['on a new device', on(PHONE, HOME), ['new_device']],
    ['without a user agent', on(null, HOME), ['new_device']],
    ['from a new network', on(LAPTOP, OFFICE), ['new_network']],
    ['on a new device from a new network', on(PHONE, OFFICE), ['new_device', 'new_network']],
    ['from nowhere that is known', on(LAPTOP, null), []],
  ])('%s', async (_, client, expected) => {
    await app.login({ client });
    expect(fired()).toEqual(expected);
    await app.login({ client });
    expect(fired()).toEqual(expected);
  });

  it('tells the device and the network, of whom and where', async () => {
    const { session, user } = await app.login({ client: on(PHONE, OFFICE) });
    const who = { actorId: user.id, userId: user.id, sessionId: session.id, ipAddress: OFFICE };
    expect(app.events('suspicious.new_device')).toMatchObject([
      { ...who, details: { device: 'mobile / ios / safari' } },
    ]);
    expect(app.events('suspicious.new_network')).toMatchObject([{ ...who, details: { network: '198.51.100.0/24' } }]);
  });

  it('remembers the places of sessions that have ended', async () => {
    const { token } = await app.login({ client: on(PHONE, OFFICE) });
    await app.logOut.execute([token], CLIENT);
    await app.login({ client: on(PHONE, OFFICE) });
    expect(fired()).toEqual(['new_device', 'new_network']);
  });

  it('remembers where sessions were refreshed', async () => {
    const { token } = await app.login();
    await app.refresh(token, { client: on(LAPTOP, OFFICE) });
    await app.login({ client: on(LAPTOP, OFFICE) });
    expect(fired()).toEqual(['session_moved']);
  });

  it('that could not be recorded leaves its place unknown', async () => {
    app.audit.failOnce('append');
    await expect(app.login({ client: on(LAPTOP, OFFICE) })).rejects.toThrow();
    await app.login({ client: on(LAPTOP, OFFICE) });
    expect(fired()).toEqual(['new_network']);
  });

  it('of several at once from a new place the first is told of', async () => {
    await Promise.all(Array.from({ length: 5 }, () => app.login({ client: on(LAPTOP, OFFICE) })));
    expect(fired()).toEqual(['new_network']);
  });

  it('goes on when the places can not be read', async () => {
    app.watch.places.failOnce('ofUser');
    await app.login({ client: on(LAPTOP, OFFICE) });
    expect(fired()).toEqual([]);
  });

  it('costs one read more', async () => {
    await app.login();
    expect(app.watch.places.calls).toEqual(['ofUser']);
  });
});

describe('a refresh', () => {
  it.each([
    ['as before', on(LAPTOP, HOME), null],
    ['from the same surroundings', on(LAPTOP, '192.0.2.254'), null],
    ['on another kind of device', on(PHONE, HOME), 'device'],
    ['from another network', on(LAPTOP, OFFICE), 'network'],
    ['on another kind of device from another network', on(PHONE, OFFICE), 'device and network'],
    ['from nowhere that is known', on(LAPTOP, null), null],
  ])('%s', async (_, client, changed) => {
    const { token } = await app.login();
    const moved = await app.refresh(token, { client });
    const expected = changed === null ? [] : [expect.objectContaining({ changed })];
    expect(app.events('suspicious.session_moved').map(({ details }) => details)).toEqual(expected);
    await app.refresh((await app.refresh(moved.token, { client })).token, { client });
    expect(fired()).toHaveLength(expected.length);
  });

  it('is silent when a session goes to and fro between places that it has been in, however often', async () => {
    let { token } = await app.login();
    for (let day = 0; day < 5; day += 1) {
      for (const ipAddress of [HOME, OFFICE]) {
        for (let n = 0; n < 10; n += 1) ({ token } = await app.refresh(token, { client: on(LAPTOP, ipAddress) }));
        app.clock.advance(DAY / 2);
      }
    }
    expect(fired()).toEqual(['session_moved']);
  });

  it('is silent in a network where another session of the user was, but not on its device', async () => {
    const { token } = await app.login();
    await app.login({ client: on(PHONE, OFFICE) });
    const moved = await app.refresh(token, { client: on(LAPTOP, OFFICE) });
    expect(fired()).toEqual(['new_device', 'new_network']);
    await app.refresh(moved.token, { client: on(PHONE, OFFICE) });
    expect(app.events('suspicious.session_moved')).toMatchObject([{ details: { changed: 'device' } }]);
  });

  it('asks the store for nothing while the session stays where it has been', async () => {
    let { token } = await app.login();
    ({ token } = await app.refresh(token));
    ({ token } = await app.refresh(token, { client: on(LAPTOP, '192.0.2.9') }));
    app.watch.places.calls.length = 0;
    ({ token } = await app.refresh(token));
    expect(app.watch.places.calls).toEqual([]);
    await app.refresh(token, { client: on(LAPTOP, HOTEL) });
    expect(app.watch.places.calls).toEqual(['ofUser', 'add']);
  });

  it('asks the store for nothing when the session goes back to where it has been', async () => {
    let { token } = await app.login();
    ({ token } = await app.refresh(token, { client: on(LAPTOP, OFFICE) }));
    app.watch.places.calls.length = 0;
    ({ token } = await app.refresh(token, { client: on(LAPTOP, HOME) }));
    await app.refresh(token, { client: on(LAPTOP, OFFICE) });
    expect(app.watch.places.calls).toEqual([]);
  });

  it('learns without a suspicion a network that the user is known in from another session', async () => {
    let { token } = await app.login();
    await app.login({ client: on(LAPTOP, OFFICE) });
    ({ token } = await app.refresh(token, { client: on(LAPTOP, OFFICE) }));
    ({ token } = await app.refresh(token, { client: on(LAPTOP, HOME) }));
    app.watch.places.calls.length = 0;
    await app.refresh(token, { client: on(LAPTOP, OFFICE) });
    expect(app.watch.places.calls).toEqual([]);
    expect(fired()).toEqual(['new_network']);
  });

  it('goes on when the place can not be looked up or learned', async () => {
    const { token } = await app.login();
    app.watch.places.failOnce('add');
    const moved = await app.refresh(token, { client: on(LAPTOP, OFFICE) });
    app.watch.places.failOnce('ofUser');
    await app.refresh(moved.token, { client: on(LAPTOP, HOTEL) });
    expect(fired()).toEqual(['session_moved', 'session_moved']);
  });
});

describe('failed logins', () => {
  it('of many accounts from one network are credential stuffing, told of once', async () => {
    for (let n = 0; n < 3 * WATCHING.stuffingAccounts; n += 1) await fail(`nobody-${n}@example.com`, `203.0.113.${n}`);
    expect(fired()).toEqual(['credential_stuffing']);
    expect(app.events('suspicious.credential_stuffing')).toMatchObject([
      { userId: null, actorId: null, details: { network: '203.0.113.0/24', accounts: WATCHING.stuffingAccounts } },
    ]);
  });

  it('of one account from many networks are distributed guessing, told of once', async () => {
    const { user } = await app.login();
    for (let n = 0; n < 3 * WATCHING.guessingNetworks; n += 1) await fail('ada@example.com', `203.0.${n}.7`);
    expect(fired()).toEqual(['distributed_guessing']);
    expect(app.events('suspicious.distributed_guessing')).toMatchObject([
      { userId: user.id, details: { networks: WATCHING.guessingNetworks } },
    ]);
  });

  it('of one person who has forgotten a password are neither', async () => {
    // As many as the lockout lets through.
    for (let n = 0; n < 5; n += 1) await fail('ada@example.com', HOME);
    expect(fired()).toEqual([]);
  });

  it('of an account that there is not are no guessing, and without an address neither', async () => {
    for (let n = 0; n < 20; n += 1) await fail('nobody@example.com', `203.0.${n}.7`);
    for (let n = 0; n < 20; n += 1) await fail(`nobody-${n}@example.com`, null);
    expect(fired()).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['an account that is closed', () => app.sql('UPDATE users SET isActive = 0')],
    ['a hash whose pepper is missing', () => app.hasher.intercept('verify', () => Promise.reject(new MissingPepper()))],
  ])('of the right password and %s are no guessing', async (_what, happen) => {
    await happen();
    for (let n = 0; n < 3 * WATCHING.guessingNetworks; n += 1) {
      const login = app.login({ client: on(LAPTOP, `203.0.${n}.7`) });
      await expect(login).rejects.toThrow(InvalidCredentials);
    }
    expect(fired()).toEqual([]);
  });

  it('count within the window, and are told of again after the quiet time', async () => {
    for (let n = 0; n < 20; n += 1) {
      await fail(`nobody-${n}@example.com`, HOTEL);
      app.clock.advance(3 * MINUTE);
    }
    expect(fired()).toEqual([]);
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < WATCHING.stuffingAccounts; n += 1) await fail(`nobody-${n}@example.com`, HOTEL);
      app.clock.advance(WATCHING.quietMs);
    }
    expect(fired()).toEqual(['credential_stuffing', 'credential_stuffing']);
  });
});

describe('a token that is used again', () => {
  it('is told of once, beside its own event', async () => {
    const { token, session } = await app.login();
    await app.refresh(token);
    for (let n = 0; n < 3; n += 1) await expect(app.refresh(token)).rejects.toThrow();
    expect(fired()).toEqual(['token_reused']);
    expect(app.events('suspicious.token_reused')).toMatchObject([
      { sessionId: session.id, userId: session.userId, details: { scope: 'user' } },
    ]);
  });
});
