import { describe, expect, it } from '@jest/globals';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { later, sampleUser } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

describe.each(STORES)('UserRepository over $name', (kind) => {
  const store = usePersistence(kind);

  it('gives back what was inserted, by id and by e-mail', async () => {
    const user = sampleUser({
      email: 'zoë.ünïcode@example.com',
      role: 'support',
      emailVerifiedAt: later(5),
      sessionEpoch: 3,
      sessionEpochReason: 'logout-all',
      sparedSessionId: newId(),
    });
    expect(await store().users.insert(user)).toBe(true);
    expect(await store().users.findById(user.id)).toEqual(user);
    expect(await store().users.findByEmail(user.email)).toEqual(user);
  });

  it('knows nothing of strangers', async () => {
    expect(await store().users.findById(newId())).toBeNull();
    expect(await store().users.findByEmail('stranger@example.com')).toBeNull();
  });

  it('lets exactly one of 50 racers have an e-mail', async () => {
    const racers = times(50, () => sampleUser({ email: 'wanted@example.com' }));
    const results = await Promise.all(racers.map((user) => store().users.insert(user)));
    const winners = racers.filter((_, index) => results[index]);
    expect(winners).toHaveLength(1);
    expect(await store().users.findByEmail('wanted@example.com')).toEqual(winners[0]);
  });

  it('never takes an object for an e-mail', async () => {
    await store().users.insert(sampleUser());
    await expect(store().users.findByEmail({ $ne: '' } as unknown as string)).rejects.toThrow();
  });

  it('swaps a password hash only over the one that was read, for one of 20 racers', async () => {
    const user = sampleUser();
    await store().users.insert(user);
    const swaps = times(20, (n) => store().users.renewPasswordHash(user.id, user.passwordHash, `hash-${n}`, later(n)));
    const winners = (await Promise.all(swaps)).flatMap((won, n) => (won ? [n] : []));
    expect(winners).toHaveLength(1);
    const stored = await store().users.findById(user.id);
    expect(stored).toEqual({ ...user, passwordHash: `hash-${winners[0]}`, updatedAt: later(winners[0] ?? -1) });
  });

  it('raises an epoch once from the one that was read, for one of 20 racers, and spares nobody', async () => {
    const user = sampleUser({ sessionEpoch: 4, sparedSessionId: newId() });
    await store().users.insert(user);
    const raise = { reason: 'reuse-detected', spare: null, at: later(1) } as const;
    const raises = times(20, () => store().users.raiseSessionEpoch(user.id, 4, raise));
    const raised = {
      ...user,
      sessionEpoch: 5,
      sessionEpochReason: 'reuse-detected',
      sparedSessionId: null,
      updatedAt: later(1),
    };
    expect((await Promise.all(raises)).filter((result) => result !== null)).toEqual([raised]);
    expect(await store().users.findById(user.id)).toEqual(raised);
  });

  it('notes once that an e-mail was confirmed', async () => {
    const user = sampleUser();
    const other = sampleUser();
    for (const each of [user, other]) await store().users.insert(each);
    await store().users.markEmailVerified(user.id, later(1));
    const verified = { ...user, emailVerifiedAt: later(1), updatedAt: later(1) };
    expect(await store().users.findById(user.id)).toEqual(verified);
    await store().users.markEmailVerified(user.id, later(2));
    expect(await store().users.findById(user.id)).toEqual(verified);
    expect(await store().users.findById(other.id)).toEqual(other);
  });

  it('withdraws an account only while its hash is the one that was stored', async () => {
    const user = sampleUser();
    await store().users.insert(user);
    await store().users.withdraw(user.id, 'another hash');
    expect(await store().users.findById(user.id)).toEqual(user);
    await store().users.withdraw(user.id, user.passwordHash);
    expect(await store().users.findById(user.id)).toBeNull();
    expect(await store().users.insert({ ...user, id: newId() })).toBe(true);
  });
});
