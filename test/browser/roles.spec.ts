import { describe, expect, it } from '@jest/globals';
import { addRights, type Role } from '../../src/domain/role.js';
import { createAccount, createAdmin, signIn } from '../support/accounts.ts';
import { PASSWORD } from '../support/browser.ts';
import { STORES } from '../support/stores.ts';
import { signInAt, useConsole } from './chromium.ts';

const AUDITOR = 'auditor' as Role;
addRights({ permissions: [], roles: { [AUDITOR]: ['account:own', 'audit:read'] } });

describe('somebody with a role of a module', () => {
  const at = useConsole(STORES[0]!);

  it('sees what it may, and nothing that would be refused', async () => {
    await signIn(at().service, await createAccount(at().service, 'user'));
    const context = await at().person();
    const page = await signInAt(context, await createAccount(at().service, AUDITOR), PASSWORD);
    await page.getByRole('link', { name: 'Audit', exact: true }).waitFor();
    expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
      'My devices',
      'Overview',
      'Audit',
    ]);
    await page.getByRole('link', { name: 'Audit', exact: true }).click();
    await page
      .getByText(/^account …/)
      .first()
      .waitFor();
    expect(await page.locator('a[href*="/users/"]').count()).toBe(0);
    await context.close();
  });

  it('is found by that role, and given another', async () => {
    const email = await createAccount(at().service, AUDITOR);
    const context = await at().person();
    const page = await signInAt(context, await createAdmin(at().service), PASSWORD);
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByLabel('Role').selectOption(AUDITOR);
    await page.getByRole('link', { name: email }).click();
    await page.getByRole('heading', { name: email }).waitFor();
    expect(await page.getByLabel('Role').inputValue()).toBe(AUDITOR);
    await page.getByLabel('Role').selectOption('user');
    await page.getByRole('button', { name: 'Change the role' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Change the role' }).click();
    await page.locator('.marks').getByText('user').waitFor();
    await context.close();
  });
});
