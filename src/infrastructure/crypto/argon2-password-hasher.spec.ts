import { afterEach, describe, expect, it, jest } from '@jest/globals';
import argon2 from 'argon2';
import { NO_PEPPERS } from '../../../test/support/fixed.js';
import { Argon2PasswordHasher } from './argon2-password-hasher.js';

const COST = { memoryCost: 7168, timeCost: 1, parallelism: 1 };
/** In this order: libargon2 and all that is built on it refuse the library's own (ranisalt/node-argon2#559). */
const PHC = /^\$argon2id\$v=19\$m=7168,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;
const PASSWORD = 'seven purple llamas';

const hasher = new Argon2PasswordHasher(COST, NO_PEPPERS);

afterEach(() => {
  jest.restoreAllMocks();
});

describe('hash and verify', () => {
  it('make a PHC string of argon2id with its cost and a salt of its own', async () => {
    const hashes = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)]);
    for (const hash of hashes) expect(hash).toMatch(PHC);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it.each([
    ['the password', PASSWORD, true],
    ['another', 'seven purple lamas', false],
    ['another case', 'Seven purple llamas', false],
    ['nothing', '', false],
    ['one character more', `${PASSWORD} `, false],
  ])('know %s', async (_name, given, expected) => {
    expect(await hasher.verify(await hasher.hash(PASSWORD), given)).toBe(expected);
  });

  it('look at every character: bcrypt would stop at 72 bytes, C at NUL', async () => {
    const long = 'x'.repeat(127);
    expect(await hasher.verify(await hasher.hash(`${long}a`), `${long}b`)).toBe(false);
    expect(await hasher.verify(await hasher.hash('before\0after'), 'before\0later')).toBe(false);
  });

  it('verify hashes of another cost', async () => {
    const other = new Argon2PasswordHasher({ ...COST, timeCost: 2 }, NO_PEPPERS);
    expect(await hasher.verify(await other.hash(PASSWORD), PASSWORD)).toBe(true);
  });
});

describe('needsRenewal', () => {
  it.each([
    ["today's cost", COST, false],
    ['less memory', { ...COST, memoryCost: 7000 }, true],
    ['more memory', { ...COST, memoryCost: 8192 }, true],
    ['more passes', { ...COST, timeCost: 2 }, true],
    ['more lanes', { ...COST, parallelism: 2 }, true],
  ])('for %s', async (_name, cost, expected) => {
    expect(hasher.needsRenewal(await new Argon2PasswordHasher(cost, NO_PEPPERS).hash(PASSWORD))).toBe(expected);
  });

  it('for argon2i at the same cost', async () => {
    expect(hasher.needsRenewal(await argon2.hash(PASSWORD, { ...COST, type: argon2.argon2i }))).toBe(true);
  });

  it('for what came from another system', () => {
    expect(hasher.needsRenewal('$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy')).toBe(true);
  });
});

describe('verifyNothing', () => {
  it("does the work of a verification that fails, at today's cost", async () => {
    const verify = jest.spyOn(argon2, 'verify');
    await hasher.verifyNothing(PASSWORD);
    expect(verify).toHaveBeenCalledTimes(1);
    const [decoy, given] = verify.mock.calls[0]!;
    expect(decoy).toMatch(PHC);
    expect(given).toBe(PASSWORD);
    expect(await verify.mock.results[0]!.value).toBe(false);
  });

  it('hashes its decoy once, and at start-up: the first unknown e-mail is as quick as the rest', async () => {
    const hash = jest.spyOn(argon2, 'hash');
    const fresh = new Argon2PasswordHasher(COST, NO_PEPPERS);
    await fresh.warmUp();
    expect(hash).toHaveBeenCalledTimes(1);
    await Promise.all([fresh.verifyNothing('a'), fresh.verifyNothing('b'), fresh.warmUp()]);
    expect(hash).toHaveBeenCalledTimes(1);
  });
});
