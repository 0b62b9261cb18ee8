import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, newEmail } from '../support/browser.ts';
import { parseExposition } from '../support/exposition.ts';
import { awaitMail, mailsOf } from '../support/mails.ts';
import { storedEvents, times } from '../support/persistence.ts';
import { browserAt, LAPTOP, movedTo, PHONE } from '../support/places.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

const SECRET = 'h4TzL8vNq1WcXs6KbRm3YdPf9GjUe2Aa';
const HOME = '203.0.113.7';
const OFFICE = '198.51.100.7';

describe.each(STORES)('suspicious activity over $name', (kind) => {
  const receiver = new WebhookReceiver(SECRET);
  let store: StoreSettings;
  let service: Service;
  let email: string;
  let owner: Browser;
  let userId: string;

  beforeAll(async () => {
    store = kind.create();
    const webhook = { WEBHOOK_URL: await receiver.listen(), WEBHOOK_SECRET: SECRET };
    const limits = { STUFFING_ACCOUNTS: '5', GUESSING_NETWORKS: '4' };
    service = await startService(store, { TRUST_PROXY: '1', RATE_LIMIT: 'off', ...limits, ...webhook });
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
    await receiver.close();
  });

  beforeEach(async () => {
    email = newEmail();
    owner = at(LAPTOP, HOME);
    userId = (await owner.register(email)).body.user.id;
  });

  const at = (userAgent: string, ipAddress: string) => browserAt(service.address, userAgent, ipAddress);

  async function counts(): Promise<Record<string, number>> {
    const { body } = await new Browser(service.address).get<string>('/metrics');
    const samples = parseExposition(body).get('ratchet_suspicions_total')?.samples ?? [];
    return Object.fromEntries(samples.map(({ labels, value }) => [labels['rule'] ?? '', value]));
  }

  /** The rules that fire while `play` runs, each as often as it does; the trail and the webhook must say the same. */
  async function firedBy(play: () => Promise<unknown>): Promise<string[]> {
    const [before, stored] = [await counts(), (await suspicious()).length];
    const noticed = receiver.notices.length;
    await play();
    const after = await counts();
    const fired = Object.keys(after).flatMap((rule) => times(after[rule]! - before[rule]!, () => rule));
    const types = (await suspicious()).slice(stored);
    expect(types.toSorted()).toEqual(fired.map((rule) => `suspicious.${rule}`).toSorted());
    await until(() => noticesSince(noticed).length >= fired.length);
    expect(noticesSince(noticed).toSorted()).toEqual(types.toSorted());
    return fired;
  }

  async function suspicious(): Promise<string[]> {
    const types = (await storedEvents(service.app)).map(({ type }) => type);
    return types.filter((type) => type.startsWith('suspicious.'));
  }

  const noticesSince = (count: number) =>
    receiver.notices.slice(count).flatMap(({ events }) => events.map(({ type }) => type));

  async function until(condition: () => boolean): Promise<void> {
    for (let tries = 0; tries < 500 && !condition(); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  const SCENARIOS: readonly [string, () => Promise<unknown>][] = [
    [
      'new_device',
      async () => {
        for (let n = 0; n < 3; n += 1) await at(PHONE, HOME).login(email);
      },
    ],
    [
      'new_network',
      async () => {
        for (let n = 0; n < 3; n += 1) await at(LAPTOP, OFFICE).login(email);
      },
    ],
    [
      'session_moved',
      async () => {
        const thief = movedTo(owner, PHONE, OFFICE);
        for (let n = 0; n < 3; n += 1) expect((await thief.refresh()).status).toBe(200);
      },
    ],
    [
      'credential_stuffing',
      () => Promise.all(times(15, (n) => at(LAPTOP, `192.0.2.${n}`).login(newEmail(), 'tried everywhere'))),
    ],
    ['distributed_guessing', () => Promise.all(times(12, (n) => at(LAPTOP, `10.1.${n}.1`).login(email, 'guessed')))],
    [
      'token_reused',
      async () => {
        const thief = movedTo(owner, LAPTOP, HOME);
        await owner.refresh();
        const spent = thief.token;
        for (let n = 0; n < 3; n += 1) {
          thief.token = spent;
          expect((await thief.refresh()).status).toBe(401);
        }
      },
    ],
  ];

  it.each(SCENARIOS)('%s fires on its scenario, once', async (rule, play) => {
    expect(await firedBy(play)).toEqual([rule]);
  });

  it('the owner is mailed what happened, once for each moment, and nobody for what is no account of theirs', async () => {
    await at(PHONE, OFFICE).login(email);
    const { source } = await awaitMail(store, email, 'suspicious-activity');
    expect(source).toContain('on a new device\n  (mobile / ios / safari)');
    expect(source).toContain('from a network that is new for you');
    expect(source).toContain(`from ${OFFICE}`);
    expect(mailsOf(store).filter(({ kind: each, to }) => each === 'suspicious-activity' && to === email)).toHaveLength(
      1,
    );
    expect(mailsOf(store).some(({ source: text }) => text.includes('passwords of many accounts'))).toBe(false);
  });

  it('nothing fires on an ordinary day of one account', async () => {
    expect(
      await firedBy(async () => {
        await owner.refresh();
        await at(LAPTOP, HOME).login(email, 'a slip of the finger');
        await at(LAPTOP, '203.0.113.9').login(email);
        await owner.refresh();
        await owner.post('/auth/logout');
        await owner.login(email);
      }),
    ).toEqual([]);
    expect((await storedEvents(service.app)).some((event) => event.userId === userId)).toBe(true);
  });
});
