import { afterAll, beforeAll, expect } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { freePort } from '../support/mongo-server.ts';
import { type Service, startService } from '../support/service.ts';
import { type StoreKind, type StoreSettings } from '../support/stores.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** The service at an address of its own, and a real browser to look at it. */
export interface Console {
  readonly service: Service;
  readonly store: StoreSettings;
  /** A browser with cookies of its own. */
  person(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** Both are started before the tests of the suite around the call, and ended after them. */
export function useConsole(kind: StoreKind, variables: NodeJS.ProcessEnv = {}): () => Console {
  let store: StoreSettings;
  let service: Service;
  let browser: Browser;
  /** What no page may ever say: faults of scripts, and what the policy refused. */
  const faults: string[] = [];

  beforeAll(async () => {
    store = kind.create();
    const port = await freePort();
    service = await startService(store, { PUBLIC_URL: `http://127.0.0.1:${port}`, ...variables }, { port });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser.close();
    await service.stop();
    await store.discard();
    expect(faults).toEqual([]);
  });

  const person = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ baseURL: service.address, ...options });
    context.setDefaultTimeout(10_000);
    context.on('weberror', (fault) => faults.push(String(fault.error())));
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    return context;
  };
  return () => ({ service, store, person });
}

/** Opens the sign-in page and signs in. */
export async function signInAt(context: BrowserContext, email: string, password: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto('/console');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My devices' }).waitFor();
  return page;
}
