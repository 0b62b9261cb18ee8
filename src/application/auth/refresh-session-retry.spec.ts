import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CLIENT, type SignedInClient, UseCases } from '../../../test/support/use-cases.js';

const KEY = 'a random key of this refresh';
const OTHER_KEY = 'a random key of another refresh';
const REUSED = { code: 'refresh-token-reused' };

let app: UseCases;
let ada: SignedInClient;
beforeEach(async () => {
  app = new UseCases();
  ada = await app.register();
});
afterEach(() => {
  app.store.close();
});

describe('a refresh repeated with its key', () => {
  it('gets the same successor again, and nothing moves', async () => {
    const first = await app.refresh(ada.token, { key: KEY });
    const before = await app.stored(ada.session);
    app.clock.advance(60_000);
    app.forgetCalls();
    const again = await app.refresh(ada.token, { key: KEY });
    expect(again.token).toBe(first.token);
    expect(await app.stored(ada.session)).toEqual(before);
    expect(again.session).toEqual(before);
    expect([...app.sessions.calls, ...app.users.calls, ...app.audit.calls]).toEqual([
      'rotate',
      'find',
      'findById',
      'append',
    ]);
    expect(app.events('session.refresh_retried')).toEqual([
      expect.objectContaining({
        details: { generation: 1, by: 'idempotency-key' },
        actorId: ada.user.id,
        sessionId: ada.session.id,
      }),
    ]);
  });

  it('has an access token of its own moment', async () => {
    await app.refresh(ada.token, { key: KEY });
    app.clock.advance(30_000);
    const { accessToken } = await app.refresh(ada.token, { key: KEY });
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { iat: number };
    expect(claims.iat).toBe(app.clock.now().getTime() / 1000);
  });

  it('may be repeated often: there is one chain all the same', async () => {
    const many = Array.from({ length: 10 }, () => app.refresh(ada.token, { key: KEY }));
    const tokens = (await Promise.all(many)).map(({ token }) => token);
    expect(new Set(tokens).size).toBe(1);
    expect(await app.stored(ada.session)).toMatchObject({ generation: 1 });
    await expect(app.refresh(tokens[0]!, { key: OTHER_KEY })).resolves.toBeDefined();
  });

  it.each([
    ['after more than 60 s', KEY, 60_001],
    ['with another key', OTHER_KEY, 0],
    ['without a key', null, 0],
  ])('is theft %s', async (_name, key, ms) => {
    await app.refresh(ada.token, { key: KEY });
    app.clock.advance(ms);
    await expect(app.refresh(ada.token, { key })).rejects.toMatchObject(REUSED);
  });

  it('is theft once the successor was used: the client had it', async () => {
    const { token } = await app.refresh(ada.token, { key: KEY });
    await app.refresh(token, { key: OTHER_KEY });
    await expect(app.refresh(ada.token, { key: KEY })).rejects.toMatchObject(REUSED);
  });

  it('is theft when the refresh had no key: two absent keys are not equal', async () => {
    await app.refresh(ada.token);
    await expect(app.refresh(ada.token)).rejects.toMatchObject(REUSED);
  });

  it('is not granted to a session that was ended meanwhile', async () => {
    const { token } = await app.refresh(ada.token, { key: KEY });
    await app.logOut.execute([token], CLIENT);
    await expect(app.refresh(ada.token, { key: KEY })).rejects.toMatchObject({ code: 'refresh-token-revoked' });
  });

  it('is stored as a digest, not as the key', async () => {
    await app.refresh(ada.token, { key: KEY });
    const rows = [...app.store.all('SELECT * FROM sessions'), ...app.store.all('SELECT * FROM auditEvents')];
    expect(JSON.stringify(rows)).not.toContain(KEY);
  });
});

