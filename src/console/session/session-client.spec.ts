import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeBrowser, refusal, tokens } from './fake-browser.ts';
import { SessionClient } from './session-client.ts';

const REFRESH = '/auth/refresh';
const ok = (name: string, expiresIn?: number) => Response.json(tokens(name, expiresIn));
const lost = () => new TypeError('Failed to fetch');
const call = () => new Request('http://ratchet.test/auth/me');

describe('the session client', () => {
  let browser: FakeBrowser;

  beforeEach(() => {
    browser = new FakeBrowser();
  });

  const refreshes = () => browser.sent.filter(({ path }) => path === REFRESH);

  async function signedIn(): Promise<SessionClient> {
    browser.replies[REFRESH] ??= [ok('first'), ok('second'), ok('third')];
    const client = new SessionClient(browser.tab());
    await client.start();
    return client;
  }

  it('starts signed in where there is a session, and signed out without a reason where there is none', async () => {
    expect((await signedIn()).state).toMatchObject({ status: 'signed-in', sessionId: 's' });
    browser.replies[REFRESH] = [refusal(401, 'refresh-token-missing')];
    const other = new SessionClient(browser.tab());
    await other.start();
    expect(other.state).toEqual({ status: 'signed-out', reason: null });
  });

  it('refreshes shortly before the token runs out, without being asked', async () => {
    await signedIn();
    await browser.pass(569_000);
    expect(refreshes()).toHaveLength(1);
    await browser.pass(2_000);
    expect(refreshes()).toHaveLength(2);
  });

  it('refreshes once on a 401 about the token, and repeats the call once', async () => {
    const client = await signedIn();
    browser.replies['/auth/me'] = [refusal(401, 'token-expired'), Response.json({ id: 'u' })];
    expect((await client.fetch(call())).status).toBe(200);
    expect(browser.sent.map(({ bearer }) => bearer)).toEqual([null, 'Bearer first', null, 'Bearer second']);
    browser.replies['/auth/me'] = [refusal(401, 'token-invalid')];
    expect((await client.fetch(call())).status).toBe(401);
    expect(refreshes()).toHaveLength(3);
  });

  it('does not take a wrong password for a bad token', async () => {
    const client = await signedIn();
    browser.replies['/auth/me'] = [refusal(401, 'invalid-credentials')];
    expect((await client.fetch(call())).status).toBe(401);
    expect(refreshes()).toHaveLength(1);
  });

  it('refreshes once for all tabs, and all get the token', async () => {
    const tabs = [];
    for (let count = 0; count < 5; count += 1) tabs.push(await signedIn());
    const before = refreshes().length;
    browser.replies[REFRESH] = [ok('shared')];
    await browser.pass(580_000);
    expect(refreshes()).toHaveLength(before + 1);
    browser.replies['/auth/me'] = [Response.json({})];
    for (const tab of tabs) await tab.fetch(call());
    expect(new Set(browser.sent.slice(-5).map(({ bearer }) => bearer))).toEqual(new Set(['Bearer shared']));
  });

  it('keeps the key while the answer is lost, and takes a new one afterwards', async () => {
    browser.replies[REFRESH] = [lost(), refusal(503, 'refresh-outcome-unknown'), refusal(502, 'x'), ok('first')];
    const client = new SessionClient(browser.tab());
    const started = client.start();
    await browser.pass(10_000);
    await started;
    expect(refreshes().map(({ key }) => key)).toEqual(['key-1', 'key-1', 'key-1', 'key-1']);
    await browser.pass(600_000);
    expect(refreshes().at(-1)?.key).toBe('key-2');
  });

  it('keeps the key over a reload in the middle, for as long as the service knows it', async () => {
    browser.replies[REFRESH] = [lost()];
    void new SessionClient(browser.tab()).start().catch(() => undefined);
    await browser.pass(1_000);
    const reloaded = new FakeBrowser();
    Object.assign(reloaded, { nowMs: browser.nowMs, stored: browser.stored });
    reloaded.replies[REFRESH] = [refusal(400, 'idempotency-key-reused'), ok('first')];
    const started = new SessionClient(reloaded.tab()).start();
    await reloaded.pass(1_000);
    await started;
    expect(reloaded.sent[0]?.key).toBe('key-1');
    expect(reloaded.stored).toBeNull();
    reloaded.stored = `old ${String(reloaded.nowMs - 60_000)}`;
    await new SessionClient(reloaded.tab()).start();
    expect(reloaded.sent.at(-1)?.key).not.toBe('old');
  });

  it('has stored a key before it sends it, and forgotten it before the next tab has its turn', async () => {
    const stored: (string | null)[] = [];
    const answer = () => {
      stored.push(browser.stored);
      return ok('used up at once', 0);
    };
    browser.replies[REFRESH] = [answer, answer];
    await Promise.all([new SessionClient(browser.tab()).start(), new SessionClient(browser.tab()).start()]);
    expect(stored.map((text) => text?.split(' ')[0])).toEqual(['key-1', 'key-2']);
    expect(refreshes().map(({ key }) => key)).toEqual(['key-1', 'key-2']);
  });

  it('waits as long as a refusal says, with a new key, and gives up in the end', async () => {
    browser.replies[REFRESH] = [refusal(503, 'storage-unavailable', {}, { 'retry-after': '7' })];
    const client = new SessionClient(browser.tab());
    const outcome = client.start().catch((fault: unknown) => fault);
    await browser.pass(6_900);
    expect(refreshes()).toHaveLength(1);
    await browser.pass(100_000);
    expect(await outcome).toMatchObject({ name: 'UnreachableError' });
    expect(new Set(refreshes().map(({ key }) => key)).size).toBe(6);
    expect(client.state).toEqual({ status: 'unknown' });
  });

  it.each([
    ['503', () => refusal(503, 'storage-unavailable')],
    ['429', () => refusal(429, 'rate-limited')],
  ])('keeps the key over a %s after a lost answer: that refresh may have been done', async (_, refused) => {
    browser.replies[REFRESH] = [lost(), refused(), refusal(400, 'idempotency-key-reused'), refused(), ok('first')];
    const started = new SessionClient(browser.tab()).start();
    await browser.pass(20_000);
    await started;
    expect(refreshes().map(({ key }) => key)).toEqual(['key-1', 'key-1', 'key-1', 'key-2', 'key-3']);
  });

  it('signs every tab out when the session ends, with the reason', async () => {
    const [first, second] = [await signedIn(), await signedIn()];
    browser.replies[REFRESH] = [
      refusal(401, 'refresh-token-revoked', { reason: 'ended-by-admin' }),
      refusal(401, 'refresh-token-missing'),
    ];
    browser.replies['/auth/me'] = [refusal(401, 'token-revoked')];
    expect((await second.fetch(call())).status).toBe(401);
    const ended = { status: 'signed-out', reason: 'ended-by-admin' };
    expect([first.state, second.state]).toEqual([ended, ended]);
  });

  it('tells the other tabs of a sign-in and of a sign-out', async () => {
    browser.replies[REFRESH] = [refusal(401, 'refresh-token-missing')];
    browser.replies['/auth/login'] = [ok('first')];
    browser.replies['/auth/logout'] = [new Response(null, { status: 204 })];
    const [first, second] = [await signedIn(), await signedIn()];
    await first.open('/auth/login', {});
    expect(second.state.status).toBe('signed-in');
    await second.close();
    expect(first.state).toEqual({ status: 'signed-out', reason: null });
  });

  it('tells a registration that goes on by mail, and a refusal', async () => {
    browser.replies['/auth/register'] = [
      Response.json({ message: 'mailed' }, { status: 202 }),
      refusal(409, 'email-taken'),
    ];
    const client = new SessionClient(browser.tab());
    expect(await client.open('/auth/register', {})).toEqual({ kind: 'accepted', message: 'mailed' });
    await expect(client.open('/auth/register', {})).rejects.toMatchObject({ problem: { code: 'email-taken' } });
  });
});
