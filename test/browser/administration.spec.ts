import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { createAccount, createAdmin, type Device, signIn } from '../support/accounts.ts';
import { PASSWORD } from '../support/browser.ts';
import { run } from '../support/cli.ts';
import { STORES } from '../support/stores.ts';
import { type Console, signInAt, useConsole } from './chromium.ts';
import { look, shiftsOf } from './look.ts';

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const EDGE = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
};
const REFRESHES = 10;
/** Half of what Web Vitals call good. */
const SHIFT_LIMIT = 0.05;
const FIRST_ADMIN = 'ada@example.com';

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const open = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();

let accounts = 0;

/** As long as they come, for the narrow pages. */
function newLongEmail(): string {
  accounts += 1;
  return `somebody.with.many.names.and.a.number.${accounts}@students.mathematics.university.example`;
}

/** An account with a past: devices, refreshes, a wrong password, and a token that was stolen. */
async function robbed(at: Console): Promise<string> {
  const email = await createAccount(at.service, 'user', newLongEmail());
  const laptop = await signIn(at.service, email, FIREFOX);
  for (let count = 0; count < REFRESHES; count += 1) await laptop.goOn();
  await laptop.login(email, 'not this one either');
  const copy = laptop.copy();
  await laptop.goOn();
  expect((await copy.refresh()).body.code).toBe('refresh-token-reused');
  return email;
}

