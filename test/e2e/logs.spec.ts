import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getModelToken } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { bearer, Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { CapturedLog } from '../support/captured-log.ts';
import { type Sabotage, SABOTAGES } from '../support/sabotage.ts';
import { type Service, startService } from '../support/service.ts';

const APP_KEY = 'an app key that nobody may ever read in a log';
const JWT_SECRET = 'a signing key that nobody may ever read in a log';
const IDEMPOTENCY_KEY = 'an idempotency key of one refresh';
const WRONG_PASSWORD = 'a wrong password, typed by somebody';
const HASHES = ['passwordHash', 'tokenHash', 'familyHash', 'idempotencyKeyHash'];

/** The hashes that the store holds of passwords and tokens. */
async function storedHashes({ app }: Service, store: string): Promise<string[]> {
  const rows = store === 'sqlite' ? sqliteRows(app) : await mongoRows(app);
  return rows.flatMap((row) => HASHES.map((name) => row[name])).filter((hash) => typeof hash === 'string');
}

function sqliteRows(app: Service['app']): Record<string, unknown>[] {
  const sqlite = app.get(SqliteStore, { strict: false });
  return ['users', 'sessions'].flatMap((table) => sqlite.all(`SELECT * FROM ${table}`));
}

async function mongoRows(app: Service['app']): Promise<Record<string, unknown>[]> {
  const models = ['User', 'Session'].map((name) => app.get<Model<object>>(getModelToken(name), { strict: false }));
  const found = await Promise.all(models.map((model) => model.find().lean<Record<string, unknown>[]>()));
  return found.flat();
}

describe.each(SABOTAGES)('the log over %s', (name, sabotageStore) => {
  const log = new CapturedLog();
  const secrets = new Set<string>([APP_KEY, JWT_SECRET, IDEMPOTENCY_KEY, PASSWORD, WRONG_PASSWORD]);
  let sabotage: Sabotage;
  let service: Service;

  beforeAll(async () => {
    sabotage = await sabotageStore();
    service = await startService(sabotage.store, { APP_KEYS: APP_KEY, JWT_SECRET }, { logger: log.logger });
  });

  afterAll(async () => {
    await service.stop();
    await sabotage.end();
    await sabotage.store.discard();
  });

  const browser = () => new Browser(service.address);

  /** Notes what the client holds now: nothing of it may ever be read in the log. */
  function keep(client: Browser, accessToken?: string): string {
    for (const secret of [client.token, accessToken]) if (secret) secrets.add(secret);
    return client.token ?? '';
  }

  async function playEverything(): Promise<void> {
    const email = newEmail();
    const owner = browser();
    const spent = keep(owner, (await owner.register(email)).body.accessToken);
    for (const headers of [{ 'idempotency-key': IDEMPOTENCY_KEY }, {}]) {
      const { body } = await owner.refresh(headers);
      keep(owner, body.accessToken);
      await owner.get(`/auth/me?access_token=${body.accessToken}&password=${PASSWORD}`, bearer(body.accessToken));
    }
    const thief = browser();
    thief.token = spent;
    await thief.refresh();
    await owner.refresh();
    const again = await owner.login(email);
    keep(owner, again.body.accessToken);
    await owner.post('/auth/logout-all', undefined, bearer(again.body.accessToken));
    await owner.login(email);
    keep(owner);
    await owner.post('/auth/logout');
  }

  async function playBadInput(): Promise<void> {
    const client = browser();
    await client.register('not an e-mail', PASSWORD);
    await client.register(newEmail(), 'seven');
    await client.login(newEmail(), WRONG_PASSWORD);
    await client.post('/auth/login', { email: newEmail(), password: { $ne: WRONG_PASSWORD }, token: PASSWORD });
    for (const body of [`{"password":"${PASSWORD}"`, `password=${PASSWORD}`, `["${PASSWORD}"]`]) {
      await client.send('/auth/login', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    }
    await client.get('/auth/me', bearer(PASSWORD));
    await client.refresh({ cookie: `refresh_token=${PASSWORD}` });
    await client.get(`/no/such/${PASSWORD}`);
    await client.get(`/${PASSWORD}%`);
  }

  async function playFaults(): Promise<void> {
    const email = newEmail();
    const owner = browser();
    keep(owner, (await owner.register(email)).body.accessToken);
    sabotage.refuseAuditEvents(service);
    expect((await owner.refresh()).status).toBe(503);
    keep(owner);
    expect((await browser().login(email)).status).toBe(503);
    expect((await browser().register(newEmail())).status).toBe(503);
    sabotage.giveBack();
    sabotage.takeAway();
    expect((await owner.refresh()).status).toBe(503);
    expect((await owner.login(email, WRONG_PASSWORD)).status).toBe(503);
    sabotage.giveBack();
  }

  it('tells in one line who was answered, on what request', async () => {
    const owner = browser();
    const { body, headers } = await owner.register(newEmail());
    keep(owner, body.accessToken);
    const who = { userId: body.user.id, sessionId: body.session.id };
    const registered = await log.answered(headers.get('x-request-id') ?? '');
    expect(registered).toMatchObject({ level: 30, method: 'POST', route: '/auth/register', status: 201, ...who });
    const me = await owner.get('/auth/me?x=1', { ...bearer(body.accessToken), 'x-request-id': 'me-1' });
    expect([me.status, await log.answered('me-1')]).toMatchObject([200, { route: '/auth/me', status: 200, ...who }]);
    const refused = await browser().get('/auth/me', { ...bearer('rubbish'), 'x-request-id': 'me-2' });
    expect([refused.status, Object.keys(await log.answered('me-2'))]).toEqual([
      401,
      expect.not.arrayContaining(['userId', 'sessionId']),
    ]);
  });

  it('holds no secret of a whole life: register, refresh, theft, logout, bad input, faults', async () => {
    await playEverything();
    await playBadInput();
    for (const hash of await storedHashes(service, name)) secrets.add(hash);
    await playFaults();
    expect(secrets.size).toBeGreaterThan(20);
    expect(log.text).toContain('"level":40');
    expect([...secrets].filter((secret) => log.text.includes(secret))).toEqual([]);
  });
});
