import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, newEmail } from '../support/browser.ts';
import { storedEvents } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

const LOCAL = '127.0.0.1';

/** What a request with that `X-Forwarded-For`, over a connection from 127.0.0.1, is taken to come from. */
describe.each<[string, [forwarded: string, address: string | null][]]>([
  [
    '',
    [
      ['203.0.113.7', LOCAL],
      ['203.0.113.7, 198.51.100.9', LOCAL],
      ['::1', LOCAL],
      ['rubbish', LOCAL],
    ],
  ],
  ['0', [['203.0.113.7', LOCAL]]],
  [
    '1',
    [
      ['203.0.113.7', '203.0.113.7'],
      ['1.1.1.1, 203.0.113.7', '203.0.113.7'],
      ['::ffff:203.0.113.7', '203.0.113.7'],
      ['2001:DB8::1', '2001:db8::1'],
      ['203.0.113.7:4711', '203.0.113.7'],
      ['1.1.1.1, rubbish', null],
      ["1'; DROP TABLE users", null],
      [',,,', LOCAL],
    ],
  ],
  [
    '2',
    [
      ['1.1.1.1, 203.0.113.7, 198.51.100.9', '203.0.113.7'],
      ['203.0.113.7', '203.0.113.7'],
    ],
  ],
  [
    '127.0.0.0/8, 10.0.0.0/8',
    [
      ['203.0.113.7', '203.0.113.7'],
      ['1.1.1.1, 203.0.113.7, 10.1.2.3', '203.0.113.7'],
      ['1.1.1.1, 203.0.113.7, ::ffff:10.1.2.3', '203.0.113.7'],
      ['203.0.113.7, rubbish', null],
    ],
  ],
  ['10.0.0.0/8', [['203.0.113.7', LOCAL]]],
  ['::1', [['203.0.113.7', LOCAL]]],
])('with TRUST_PROXY=%j', (trustProxy, table) => {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = STORES[0]!.create();
    service = await startService(store, { TRUST_PROXY: trustProxy });
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  async function addressOf(headers: Record<string, string>): Promise<string | null> {
    const { body } = await new Browser(service.address, headers).register(newEmail());
    const event = (await storedEvents(service.app)).find(({ sessionId }) => sessionId === body.session.id);
    return (event as unknown as { ipAddress: string | null }).ipAddress;
  }

  it.each(table)('X-Forwarded-For: %s is from %s', async (forwarded, address) => {
    expect(await addressOf({ 'x-forwarded-for': forwarded })).toBe(address);
  });

  it('no other header says anything', async () => {
    const headers = { 'x-real-ip': '203.0.113.7', forwarded: 'for=203.0.113.7', 'cf-connecting-ip': '203.0.113.7' };
    expect(await addressOf(headers)).toBe(LOCAL);
  });
});

describe('a spoofed address', () => {
  it('buys no new limits', async () => {
    const store = STORES[0]!.create();
    const service = await startService(store, { RATE_LIMIT: 'on', RATE_LIMIT_LOGIN: '3/1m' });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) {
      const browser = new Browser(service.address, { 'x-forwarded-for': `198.51.100.${n}` });
      statuses.push((await browser.login(newEmail(), 'not the password')).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    await service.stop();
    await store.discard();
  });
});