describe.each(STORES)('somebody who looks after accounts, over $name', (kind) => {
  const at = useConsole(kind);

  async function openUser(page: Page, email: string): Promise<void> {
    await open(page, 'Users');
    await page.getByLabel('E-mail begins with').fill(email);
    await open(page, email);
    await page.getByRole('heading', { name: email }).waitFor();
  }

  it('is made at the command line, and sees the alarm, the chain of the session and what happened', async () => {
    const args = ['admin', 'create', '--email', FIRST_ADMIN];
    expect(await run(at().store.variables, args, `${PASSWORD}\n`)).toMatchObject({ code: 0, err: '' });
    const context = await at().person();
    const page = await signInAt(context, FIRST_ADMIN, PASSWORD);
    await open(page, 'Overview');
    await page.getByRole('img', { name: /^Reused tokens over time: 0 in all/ }).waitFor();
    await look(page, 'overview-empty');
    const email = await robbed(at());
    await press(page, 'Refresh');
    await page.getByText('Stolen token suspected').waitFor();
    await page.getByRole('img', { name: /^Reused tokens over time: 1 in all/ }).waitFor();
    await page.getByText('The numbers, by hour').click();
    await look(page, 'overview');
    await press(page, '30 days');
    await page.getByRole('img', { name: /^Reused tokens over time: 1 in all/ }).waitFor();

    await open(page, 'Users');
    await page.getByRole('cell', { name: email }).waitFor();
    await look(page, 'users');
    await openUser(page, email);
    await page.getByText('None.').waitFor();
    await press(page, 'Live and past');
    await page.getByText(`${REFRESHES + 1} refreshes: the chain of tokens`).click();
    await page.getByText('3 earlier refreshes, in the audit trail').waitFor();
    await page.locator('.timeline').getByText('a used-up token came back').waitFor();
    await page.getByText('Used-up token presented').waitFor();
    await page.getByText(/wrong password · Firefox on Linux, 127\.0\.0\.0\/24/).waitFor();
    await look(page, 'user');

    await open(page, 'Audit');
    const signIns = page.locator('.events').getByText('login.succeeded', { exact: true }).first();
    await signIns.waitFor();
    await page.getByLabel('What').selectOption('session.reuse_detected');
    await signIns.waitFor({ state: 'detached' });
    await page.getByText(/; all sessions ended/).waitFor();
    const mistake = page.getByText('It must be a UUID in its canonical lower-case form');
    await page.getByLabel('Id of the account').fill('nonsense');
    await mistake.waitFor();
    await page.getByLabel('Id of the account').fill('');
    await mistake.waitFor({ state: 'detached' });
    await page.getByLabel('What').selectOption('');
    await signIns.waitFor();
    await look(page, 'audit');
    await context.close();
  });

  it('ends sessions, changes the role, unlocks, closes and opens the account', async () => {
    const email = await createAccount(at().service, 'user');
    const devices: Device[] = [await signIn(at().service, email, FIREFOX), await signIn(at().service, email, EDGE)];
    const context = await at().person();
    const page = await signInAt(context, await createAdmin(at().service), PASSWORD);
    await openUser(page, email);
    await press(page, 'End the session of Firefox on Linux');
    await page.getByRole('dialog').getByText('This can’t be undone').waitFor();
    await press(page, 'End it');
    await page.getByRole('heading', { name: 'Firefox on Linux', exact: true }).waitFor({ state: 'detached' });
    expect((await devices[0]!.refresh()).body.reason).toBe('ended-by-admin');
    await press(page, 'Unlock');
    await page.getByText('Failed sign-ins are forgotten').waitFor();
    await page.getByLabel('Role').selectOption('support');
    await press(page, 'Change the role');
    await page.getByRole('dialog').getByRole('button', { name: 'Change the role' }).click();
    await page.locator('.marks').getByText('support').waitFor();
    expect(await page.getByLabel('Role').inputValue()).toBe('support');
    expect(await page.getByRole('button', { name: 'Change the role' }).count()).toBe(0);
    await press(page, 'Close the account');
    await page.getByRole('dialog').getByText('stay ended').waitFor();
    expect(await page.getByText('This can’t be undone').count()).toBe(0);
    await press(page, 'Close it');
    await page.locator('.marks').getByText('Closed').waitFor();
    expect((await devices[1]!.refresh()).body.reason).toBe('user-inactive');
    await press(page, 'Open again');
    await press(page, 'Open it');
    await page.locator('.marks').getByText('Open', { exact: true }).waitFor();
    await signIn(at().service, email);
    await page.reload();
    await press(page, 'Live and past');
    await page.getByText('0 refreshes: the chain of tokens').first().click();
    await page.locator('.timeline').getByText('Live').waitFor();
    await press(page, 'End all');
    await press(page, 'End them all');
    await page.locator('.timeline').getByText('Ended').waitFor();
    await press(page, 'Live');
    await page.getByText('None.').waitFor();
    await page.getByText('All sessions ended').first().waitFor();
    await context.close();
  });

  it('as support sees what its role may, and no button that would be refused', async () => {
    const email = await createAccount(at().service, 'user');
    await signIn(at().service, email, FIREFOX);
    const context = await at().person();
    const page = await signInAt(context, await createAccount(at().service, 'support'), PASSWORD);
    await openUser(page, email);
    await page.getByRole('button', { name: 'End the session of Firefox on Linux' }).waitFor();
    for (const name of ['Unlock', 'Close the account', 'Change the role']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    await context.close();
    const plain = await at().person();
    const other = await signInAt(plain, email, PASSWORD);
    expect(await other.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['My devices']);
    await other.goto('/console/users');
    await other.getByText('There is no such page').waitFor();
    await look(other, 'nowhere');
    await plain.close();
  });

  it.each([360, 1440])('opens pages of %i px on which nothing moves', async (width) => {
    const email = await robbed(at());
    const context = await at().person({ viewport: { width, height: 900 } });
    const page = await signInAt(context, await createAdmin(at().service), PASSWORD);
    await openUser(page, email);
    const pages: [path: string, last: Locator][] = [
      [new URL(page.url()).pathname, page.getByText('Used-up token presented')],
      ['/console/devices', page.getByLabel('New password')],
      ['/console/overview', page.getByText('Stolen token suspected').first()],
      ['/console/users', page.getByText(email)],
      ['/console/audit', page.getByText('Signed in', { exact: true }).first()],
    ];
    const shifts: Record<string, number> = {};
    for (const [path, last] of pages) {
      await page.goto(path);
      await last.waitFor();
      shifts[path] = await shiftsOf(page);
    }
    process.stdout.write(`layout shifts at ${width} px: ${JSON.stringify(Object.values(shifts))}\n`);
    expect(Object.entries(shifts).filter(([, shift]) => shift > SHIFT_LIMIT)).toEqual([]);
    await context.close();
  });

  it('reads long lists page by page', async () => {
    const prefix = `many-${Date.now()}`;
    for (let count = 0; count < 60; count += 1)
      await createAccount(at().service, 'user', `${prefix}-${count}@example.com`);
    const context = await at().person();
    const page = await signInAt(context, await createAdmin(at().service), PASSWORD);
    await open(page, 'Users');
    const filtered = page.waitForResponse((response) => response.url().includes(`email=${prefix}`));
    await page.getByLabel('E-mail begins with').fill(prefix);
    await filtered;
    await page.getByText(`${prefix}-1@example.com`).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(50);
    await press(page, 'Show more');
    await page.locator('tbody tr').nth(59).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(60);
    expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
    await context.close();
  });
});
