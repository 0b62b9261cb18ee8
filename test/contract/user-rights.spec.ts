import { afterEach, describe, expect, it } from '@jest/globals';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { EpochRaise } from '../../src/application/ports/user-repository.js';
import type { Rights } from '../../src/domain/role.js';
import type { User } from '../../src/domain/user.js';
import type { UserDocument } from '../../src/infrastructure/persistence/mongoose/schemas.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { later, sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const AT = later(5);
const RAISE: EpochRaise = { reason: 'role-changed', spare: null, at: AT };
const USER: Rights = { role: 'user', isActive: true };
const CLOSED: Rights = { role: 'admin', isActive: false };

describe.each(STORES)('UserRepository.changeRights over $name', (kind) => {
  const store = usePersistence(kind);

  /** Each test has the only administrators. */
  afterEach(async () => {
    const { context } = store();
    if (kind.name === 'sqlite') {
      const sqlite = context.get(SqliteStore, { strict: false });
      await sqlite.write(() => sqlite.run('DELETE FROM users'));
    } else await context.get<Model<UserDocument>>(getModelToken('User'), { strict: false }).deleteMany({});
  });

  async function account(overrides: Partial<User> = {}): Promise<User> {
    const user = sampleUser(overrides);
    await store().users.insert(user);
    return user;
  }

  const admin = () => account({ role: 'admin' });
  const change = (seen: User, rights: Rights, raise: EpochRaise | null = RAISE) =>
    store().users.changeRights(seen, rights, { raise, at: AT });
  const find = ({ id }: User) => store().users.findById(id);
  const activeAdmins = async (users: readonly User[]) =>
    (await Promise.all(users.map(find))).filter((user) => user?.role === 'admin' && user.isActive).length;
  const refusalOf = (result: User | string) => (typeof result === 'string' ? result : 'done');

  it('writes the rights alone, or the raised epoch with them', async () => {
    const user = await account({ sessionEpoch: 3, sessionEpochReason: 'logout-all', sparedSessionId: newId() });
    const promoted = { ...user, role: 'support', updatedAt: AT };
    expect(await change(user, { role: 'support', isActive: true }, null)).toEqual(promoted);
    expect(await find(user)).toEqual(promoted);
    const closed = {
      ...promoted,
      isActive: false,
      sessionEpoch: 4,
      sessionEpochReason: 'role-changed',
      sparedSessionId: null,
    };
    expect(await change(promoted as User, { role: 'support', isActive: false })).toEqual(closed);
    expect(await find(user)).toEqual(closed);
  });

  it.each<[string, (user: User) => Partial<User>]>([
    ['role', () => ({ role: 'support' })],
    ['activity', () => ({ isActive: false })],
    ['epoch', ({ sessionEpoch }) => ({ sessionEpoch: sessionEpoch + 1 })],
    ['id', () => ({ id: newId() })],
  ])('says "moved" where the %s is not as seen, and writes nothing', async (_field, difference) => {
    await admin();
    const user = await account();
    for (const raise of [RAISE, null]) {
      expect(await change({ ...user, ...difference(user) }, { role: 'admin', isActive: true }, raise)).toBe('moved');
    }
    expect(await find(user)).toEqual(user);
  });

  it('is not disturbed by what else has been written to the account', async () => {
    const user = await account();
    await store().users.renewPasswordHash(user.id, user.passwordHash, 'another', later(1));
    expect(await change(user, { role: 'support', isActive: true }, null)).toMatchObject({ passwordHash: 'another' });
  });

  it('lets one of 20 racers change an account from what they have seen', async () => {
    const user = await account();
    const results = await Promise.all(times(20, () => change(user, { role: 'support', isActive: true })));
    expect(results.map(refusalOf).sort()).toEqual(['done', ...(Array(19).fill('moved') as string[])]);
    expect(await find(user)).toMatchObject({ sessionEpoch: 1 });
  });

  describe('the last active administrator', () => {
    it.each<[string, Rights]>([
      ['keeps the role', USER],
      ['stays active', CLOSED],
      ['stays both', { role: 'support', isActive: false }],
    ])('%s', async (_name, rights) => {
      const last = await admin();
      await account({ role: 'admin', isActive: false });
      await account({ role: 'support' });
      expect(await change(last, rights)).toBe('last-admin');
      expect(await find(last)).toEqual(last);
    });

    it('may go when there is another', async () => {
      const [one, other] = [await admin(), await admin()];
      expect(await change(one, USER)).toMatchObject(USER);
      expect(await change(other, USER)).toBe('last-admin');
    });

    it('may be confirmed as what it is', async () => {
      const last = await admin();
      expect(await change(last, { role: 'admin', isActive: true }, null)).toEqual({ ...last, updatedAt: AT });
    });

    it('is no hindrance to whoever is none', async () => {
      const closed = await account({ role: 'admin', isActive: false });
      expect(await change(closed, { role: 'user', isActive: false })).toMatchObject({ role: 'user' });
    });
  });

  describe('of administrators', () => {
    it.each(times(10, (n) => n))('who take each other out of office at once one stays (%i)', async (round) => {
      const admins = [await admin(), await admin()];
      const racers = admins.map((each, n) => () => change(each, n === 0 ? USER : CLOSED));
      if (round % 2 === 1) racers.reverse();
      const results = await Promise.all(racers.map((race) => race()));
      expect(results.map(refusalOf).sort()).toEqual(['done', 'last-admin']);
      expect(await activeAdmins(admins)).toBe(1);
    });

    it('whom 20 racers take out of office exactly one stays', async () => {
      const admins = await Promise.all(times(5, () => admin()));
      const racers = times(20, (n) => change(admins[n % 5]!, n % 2 === 0 ? USER : CLOSED));
      const results = (await Promise.all(racers)).map(refusalOf);
      expect(await activeAdmins(admins)).toBe(1);
      expect(results.filter((result) => result === 'done')).toHaveLength(4);
      expect(new Set(results)).toEqual(new Set(['done', 'moved', 'last-admin']));
    });
  });
});
