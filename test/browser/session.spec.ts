/// <reference lib="dom" />
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { createAccount, signInAs } from '../support/accounts.ts';
import { PASSWORD } from '../support/browser.ts';
import { STORES } from '../support/stores.ts';
import { type Console, signInAt, useConsole } from './chromium.ts';
import { look } from './look.ts';

const TABS = 5;
const ROUNDS = 20;
const TEN_MINUTES_MS = 600_000;
/** How long an open page may take to notice that its session has ended. */
const WITHIN_MS = 3_000;

async function ownSession(at: Console, email: string) {
  const admin = await signInAs(at.service, 'admin');
  const users = await admin.get<{ items: { id: string }[] }>(`/admin/users?email=${email}`);
  const userId = users.body.items[0]!.id;
  const { body } = await admin.get<{ items: { id: string; rotations: number }[] }>(
    `/admin/users/${userId}/sessions?state=all`,
  );
  const events = await admin.get<{ items: { type: string; details: { verdict?: string } }[] }>(
    `/admin/audit-events?userId=${userId}&limit=200`,
  );
  return {
    admin,
    userId,
    sessions: body.items,
    types: new Set(events.body.items.map(({ type, details }) => details.verdict ?? type)),
  };
}

/**
 * Lets the service do its work, and then breaks the connection instead of answering, so often; with `silently` the browser is left
 * waiting. Returns how many answers are still to be lost.
 */
function loseAnswers(at: Console, path: string, times: number, { silently = false } = {}): () => number {
  let left = times;
  const server = at.service.app.getHttpServer();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== path || left === 0) return;
    const lose = () => {
      left = Math.max(left - 1, 0);
      if (!silently) request.socket.destroy();
      return response;
    };
    Object.assign(response, { writeHead: () => response, write: () => true, end: lose });
  });
  return () => left;
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isSo()).toBe(true);
}

/** Resolves when whoever asked for the lock before has had it. */
const afterOthers = (page: Page) => page.evaluate(() => navigator.locks.request('ratchet-session', () => true));

/** In the page: what the session client keeps over a reload. */
async function storedTexts(): Promise<unknown[]> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('ratchet-session');
    request.onsuccess = () => resolve(request.result);
  });
  const request = database.transaction('texts').objectStore('texts').getAll();
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  database.close();
  return request.result as unknown[];
}

const isSignedIn = (page: Page) => page.getByRole('heading', { name: 'My devices' }).isVisible();