describe('a key of the refresh before', () => {
  it('sent with the newer token is refused, and nothing moves', async () => {
    const { token } = await app.refresh(ada.token, { key: KEY });
    const before = await app.stored(ada.session);
    await expect(app.refresh(token, { key: KEY })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
      errors: [{ field: 'Idempotency-Key', message: 'was used before' }],
    });
    expect(await app.stored(ada.session)).toEqual(before);
    expect(app.events('session.refresh_refused').map(({ details }) => details)).toEqual([
      { verdict: 'key-reused', presentedGeneration: 1 },
    ]);
    await expect(app.refresh(token, { key: OTHER_KEY })).resolves.toBeDefined();
  });

  it('is forgotten by a refresh without one', async () => {
    const first = await app.refresh(ada.token, { key: KEY });
    const second = await app.refresh(first.token);
    expect(await app.stored(ada.session)).toMatchObject({ idempotencyKeyHash: null });
    await expect(app.refresh(second.token, { key: KEY })).resolves.toBeDefined();
  });
});

describe('the leeway', () => {
  const phone = {
    ...CLIENT,
    userAgent: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36',
  };
  let lenient: UseCases;
  beforeEach(() => {
    lenient = new UseCases({ policy: { refreshLeewayMs: 10_000 }, beside: app });
  });

  it('gives the same successor to the same device', async () => {
    const first = await lenient.refresh(ada.token);
    app.clock.advance(10_000);
    const again = await lenient.refresh(ada.token);
    expect(again.token).toBe(first.token);
    expect(await app.stored(ada.session)).toMatchObject({ generation: 1 });
    expect(app.events('session.refresh_retried').map(({ details }) => details)).toEqual([
      { generation: 1, by: 'leeway' },
    ]);
  });

  it.each([
    ['after its time', CLIENT, 10_001],
    ['for another device', phone, 0],
  ])('ends %s', async (_name, client, ms) => {
    await lenient.refresh(ada.token);
    app.clock.advance(ms);
    await expect(lenient.refresh(ada.token, { client })).rejects.toMatchObject(REUSED);
  });

  it('compares with the device of the last use, not of the login', async () => {
    await lenient.refresh(ada.token, { client: phone });
    await expect(lenient.refresh(ada.token, { client: phone })).resolves.toBeDefined();
  });
});

describe('a key of APP_KEYS that is being promoted', () => {
  const OLD = 'the key that signs today';
  const NEW = 'the key that will sign tomorrow';
  let before: UseCases;
  let after: UseCases;
  let eve: SignedInClient;
  beforeEach(async () => {
    before = new UseCases({ appKeys: [OLD, NEW], beside: app });
    after = new UseCases({ appKeys: [NEW, OLD], beside: app });
    eve = await before.register({ email: 'eve@example.com' });
  });

  it.each([
    ['onwards', () => [before, after] as const],
    ['and back', () => [after, before] as const],
  ])('keeps a retry on the chain between instances, %s', async (_name, instances) => {
    const [one, other] = instances();
    const first = await one.refresh(eve.token, { key: KEY });
    const again = await other.refresh(eve.token, { key: KEY });
    expect(again.token).toBe(first.token);
    await expect(other.refresh(again.token, { key: OTHER_KEY })).resolves.toBeDefined();
  });

  it('signs out nobody: old tokens go on, and their successors are of the new key', async () => {
    const { token } = await after.refresh(eve.token);
    const renewed = new UseCases({ appKeys: [NEW], beside: app });
    await expect(renewed.refresh(token)).resolves.toBeDefined();
  });

  it('that one instance does not have yet is 503 there, not theft', async () => {
    const newOnly = new UseCases({ appKeys: [NEW], beside: app });
    const oldOnly = new UseCases({ appKeys: [OLD], beside: app });
    await after.refresh(eve.token, { key: KEY });
    await expect(oldOnly.refresh(eve.token, { key: KEY })).rejects.toMatchObject({ code: 'storage-unavailable' });
    await expect(newOnly.refresh(eve.token, { key: KEY })).rejects.toMatchObject({ code: 'refresh-token-invalid' });
    expect(app.events('session.reuse_detected')).toEqual([]);
    await expect(before.refresh(eve.token, { key: KEY })).resolves.toBeDefined();
  });
});
