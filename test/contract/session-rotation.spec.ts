import { describe, expect, it } from '@jest/globals';
import { REMEMBERED_ROTATIONS, type Revocation, type Session } from '../../src/domain/session.js';
import { newId, times, usePersistence, storeSession } from '../support/persistence.ts';
import { HOUR, later, NOW, sampleSession, stepOf } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const revocation: Revocation = { reason: 'logout', by: null, at: later(1000) };

describe.each(STORES)('SessionRepository.rotate over $name', (kind) => {
  const store = usePersistence(kind);

  async function stored(overrides: Partial<Session> = {}): Promise<Session> {
    const session = sampleSession(overrides);
    await storeSession(store(), session);
    return session;
  }

  it('moves the session one generation on and returns it as it became', async () => {
    const session = await stored();
    const step = stepOf(session, { idempotencyKeyHash: 'key' });
    const rotated = await store().sessions.rotate(step);
    expect(rotated).toEqual({
      ...session,
      generation: 1,
      tokenHash: 'hash-1',
      idempotencyKeyHash: 'key',
      lastUsedAt: step.rotation.rotatedAt,
      expiresAt: step.idleExpiresAt,
      ipAddress: step.rotation.ipAddress,
      userAgent: step.rotation.userAgent,
      rotations: [step.rotation],
    });
    expect(await store().sessions.find(session.id)).toEqual(rotated);
  });

  it('never takes the end of idleness beyond the absolute end', async () => {
    const session = await stored({ absoluteExpiresAt: later(HOUR + 1) });
    const rotated = await store().sessions.rotate(stepOf(session));
    expect(rotated?.expiresAt).toEqual(later(HOUR + 1));
  });

  it.each<[string, Partial<Session>]>([
    ['a later generation', { generation: 1, tokenHash: 'hash-0' }],
    ['another token', { tokenHash: 'another' }],
    ['a revocation', { revokedAt: NOW, revokedReason: 'logout' }],
    ['an expiry at that very moment', { expiresAt: later(60_000) }],
  ])('does not match over %s', async (_, state) => {
    const session = await stored(state);
    expect(await store().sessions.rotate({ ...stepOf(sampleSession()), sessionId: session.id })).toBeNull();
    expect(await store().sessions.find(session.id)).toEqual(session);
  });

  it('does not match a session that does not exist', async () => {
    expect(await store().sessions.rotate(stepOf(sampleSession()))).toBeNull();
  });

  it('does not match with the key of the last refresh, and does with another or none', async () => {
    const session = await stored({ idempotencyKeyHash: 'key' });
    expect(await store().sessions.rotate(stepOf(session, { idempotencyKeyHash: 'key' }))).toBeNull();
    const second = await store().sessions.rotate(stepOf(session, { idempotencyKeyHash: 'another' }));
    expect(second?.idempotencyKeyHash).toBe('another');
    const third = await store().sessions.rotate(stepOf({ ...session, ...second }));
    expect(third?.idempotencyKeyHash).toBeNull();
  });

  it('lets exactly one of 50 racers through', async () => {
    const session = await stored();
    const results = await Promise.all(times(50, () => store().sessions.rotate(stepOf(session))));
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect((await store().sessions.find(session.id))?.generation).toBe(1);
  });

  it('remembers the last rotations, oldest first', async () => {
    let session = await stored();
    for (let step = 0; step < REMEMBERED_ROTATIONS + 3; step += 1) {
      session = (await store().sessions.rotate(stepOf(session))) ?? session;
    }
    expect(session.rotations.map(({ tokenId }) => tokenId)).toEqual(times(8, (n) => `token-${n + 3}`));
  });

  it.each(['$tokenHash', '$$ROOT', '{"$literal":1}', "'); DROP TABLE sessions; --", '\u{1F510} ünï'])(
    'keeps the client text %j as it is',
    async (text) => {
      const session = await stored();
      const step = stepOf(session);
      const rotation = { ...step.rotation, userAgent: text, ipAddress: text };
      const rotated = await store().sessions.rotate({ ...step, rotation });
      expect(rotated).toMatchObject({ userAgent: text, ipAddress: text, rotations: [rotation] });
    },
  );

  it('never matches once a racing revoke has answered', async () => {
    for (let round = 0; round < 40; round += 1) {
      const session = await stored();
      const rotating = store().sessions.rotate(stepOf(session));
      await store().sessions.revoke(session.id, session.familyHash, revocation);
      const after = (await rotating) ?? session;
      expect(await store().sessions.rotate(stepOf(after))).toBeNull();
      expect((await store().sessions.find(session.id))?.revokedAt).toEqual(revocation.at);
    }
  });

  it('is not undone by a revoke that lists sessions while they rotate', async () => {
    const userId = newId();
    const session = await stored({ userId });
    const [rotated, ids] = await Promise.all([
      store().sessions.rotate(stepOf(session)),
      store().sessions.markEnded({ id: userId, sessionEpoch: 1, sparedSessionId: null }, revocation),
    ]);
    const found = await store().sessions.find(session.id);
    expect(ids).toEqual([session.id]);
    expect(found).toMatchObject({ revokedAt: revocation.at, generation: rotated === null ? 0 : 1 });
  });
});
