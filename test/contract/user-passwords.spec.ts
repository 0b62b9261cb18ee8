import { describe, expect, it } from '@jest/globals';
import type { EpochRaise } from '../../src/application/ports/user-repository.js';
import type { User } from '../../src/domain/user.js';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { later, sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const NEW_HASH = '$argon2id$v=19$m=19456,t=2,p=1$new';

describe.each(STORES)('UserRepository over $name', (kind) => {
  const store = usePersistence(kind);
  const spare = newId();
  const raise: EpochRaise = { reason: 'password-changed', spare, at: later(5) };

  async function account(overrides: Partial<User> = {}): Promise<User> {
    const user = sampleUser({ sessionEpoch: 4, ...overrides });
    await store().users.insert(user);
    return user;
  }

  const replace = (seen: User, hash = NEW_HASH, with_ = raise) =>
    store().users.replacePassword(seen.id, seen, hash, with_);
  const find = ({ id }: User) => store().users.findById(id);
  const raised = (user: User) => ({
    ...user,
    sessionEpoch: user.sessionEpoch + 1,
    sessionEpochReason: 'password-changed',
    sparedSessionId: spare,
    updatedAt: raise.at,
  });

  describe('replacePassword', () => {
    it('writes hash, epoch, reason and the spared session in one', async () => {
      const user = await account();
      expect(await replace(user)).toEqual({ ...raised(user), passwordHash: NEW_HASH });
      expect(await find(user)).toEqual({ ...raised(user), passwordHash: NEW_HASH });
    });

    it('spares nobody when it is told so', async () => {
      const user = await account({ sparedSessionId: newId() });
      expect(await replace(user, NEW_HASH, { ...raise, spare: null })).toMatchObject({ sparedSessionId: null });
    });

    it.each<[string, Partial<User>]>([
      ['another hash', { passwordHash: 'another' }],
      ['an epoch before', { sessionEpoch: 3 }],
      ['an epoch to come', { sessionEpoch: 5 }],
      ['another account', { id: newId() }],
    ])('does not match %s', async (_name, seen) => {
      const user = await account();
      expect(await replace({ ...user, ...seen })).toBeNull();
      expect(await find(user)).toEqual(user);
    });

    it('is won by exactly one of 20 racers, whose hash it is', async () => {
      const user = await account();
      const results = await Promise.all(times(20, (n) => replace(user, `hash-${n}`)));
      const winners = results.flatMap((result, n) => (result === null ? [] : [n]));
      expect(winners).toHaveLength(1);
      expect(await find(user)).toEqual({ ...raised(user), passwordHash: `hash-${winners[0]}` });
    });

    it.each(['$argon2id$x', '$passwordHash', '$$ROOT', "'; --", '\u{1F510}'])(
      'keeps the hash %j as it is',
      async (hash) => {
        const user = await account();
        expect(await replace(user, hash)).toMatchObject({ passwordHash: hash });
      },
    );

    it('and a renewal or a raise at once: the hash is one of them, and no epoch is skipped', async () => {
      for (let round = 0; round < 10; round += 1) {
        const user = await account();
        const [replaced, renewed, ended] = await Promise.all([
          replace(user),
          store().users.renewPasswordHash(user.id, user.passwordHash, 'renewed', later(6)),
          store().users.raiseSessionEpoch(user.id, 4, { ...raise, reason: 'logout-all', spare: null }),
        ]);
        const after = (await find(user))!;
        expect([replaced, ended].filter((result) => result !== null)).toHaveLength(1);
        expect(after.sessionEpoch).toBe(5);
        expect(after.passwordHash).toBe(replaced !== null ? NEW_HASH : renewed ? 'renewed' : user.passwordHash);
        expect(replaced !== null && renewed).toBe(false);
      }
    });
  });

  describe('raiseSessionEpoch', () => {
    it('spares the session that it is told to', async () => {
      const user = await account();
      expect(await store().users.raiseSessionEpoch(user.id, 4, raise)).toEqual(raised(user));
      expect(await find(user)).toEqual(raised(user));
    });

    it('spares another one the next time, or none', async () => {
      const user = await account({ sparedSessionId: newId() });
      await store().users.raiseSessionEpoch(user.id, 4, raise);
      await store().users.raiseSessionEpoch(user.id, 5, { ...raise, spare: null });
      expect(await find(user)).toMatchObject({ sessionEpoch: 6, sparedSessionId: null });
    });
  });
});
