import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceProcess } from '../../scripts/support/service-process.ts';
import { VerifyAuditTrail } from '../../src/application/audit/verify-audit-trail.js';
import { readConfig } from '../../src/infrastructure/config/read-config.js';
import { HmacAuditSeal } from '../../src/infrastructure/crypto/hmac-audit-seal.js';
import { SystemClock } from '../../src/infrastructure/crypto/system-clock.js';
import { type Answer, bearer, Browser, newEmail, type ProblemBody, type TokenBody } from '../support/browser.ts';
import { useOwnMongo } from '../support/own-mongo.ts';
import { connect, times } from '../support/persistence.ts';
import { RoundRobin } from '../support/round-robin.ts';
import { PUBLIC_URL } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

useOwnMongo();

const OWNERS = 6;
const STEPS = 20;
const REVOKED_WITHIN_MS = 2000;
const GIVE_UP_MS = 20_000;

let store: StoreSettings;
let instances: ServiceProcess[];
let balancer: RoundRobin;
let networks = 0;

/** A client in a network of its own, each of whose requests may go to another instance. */
function client(network = `198.51.100.${String((networks += 1))}`): Browser {
  return new Browser(balancer.address, { connection: 'close', 'x-forwarded-for': network });
}

function startInstance(): Promise<ServiceProcess> {
  const cheap = { ARGON2_MEMORY: '7168', ARGON2_TIME: '1' };
  return ServiceProcess.start({ ...store.variables, ...cheap, RATE_LIMIT: 'on', TRUST_PROXY: '1', PUBLIC_URL });
}

beforeAll(async () => {
  store = STORES[1]!.create();
  // At once, on a database without a schema.
  instances = await Promise.all([startInstance(), startInstance()]);
  balancer = await RoundRobin.before(...instances.map(({ address }) => address));
}, 90_000);

afterAll(async () => {
  await balancer.close();
  await Promise.all(instances.map((instance) => instance.stop()));
  await store.discard();
}, 60_000);

/** Refreshes until it is told an outcome: a cut connection and a 503 are none, and the key makes trying again safe. */
async function refresh(browser: Browser, retries: { count: number }): Promise<Answer<TokenBody & ProblemBody>> {
  const key = { 'idempotency-key': randomUUID() };
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await browser.refresh(key).catch(() => null);
    if (answer !== null && answer.status !== 503) return answer;
    retries.count += 1;
    await sleep(50);
  }
  throw new Error('no outcome');
}

describe('instances behind a round-robin on one MongoDB', () => {
  it('allow 20 logins a minute of one network together', async () => {
    const answers = await Promise.all(times(50, () => client('203.0.113.1').login(newEmail(), 'not the password')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30);
  });

  it('keep every session while one joins and one is killed', async () => {
    const retries = { count: 0 };
    let steps = 0;
    const owners = await Promise.all(
      times(OWNERS, async () => {
        const browser = client();
        return { browser, sessionId: (await browser.register(newEmail())).body.session.id };
      }),
    );
    let isOver = false;
    const load = owners.map(async ({ browser, sessionId }) => {
      for (let step = 0; step < STEPS || !isOver; step += 1) {
        const { status, body } = await refresh(browser, retries);
        expect([status, body.session.id]).toEqual([200, sessionId]);
        steps += 1;
        const me = await browser.get('/auth/me', bearer(body.accessToken)).catch(() => null);
        if (me !== null) expect([200, 503]).toContain(me.status);
      }
    });
    const joiner = await startInstance();
    instances.push(joiner);
    balancer.add(joiner.address);
    while (balancer.served.get(joiner.address)! < OWNERS) await sleep(20);
    const [victim] = instances.splice(0, 1);
    await victim!.end('SIGKILL');
    isOver = true;
    await Promise.all(load);
    for (const { browser, sessionId } of owners) {
      const { body } = await refresh(browser, retries);
      const mine = await browser.get<{ items: { id: string }[] }>('/auth/sessions', bearer(body.accessToken));
      expect(mine.body.items.map(({ id }) => id)).toEqual([sessionId]);
    }
    const perInstance = [...balancer.served.values()].join(', ');
    process.stderr.write(`Instances: ${steps} refreshes, ${retries.count} retried, connections ${perInstance}\n`);
  }, 60_000);

  it('refuse a revoked session everywhere within 2 s', async () => {
    const browser = client();
    const { accessToken } = (await browser.register(newEmail())).body;
    expect((await browser.post('/auth/logout-all', undefined, bearer(accessToken))).status).toBe(200);
    const from = performance.now();
    for (const { address } of instances) {
      const direct = new Browser(address);
      const says = async () => (await direct.get('/auth/sessions', bearer(accessToken))).body.code;
      while ((await says()) !== 'token-revoked' && performance.now() - from < GIVE_UP_MS) await sleep(25);
    }
    expect(performance.now() - from).toBeLessThan(REVOKED_WITHIN_MS);
    expect((await browser.refresh()).status).toBe(401);
  });

  it('lock an account for the network that guesses, and for no other', async () => {
    const email = newEmail();
    await client().register(email);
    const guesses = await Promise.all(times(5, () => client('203.0.113.9').login(email, 'not the password')));
    expect(guesses.map(({ status }) => status)).toEqual(times(5, () => 401));
    for (const { address } of instances) {
      const guesser = new Browser(address, { 'x-forwarded-for': '203.0.113.9' });
      expect((await guesser.login(email)).body.code).toBe('account-locked');
    }
    expect((await client().login(email)).status).toBe(200);
  });

  it('have written chains that verify, each its own', async () => {
    const persistence = await connect(store.variables);
    const seal = new HmacAuditSeal(readConfig(store.variables).keys.audit);
    const report = await new VerifyAuditTrail(persistence.auditEvents, seal, new SystemClock()).execute();
    const writers = new Set<string>();
    for await (const { writerId } of persistence.auditEvents.inChainOrder()) writers.add(writerId);
    await persistence.close();
    expect(report.findings).toEqual([]);
    expect(writers.size).toBeGreaterThanOrEqual(3);
  });
});
