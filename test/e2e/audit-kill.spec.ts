import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VerifyAuditTrail } from '../../src/application/audit/verify-audit-trail.js';
import { HmacAuditSeal } from '../../src/infrastructure/crypto/hmac-audit-seal.js';
import { SystemClock } from '../../src/infrastructure/crypto/system-clock.js';
import { readConfig } from '../../src/infrastructure/config/read-config.js';
import { Browser, newEmail } from '../support/browser.ts';
import { freePort } from '../support/mongo-server.ts';
import { connect, times } from '../support/persistence.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const CALLERS = 12;
const KILLS = 10;

describe.each(STORES)('the service killed in mid-load over $name', (kind) => {
  let store: StoreSettings;
  let child: ChildProcess | undefined;

  beforeEach(() => {
    store = kind.create();
  });

  afterEach(async () => {
    child?.kill('SIGKILL');
    await store.discard();
  });

  async function startProcess(): Promise<string> {
    const port = String(await freePort());
    const settings = { ...store.variables, PORT: port, RATE_LIMIT: 'off', ARGON2_MEMORY: '7168', ARGON2_TIME: '1' };
    const env = { PATH: process.env['PATH'], ...settings };
    child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const data of child.stdout!) if (String(data).includes('Ratchet is at')) break;
    child.stdout!.resume();
    return `http://127.0.0.1:${port}`;
  }

  /** Registers and refreshes until the process is gone; notes the request id of each answer that came. */
  async function goOn(address: string, answered: string[], onAnswer: () => void): Promise<void> {
    const browser = new Browser(address);
    const email = newEmail();
    try {
      for (let step = 0; ; step += 1) {
        const id = `${email}-${step}`.replace('@', '-');
        const headers = { 'x-request-id': id };
        const body = { email, password: 'seven purple llamas' };
        const answer =
          step === 0 ? await browser.post('/auth/register', body, headers) : await browser.refresh(headers);
        if (answer.status >= 400) continue;
        answered.push(id);
        onAnswer();
      }
    } catch {
      // The process was killed.
    }
  }

  /** The request ids of the trail, each with how many events it has; the chains must be whole. */
  async function readTrail(): Promise<Map<string, number>> {
    const persistence = await connect(store.variables);
    const seal = new HmacAuditSeal(readConfig(store.variables).keys.audit);
    const report = await new VerifyAuditTrail(persistence.auditEvents, seal, new SystemClock()).execute();
    expect(report.findings).toEqual([]);
    const counts = new Map<string, number>();
    for await (const { requestId } of persistence.auditEvents.inChainOrder()) {
      if (requestId !== null) counts.set(requestId, (counts.get(requestId) ?? 0) + 1);
    }
    await persistence.close();
    return counts;
  }

  it('has an event of every action that was answered, and its chains verify each time', async () => {
    const answered: string[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const address = await startProcess();
      // All are under way by then, and the kill comes at another point each time.
      const target = answered.length + 2 * CALLERS + 7 * kill;
      const callers = times(CALLERS, () =>
        goOn(address, answered, () => answered.length >= target && child?.kill('SIGKILL')),
      );
      await Promise.all([once(child!, 'exit'), ...callers]);
      const counts = await readTrail();
      expect(answered.filter((id) => counts.get(id) !== 1)).toEqual([]);
    }
    process.stderr.write(
      `${KILLS} kills over ${kind.name}: ${answered.length} answered actions, each with its event\n`,
    );
  }, 300_000);
});