describe.each(STORES)('the session of a real browser, over $name', (kind) => {
  const at = useConsole(kind);

  async function openTabs(context: BrowserContext, email: string): Promise<Page[]> {
    const tabs = [await signInAt(context, email, PASSWORD)];
    while (tabs.length < TABS) {
      const tab = await context.newPage();
      await tab.goto('/console/devices');
      await tab.getByRole('heading', { name: 'My devices' }).waitFor();
      tabs.push(tab);
    }
    return tabs;
  }

  it(`goes on in ${TABS} tabs whose tokens run out at once, ${ROUNDS} times`, async () => {
    const email = await createAccount(at().service, 'user');
    const context = await at().person();
    await context.clock.install();
    const tabs = await openTabs(context, email);
    for (let round = 0; round < ROUNDS; round += 1) {
      await context.clock.fastForward(TEN_MINUTES_MS);
      for (const tab of tabs) await afterOthers(tab);
    }
    expect(await Promise.all(tabs.map(isSignedIn))).toEqual(tabs.map(() => true));
    const { sessions, types } = await ownSession(at(), email);
    expect(sessions).toHaveLength(1);
    expect(sessions[0]!.rotations).toBeGreaterThanOrEqual(ROUNDS);
    const harmless = ['login.succeeded', 'session.refreshed'];
    expect([...types].filter((type) => !harmless.includes(type))).toEqual([]);
    await context.close();
  });

  it('survives an answer that the network drops', async () => {
    const email = await createAccount(at().service, 'user');
    const context = await at().person();
    await context.clock.install();
    const tab = await signInAt(context, email, PASSWORD);
    // Chromium itself repeats a request whose kept connection breaks; the last ones are the page's own.
    loseAnswers(at(), '/auth/refresh', 3);
    const refreshed = tab.waitForResponse((response) => response.url().endsWith('/auth/refresh') && response.ok());
    await context.clock.fastForward(TEN_MINUTES_MS);
    await refreshed;
    expect(await isSignedIn(tab)).toBe(true);
    const { sessions, types } = await ownSession(at(), email);
    expect(sessions.map(({ rotations }) => rotations)).toEqual([1]);
    expect(types).toContain('session.refresh_retried');
    await context.close();
  });

  it.each([
    ['a reload that loses the answer', async (tab: Page) => tab],
    ['a tab that is closed before the answer', async (tab: Page) => (await tab.close(), tab.context().newPage())],
  ])('survives %s', async (_name, goOnFrom) => {
    const email = await createAccount(at().service, 'user');
    const context = await at().person();
    const tab = await signInAt(context, email, PASSWORD);
    const left = loseAnswers(at(), '/auth/refresh', 1, { silently: true });
    await tab.reload();
    await until(() => left() === 0);
    const next = await goOnFrom(tab);
    await next.goto('/console/devices');
    await next.getByRole('heading', { name: 'My devices' }).waitFor();
    const { types } = await ownSession(at(), email);
    expect([...types].filter((type) => /reuse|revoked/.test(type))).toEqual([]);
    expect(types).toContain('session.refresh_retried');
    await context.close();
  });

  it('disappears from every open page within 3 s when an administrator ends it, with the reason', async () => {
    const email = await createAccount(at().service, 'user');
    const context = await at().person();
    const tabs = [await signInAt(context, email, PASSWORD), await context.newPage()];
    await tabs[1]!.goto('/console');
    await tabs[1]!.getByRole('heading', { name: 'My devices' }).waitFor();
    const { admin, sessions } = await ownSession(at(), email);
    const endedAt = performance.now();
    expect((await admin.delete(`/admin/sessions/${sessions[0]!.id}`)).status).toBe(204);
    for (const tab of tabs) await tab.getByText('ended by an administrator').waitFor();
    process.stdout.write(`gone from ${tabs.length} pages after ${Math.round(performance.now() - endedAt)} ms\n`);
    expect(performance.now() - endedAt).toBeLessThan(WITHIN_MS);
    await look(tabs[0]!, 'ended');
    await context.close();
  });

  it('is watched by one tab for all, and by another when that is closed', async () => {
    const email = await createAccount(at().service, 'user');
    const context = await at().person();
    const asking: Page[] = [];
    context.on('request', (request) => {
      if (request.url().endsWith('/auth/me')) asking.push(request.frame().page());
    });
    const tabs = await openTabs(context, email);
    await until(() => asking.length >= 4);
    expect(new Set(asking).size).toBe(1);
    await asking[0]!.close();
    const { admin, sessions } = await ownSession(at(), email);
    const endedAt = performance.now();
    await admin.delete(`/admin/sessions/${sessions[0]!.id}`);
    const left = tabs.filter((tab) => tab !== asking[0]);
    for (const tab of left) await tab.getByText('ended by an administrator').waitFor();
    process.stdout.write(`gone from ${left.length} pages after ${Math.round(performance.now() - endedAt)} ms\n`);
    expect(performance.now() - endedAt).toBeLessThan(WITHIN_MS);
    await context.close();
  });

  it('has a cookie that no script reads and that goes to /auth alone', async () => {
    const email = await createAccount(at().service, 'user');
    const context = await at().person();
    const tab = await signInAt(context, email, PASSWORD);
    const refresh = (await context.cookies(`${at().service.address}/auth`)).find(
      ({ name }) => name === 'refresh_token',
    );
    expect(refresh).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/auth' });
    expect(await tab.evaluate(() => [document.cookie, Object.keys(sessionStorage)])).toEqual(['', []]);
    expect(await tab.evaluate(() => Object.keys(localStorage))).toEqual([]);
    expect(await tab.evaluate(storedTexts)).toEqual([]);
    const elsewhere = tab.waitForRequest((request) => !new URL(request.url()).pathname.startsWith('/auth'));
    const inside = tab.waitForRequest(/\/auth\/refresh$/);
    await tab.reload();
    expect((await (await elsewhere).allHeaders())['cookie']).toBeUndefined();
    expect((await (await inside).allHeaders())['cookie']).toContain('refresh_token=');
    await context.close();
  });
});
