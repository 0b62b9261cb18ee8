import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, DAY, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';
import { NotFound, StorageUnavailable } from '../../domain/errors.js';

let app: UseCases;
let laptop: SignedInClient;
let phone: SignedInClient;
let eve: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  laptop = await app.register();
  phone = await app.login();
  eve = await app.register({ email: 'eve@example.com' });
  app.forgetCalls();
});
afterEach(() => {
  app.store.close();
});

const endOwn = ({ session }: SignedInClient) => app.endSession.execute(session.id, laptop.user.id, 'own', CLIENT);
const endAny = ({ session }: SignedInClient, actorId: string | null = eve.user.id) =>
  app.endSession.execute(session.id, actorId, 'any', CLIENT);
const endings = () => app.events('session.revoked');

describe.each([
  ['its owner', endOwn, 'ended-by-owner', (): string => laptop.user.id],
  ['an administrator', endAny, 'ended-by-admin', (): string => eve.user.id],
  ['an operator', (client: SignedInClient) => endAny(client, null), 'ended-by-admin', (): null => null],
] as const)('a session that %s points at', (_name, end, reason, actor) => {
  it('ends, with one read, one write and one event', async () => {
    await end(phone);
    expect(await app.stored(phone.session)).toMatchObject({
      revokedAt: app.clock.now(),
      revokedReason: reason,
      revokedBy: actor(),
    });
    expect([...app.sessions.calls, ...app.users.calls, ...app.audit.calls]).toEqual(['find', 'revoke', 'append']);
    expect(endings()).toEqual([
      expect.objectContaining({
        details: { reason },
        actorId: actor(),
        userId: phone.user.id,
        sessionId: phone.session.id,
        ipAddress: CLIENT.ipAddress,
      }),
    ]);
  });

  it('takes no other one with it, and its token is revoked, not stolen', async () => {
    const { token } = await app.refresh(phone.token);
    await end(phone);
    for (const dead of [token, phone.token]) {
      await expect(app.refresh(dead)).rejects.toMatchObject({ code: 'refresh-token-revoked', reason });
    }
    await expect(app.refresh(laptop.token)).resolves.toBeDefined();
  });

  it('is left as it is when it was marked already, without an event', async () => {
    await app.logOut.execute([phone.token], CLIENT);
    app.clock.advance(1000);
    await end(phone);
    expect(await app.stored(phone.session)).toMatchObject({ revokedReason: 'logout' });
    expect(endings()).toHaveLength(1);
  });
});

describe('a session that is not found', () => {
  it.each([
    ['is of somebody else, to its owner', () => endOwn(eve)],
    ['does not exist, to its owner', () => app.endSession.execute(app.random.uuid(), laptop.user.id, 'own', CLIENT)],
    ['does not exist, to an administrator', () => app.endSession.execute(app.random.uuid(), null, 'any', CLIENT)],
  ])('%s', async (_name, end) => {
    await expect(end()).rejects.toThrow(NotFound);
    expect(app.sessions.calls).toEqual(['find']);
    expect(app.audit.calls).toEqual([]);
    expect(await app.stored(eve.session)).toMatchObject({ revokedAt: null });
  });
});

it('marks one that has expired, as a logout does', async () => {
  app.clock.advance(31 * DAY);
  await endOwn(phone);
  expect(await app.stored(phone.session)).toMatchObject({ revokedReason: 'ended-by-owner' });
});

it('is done by exactly one of many at once', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? endOwn(phone) : endAny(phone))));
  expect(endings()).toHaveLength(1);
});

describe('while the store is away', () => {
  it.each(['find', 'revoke'] as const)('is 503, and not done, at %s; the next try does it', async (call) => {
    app.sessions.failOnce(call);
    await expect(endOwn(phone)).rejects.toThrow(StorageUnavailable);
    expect(await app.stored(phone.session)).toMatchObject({ revokedAt: null });
    expect(app.feed.isRevoked(phone.session.id)).toBe(false);
    await endOwn(phone);
    expect(endings()).toHaveLength(1);
  });

  it('is 503, though done, at the event: the session itself says by whom and why', async () => {
    app.audit.failOnce('append');
    await expect(endOwn(phone)).rejects.toThrow(StorageUnavailable);
    expect(app.feed.isRevoked(phone.session.id)).toBe(true);
    await endOwn(phone);
    expect(await app.stored(phone.session)).toMatchObject({
      revokedReason: 'ended-by-owner',
      revokedBy: laptop.user.id,
    });
  });
});
