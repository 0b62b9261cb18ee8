import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import argon2 from 'argon2';
import { MissingPepper } from '../../domain/errors.js';
import { Argon2PasswordHasher } from './argon2-password-hasher.js';
import { Peppers } from './peppers.js';

const COST = { memoryCost: 7168, timeCost: 1, parallelism: 1 };
const [OLD, NEW] = ['the old pepper, of enough characters', 'the new pepper, of enough characters'];
const PASSWORD = 'seven purple llamas';

let errors: string[];
beforeEach(() => {
  errors = [];
});
afterEach(() => {
  jest.restoreAllMocks();
});

const hasherWith = (...keys: string[]) =>
  new Argon2PasswordHasher(COST, new Peppers(keys, { error: (line) => void errors.push(line) }));

describe('a hash made with a pepper', () => {
  it("has the pepper's id before it, and nothing of the pepper in it", async () => {
    const [one, other] = [await hasherWith(OLD).hash(PASSWORD), await hasherWith(NEW).hash(PASSWORD)];
    for (const hash of [one, other]) {
      expect(hash).toMatch(/^[\w-]{8}:\$argon2id\$v=19\$m=7168,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    }
    expect(one.slice(0, 8)).not.toBe(other.slice(0, 8));
    expect((await hasherWith(OLD).hash(PASSWORD)).slice(0, 8)).toBe(one.slice(0, 8));
  });

  it('proves its password and no other, whichever place its pepper has', async () => {
    const hash = await hasherWith(OLD).hash(PASSWORD);
    for (const hasher of [hasherWith(OLD), hasherWith(NEW, OLD)]) {
      expect(await hasher.verify(hash, PASSWORD)).toBe(true);
      expect(await hasher.verify(hash, 'nine green alpacas')).toBe(false);
    }
  });

  it('proves nothing without the pepper: whoever has the database only can not even guess', async () => {
    const phc = (await hasherWith(OLD).hash(PASSWORD)).slice(9);
    expect(await hasherWith(OLD).verify(phc, PASSWORD)).toBe(false);
    expect(await argon2.verify(phc, PASSWORD)).toBe(false);
  });
});

describe('a pepper that is missing', () => {
  it.each([
    ['another is there', [NEW]],
    ['none is there', []],
  ])('refuses the hashes made with it, and says which it is: %s', async (_name, keys) => {
    const hash = await hasherWith(OLD).hash(PASSWORD);
    await expect(hasherWith(...keys).verify(hash, PASSWORD)).rejects.toThrow(MissingPepper);
    expect(errors).toEqual([`a password hash needs pepper ${hash.slice(0, 8)}, which is not in PASSWORD_PEPPERS`]);
    expect(errors[0]).not.toContain(OLD);
  });

  it("costs the work of a verification that fails, at today's cost", async () => {
    const hash = await hasherWith(OLD).hash(PASSWORD);
    const hasher = hasherWith(NEW);
    await hasher.warmUp();
    const verify = jest.spyOn(argon2, 'verify');
    await expect(hasher.verify(hash, PASSWORD)).rejects.toThrow(MissingPepper);
    expect(verify).toHaveBeenCalledTimes(1);
    expect(verify.mock.calls[0]![0]).toMatch(/^\$argon2id\$v=19\$m=7168,t=1,p=1\$/);
    expect(await verify.mock.results[0]!.value).toBe(false);
  });
});

describe('a hash made without a pepper', () => {
  it('still proves its password, and is renewed', async () => {
    const hash = await hasherWith().hash(PASSWORD);
    expect(hash).toMatch(/^\$argon2id\$/);
    expect(await hasherWith(NEW).verify(hash, PASSWORD)).toBe(true);
    expect(hasherWith(NEW).needsRenewal(hash)).toBe(true);
    expect(hasherWith().needsRenewal(hash)).toBe(false);
  });
});

it.each([
  ['the newest', [OLD], false],
  ['an older one', [NEW, OLD], true],
  ['a missing one', [NEW], true],
])('a hash needs renewal if its pepper is not the newest: %s', async (_name, keys, expected) => {
  const hash = await hasherWith(OLD).hash(PASSWORD);
  expect(hasherWith(...keys).needsRenewal(hash)).toBe(expected);
});
