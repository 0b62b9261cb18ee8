/// <reference lib="dom" />
import { describe, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { signIn } from '../support/accounts.ts';
import { newEmail, PASSWORD } from '../support/browser.ts';
import { awaitMail, tokenIn } from '../support/mails.ts';
import { STORES } from '../support/stores.ts';
import { signInAt, useConsole } from './chromium.ts';
import { look, shiftsOf } from './look.ts';

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
const PHONE = {
  'user-agent':
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
};
const FIRST_PAINT_LIMIT_MS = 1_000;

const sessions = (page: Page) => page.locator('li.session');
const firstPaint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
const animationOf = (element: Locator) => element.evaluate((node) => getComputedStyle(node).animationName);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe.each(STORES)('the owner of an account, over $name', (kind) => {
  const at = useConsole(kind, { EMAIL_VERIFICATION: 'optional' });

  it('registers, confirms the address, sees devices and ends them, changes the password', async () => {
    const email = newEmail();
    const context = await at().person();
    const page = await context.newPage();
    await page.goto('/console/register');
    await look(page, 'register');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('password1234');
    await press(page, 'Open the account');
    await page.getByText('It is').or(page.getByRole('alert')).first().waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await press(page, 'Open the account');
    await page.getByText('This device', { exact: true }).waitFor();

    const token = tokenIn(await awaitMail(at().store, email, 'email-verification'));
    const mailed = await context.newPage();
    await mailed.goto(`/console/verify#token=${token}`);
    await mailed.getByText('Your e-mail address is confirmed.').waitFor();
    expect(mailed.url()).not.toContain(token);
    await look(mailed, 'verify');
    await mailed.close();

    const [laptop, phone] = [await signIn(at().service, email, FIREFOX), await signIn(at().service, email, PHONE)];
    await page.reload();
    await page.getByRole('heading', { name: 'Firefox on Linux', exact: true }).waitFor();
    expect(await sessions(page).count()).toBe(3);
    const exactly = await page.locator('time').evaluateAll((times) => times.map((time) => time.getAttribute('title')));
    expect(exactly.length).toBe(6);
    for (const title of exactly) expect(title).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/);
    await look(page, 'devices');
    await press(page, 'End the session of Firefox on Linux');
    await look(page, 'question');
    await press(page, 'Cancel');
    expect((await laptop.get('/auth/me')).status).toBe(200);
    await press(page, 'End the session of Firefox on Linux');
    await press(page, 'End it');
    await page.getByRole('heading', { name: 'Firefox on Linux', exact: true }).waitFor({ state: 'detached' });
    expect((await laptop.get('/auth/me')).body.code).toBe('token-revoked');

    await press(page, 'End all others');
    await press(page, 'End the others');
    await page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
    expect((await phone.get('/auth/me')).body.code).toBe('token-revoked');

    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('eleven green walruses');
    await press(page, 'Change the password');
    await page.getByText('The e-mail address or the password is wrong.').waitFor();
    await page.getByText(/^Request/).waitFor();
    await page.getByLabel('Current password').fill(PASSWORD);
    await press(page, 'Change the password');
    await page.getByText('The password is changed').waitFor();
    await press(page, 'Sign out');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await context.close();
  });

  it('has forgotten the password, and chooses another by the mailed link', async () => {
    const email = newEmail();
    const context = await at().person();
    const page = await context.newPage();
    await page.goto('/console/register');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await press(page, 'Open the account');
    await press(page, 'Sign out');
    await page.getByRole('link', { name: 'Forgotten the password?' }).click();
    await look(page, 'forgot');
    await page.getByLabel('E-mail').fill(email);
    await press(page, 'Send me a mail');
    await page.getByText('a mail is on its way').waitFor();
    const mail = await awaitMail(at().store, email, 'password-reset');
    const link = /^http\S+#token=\S+$/m.exec(mail.source)![0];
    await page.goto(link);
    await page.getByLabel('New password').fill('nine green alpacas');
    await look(page, 'reset');
    await press(page, 'Set the password');
    await page.getByText('The new password is set').waitFor();
    await context.close();
    const other = await at().person();
    await signInAt(other, email, 'nine green alpacas');
    await other.close();
  });

  it('does all of it by keyboard alone', async () => {
    const email = newEmail();
    const context = await at().person();
    const page = await context.newPage();
    await page.goto('/console/register');
    await page.getByLabel('E-mail').waitFor();
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('This device', { exact: true }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    const end = page.getByRole('button', { name: /^End the session/ });
    for (let tabs = 0; tabs < 12 && !(await end.evaluate((button) => button === document.activeElement)); tabs += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await animationOf(dialog)).not.toBe('none');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await animationOf(dialog)).toBe('none');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await end.evaluate((button) => button === document.activeElement)).toBe(true);

    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await end.evaluate((button: HTMLElement) => {
      document.querySelector('dialog')?.close();
      button.click();
    });
    await dialog.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('This device', { exact: true }).waitFor();
    await context.close();
  });

  it('sees the sign-in page within a second on a slow machine, and nothing moves', async () => {
    const context = await at().person();
    const page = await context.newPage();
    const debuggerOf = await context.newCDPSession(page);
    await debuggerOf.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    // The best of three: whatever else the machine does is no property of the page.
    const paints: number[] = [];
    for (let load = 0; load < 3; load += 1) {
      await page.goto('/console/sign-in');
      await page.getByLabel('Password').waitFor();
      expect(await shiftsOf(page)).toBe(0);
      paints.push(await page.evaluate(firstPaint));
    }
    process.stdout.write(`first paint at 4x: ${paints.map(Math.round).join(', ')} ms\n`);
    expect(Math.min(...paints)).toBeLessThan(FIRST_PAINT_LIMIT_MS);
    await look(page, 'sign-in');
    await context.close();
  });
});
