import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EMAIL, PASSWORD, UseCases } from '../../../test/support/use-cases.js';
import { InvalidCredentials, Overloaded } from '../../domain/errors.js';
import { Peppers } from '../../infrastructure/crypto/peppers.js';

const [OLD, NEW] = ['the old pepper, of enough characters', 'the new pepper, of enough characters'];

let logged: string[];
let app: UseCases;
beforeEach(async () => {
  logged = [];
  app = new UseCases({ peppers: peppersOf(OLD) });
  await app.register();
});
afterEach(() => {
  app.store.close();
});

const peppersOf = (...keys: string[]) => new Peppers(keys, { error: (line) => void logged.push(line) });
const hashNow = async () => (await app.users.real.findByEmail(EMAIL))!.passwordHash;

describe('a login', () => {
  it('moves the hash to the newest pepper, after which the old one can go', async () => {
    const before = await hashNow();
    const rotated = new UseCases({ peppers: peppersOf(NEW, OLD), beside: app });
    await rotated.login();
    expect((await hashNow()).slice(0, 8)).not.toBe(before.slice(0, 8));
    const later = new UseCases({ peppers: peppersOf(NEW), beside: app });
    await expect(later.login()).resolves.toBeDefined();
    expect(logged).toEqual([]);
  });

  it('goes through with the old hash when too many passwords wait: the renewal is for the next one', async () => {
    const before = await hashNow();
    const rotated = new UseCases({ peppers: peppersOf(NEW, OLD), beside: app });
    rotated.hasher.interceptOnce('hash', () => Promise.reject(new Overloaded()));
    await expect(rotated.login()).resolves.toBeDefined();
    expect(await hashNow()).toBe(before);
    rotated.hasher.interceptOnce('hash', () => Promise.reject(new Error('injected')));
    await expect(rotated.login()).rejects.toThrow('injected');
  });

  it('without the pepper of the hash is refused as a wrong password is, with a cause in trail and log', async () => {
    const before = await hashNow();
    const without = new UseCases({ peppers: peppersOf(NEW), beside: app });
    await expect(without.login()).rejects.toThrow(new InvalidCredentials());
    expect(app.events('login.failed')).toMatchObject([{ details: { reason: 'pepper-missing' }, outcome: 'failure' }]);
    expect(logged).toEqual([expect.stringContaining(before.slice(0, 8))]);
    expect(await hashNow()).toBe(before);
  });
});

it('a change of password without the pepper of the hash is refused likewise', async () => {
  const { user, session } = await app.login();
  const without = new UseCases({ peppers: peppersOf(NEW), beside: app });
  const change = {
    caller: { userId: user.id, sessionId: session.id },
    currentPassword: PASSWORD,
    newPassword: 'nine green alpacas',
    client: { ipAddress: null, userAgent: null, requestId: null },
  };
  await expect(without.changePassword.execute(change)).rejects.toThrow(new InvalidCredentials());
  expect(app.events('password.change_refused')).toMatchObject([{ details: { reason: 'pepper-missing' } }]);
});
