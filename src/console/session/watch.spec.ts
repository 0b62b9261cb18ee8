import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeBrowser, type FakeTab, refusal, tokens } from './fake-browser.ts';
import { SessionClient } from './session-client.ts';
import { watch } from './watch.ts';

const ME = 'http://ratchet.test/auth/me';
const ok = () => Response.json({ id: 'u' });

describe('the watch over a session', () => {
  let browser: FakeBrowser;

  beforeEach(() => {
    browser = new FakeBrowser();
    browser.replies['/auth/refresh'] = [Response.json(tokens('first'))];
    browser.replies['/auth/me'] = [ok()];
  });

  const asked = () => browser.sent.filter(({ path }) => path === '/auth/me').length;

  async function open(): Promise<{ tab: FakeTab; client: SessionClient; stop: () => void }> {
    const tab = browser.tab();
    const client = new SessionClient(tab);
    await client.start();
    return { tab, client, stop: watch(tab, client, ME) };
  }

  it('asks every 1.5 s, and not just after the session began or was refreshed', async () => {
    const { stop } = await open();
    await browser.pass(1_400);
    expect(asked()).toBe(0);
    await browser.pass(200);
    expect(asked()).toBe(1);
    await browser.pass(6_000);
    expect(asked()).toBe(5);
    stop();
    await browser.pass(60_000);
    expect(asked()).toBe(5);
  });

  it('asks in one tab for all, and goes on in the next one when that is hidden or gone', async () => {
    const tabs = [await open(), await open(), await open()];
    await browser.pass(6_100);
    expect(asked()).toBe(4);
    tabs[0]!.tab.show(false);
    await browser.pass(1_400);
    expect(asked()).toBe(5);
    tabs[1]!.stop();
    await browser.pass(1_400);
    expect(asked()).toBe(6);
    tabs[2]!.tab.show(false);
    await browser.pass(60_000);
    expect(asked()).toBe(6);
  });

  it('asks at once when a tab comes into sight again', async () => {
    const { tab } = await open();
    tab.show(false);
    await browser.pass(60_000);
    expect(asked()).toBe(0);
    tab.show(true);
    await browser.pass(1);
    expect(asked()).toBe(1);
  });

  it('does not ask while other calls go through, and asks while they are refused', async () => {
    browser.replies['/auth/sessions'] = [Response.json({ items: [] })];
    const { client } = await open();
    const call = () => client.fetch(new Request('http://ratchet.test/auth/sessions'));
    for (let count = 0; count < 5; count += 1) {
      await browser.pass(1_000);
      await call();
    }
    expect(asked()).toBe(0);
    browser.replies['/auth/sessions'] = [refusal(404, 'not-found')];
    await browser.pass(1_000);
    await call();
    await browser.pass(600);
    expect(asked()).toBe(1);
  });

  it.each([
    ['a 429', refusal(429, 'rate-limited', {}, { 'retry-after': '40' })],
    ['a 503', refusal(503, 'overloaded', {}, { 'retry-after': '40' })],
  ])('leaves the service alone for as long as %s says', async (_name, reply) => {
    await open();
    browser.replies['/auth/me'] = [reply];
    await browser.pass(1_600);
    browser.replies['/auth/me'] = [ok()];
    await browser.pass(39_000);
    expect(asked()).toBe(1);
    await browser.pass(1_000);
    expect(asked()).toBe(2);
    await browser.pass(1_500);
    expect(asked()).toBe(3);
  });

  it('asks more and more seldom while nothing answers, and as before afterwards', async () => {
    await open();
    browser.replies['/auth/me'] = [new TypeError('Failed to fetch')];
    await browser.pass(1_600 + 3_000 + 6_000 + 12_000 + 24_000);
    expect(asked()).toBe(5);
    await browser.pass(48_000);
    const before = asked();
    await browser.pass(300_000);
    expect(asked() - before).toBe(5);
    browser.replies['/auth/me'] = [ok()];
    await browser.pass(60_000);
    const restored = asked();
    await browser.pass(1_500);
    expect(asked()).toBe(restored + 1);
  });

  it('has every tab signed out, with the reason', async () => {
    const tabs = [await open(), await open()];
    browser.replies['/auth/me'] = [refusal(401, 'token-revoked')];
    browser.replies['/auth/refresh'] = [refusal(401, 'refresh-token-revoked', { reason: 'ended-by-admin' })];
    await browser.pass(1_600);
    for (const { client } of tabs) expect(client.state).toEqual({ status: 'signed-out', reason: 'ended-by-admin' });
  });
});
