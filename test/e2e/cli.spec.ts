import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { bearer, Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { run } from '../support/cli.ts';
import { storedEvents } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

interface SessionBody {
  readonly id: string;
  readonly current: boolean;
  readonly device: { readonly browser: string };
}

describe.each(STORES)('the command line beside the service over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store);
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  // Each command is a process that loads the whole service.
  jest.setTimeout(90_000);

  const cli = (args: string, input?: string) => run({ ...store.variables }, args.split(' '), input);
  const browser = (headers?: Record<string, string>) => new Browser(service.address, headers);

  async function newAdmin(): Promise<{ email: string; token: string }> {
    const email = newEmail();
    expect(await cli(`admin create --email ${email}`, `${PASSWORD}\n`)).toMatchObject({ code: 0, err: '' });
    const { body } = await browser().login(email);
    expect(body.user['role']).toBe('admin');
    return { email, token: body.accessToken };
  }

  it('makes the first administrator, who sees the devices of others and ends one', async () => {
    const { token } = await newAdmin();
    const email = newEmail();
    const laptop = browser({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' });
    const phone = browser({ 'user-agent': 'okhttp/4.12.0' });
    const { body: onLaptop } = await laptop.register(email);
    await phone.login(email);

    const admin = browser();
    const users = await admin.get<{ items: { id: string }[] }>(`/admin/users?email=${email}`, bearer(token));
    expect(users.body.items).toEqual([expect.objectContaining({ id: onLaptop.user.id, email, role: 'user' })]);
    const path = `/admin/users/${onLaptop.user.id}/sessions`;
    const { body: devices } = await admin.get<{ items: SessionBody[] }>(path, bearer(token));
    expect(devices.items.map(({ device }) => device.browser)).toEqual(['okhttp', 'Firefox']);

    const ended = devices.items.find(({ device }) => device.browser === 'Firefox');
    const answer = await admin.send(`/admin/sessions/${ended?.id}`, { method: 'DELETE', headers: bearer(token) });
    expect(answer.status).toBe(204);
    expect((await laptop.get('/auth/me', bearer(onLaptop.accessToken))).body.code).toBe('token-revoked');
    expect(await laptop.refresh()).toMatchObject({
      status: 401,
      body: { code: 'refresh-token-revoked', reason: 'ended-by-admin' },
    });
    expect((await phone.refresh()).status).toBe(200);
  });

  it('ends a session, all of an account, or all there are; the service knows within 2 s', async () => {
    const email = newEmail();
    const devices = [browser(), browser(), browser()];
    const { body } = await devices[0]!.register(email);
    await devices[1]!.login(email);
    const listed = await cli(`sessions list ${email} --json`);
    expect(JSON.parse(listed.out)).toHaveLength(2);

    expect(await cli(`sessions revoke ${body.session.id}`)).toMatchObject({ code: 0 });
    const endedAt = performance.now();
    while ((await devices[0]!.get('/auth/me', bearer(body.accessToken))).status === 200) {
      expect(performance.now() - endedAt).toBeLessThan(2000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await cli(`sessions revoke --user ${email}`)).toMatchObject({ out: '1 session(s) have ended.\n' });
    await devices[2]!.login(email);
    expect((await cli('sessions revoke --all')).out).toMatch(/^[1-9]\d* session\(s\) have ended\.\n$/);
    for (const device of devices) expect((await device.refresh()).body.reason).toBe('ended-by-admin');
    expect((await cli(`sessions list ${email} --all`)).out.match(/ended-by-admin/g)).toHaveLength(3);
  });

  it('lists accounts, gives roles, closes accounts; its events have no actor', async () => {
    const { email } = await newAdmin();
    const member = newEmail();
    const { body } = await browser().register(member);
    expect(await cli(`users set-role ${member} support`)).toMatchObject({ code: 0 });
    expect(JSON.parse((await cli(`users list --email ${member} --json`)).out)).toEqual([
      expect.objectContaining({ id: body.user.id, email: member, role: 'support', isActive: true }),
    ]);
    expect(await cli(`users deactivate ${body.user.id}`)).toMatchObject({ code: 0 });
    expect((await cli('users list --no-active')).out).toContain(member);
    expect((await cli('users list --role admin --limit 1')).out.split('\n')).toHaveLength(3);
    expect((await browser().login(member)).status).toBe(401);
    expect(await cli(`users activate ${member}`)).toMatchObject({ code: 0 });
    expect((await browser().login(member)).status).toBe(200);
    const events = (await storedEvents(service.app)).filter(({ userId }) => userId === body.user.id);
    expect(events.filter(({ type }) => type.startsWith('admin.'))).toEqual([
      expect.objectContaining({ type: 'admin.role_changed', actorId: null }),
      expect.objectContaining({ type: 'admin.activity_changed', actorId: null, details: { isActive: false } }),
      expect.objectContaining({ type: 'admin.activity_changed', actorId: null, details: { isActive: true } }),
    ]);
    expect((await cli(`users list --email ${email}`)).out).toContain('admin');
  });

  it('refuses in plain words, and ends with 1', async () => {
    await browser().register('taken@example.com');
    const refusals: [string, string, RegExp][] = [
      ['admin create --email weak@example.com', 'password', /password must have at least 12/],
      ['admin create --email taken@example.com', PASSWORD, /email is taken/],
      ['users set-role nobody@example.com user', '', /no such account/],
      ['users deactivate nobody', '', /no such account/],
      ['sessions revoke 0198c9ce-0000-7000-8000-000000000000', '', /no such session/],
    ];
    for (const [args, input, words] of refusals) {
      const { code, out, err } = await cli(args, input);
      expect({ args, code, out }).toEqual({ args, code: 1, out: '' });
      expect(err).toMatch(words);
      expect(err).not.toContain('    at ');
    }
  });
});

describe('the command line alone', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ratchet-cli-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('explains every command by --help', async () => {
    for (const command of ['', 'admin create', 'users list', 'sessions revoke', 'keys generate']) {
      const { code, out } = await run({}, [...command.split(' ').filter(Boolean), '--help']);
      expect({ command, code }).toEqual({ command, code: 0 });
      expect(out).toContain(`Usage: ratchet ${command}`);
    }
  });

  it.each([
    ['users set-role nobody@example.com king', /Allowed choices are user, support, admin/],
    ['sessions revoke', /say one of/],
    ['sessions revoke --all --user nobody@example.com', /say one of/],
    ['users list --limit 0', /from 1 to 10000/],
    ['nonsense', /unknown command/],
  ])('does not run %s', async (args, words) => {
    const { code, out, err } = await run({}, args.split(' '));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(words);
  });

  it('keeps the last administrator in office', async () => {
    const variables = { DATA_DIR: folder };
    await run(variables, ['admin', 'create', '--email', 'only@example.com'], PASSWORD);
    const { code, err } = await run(variables, ['users', 'deactivate', 'only@example.com']);
    expect({ code, err }).toEqual({ code: 1, err: 'No active administrator would be left.\n' });
  });

  it('makes keys that the service takes, and names them without showing them', async () => {
    const pem = join(folder, 'signing.pem');
    expect(await run({}, ['keys', 'generate', 'signing', '--out', pem])).toMatchObject({ code: 0, out: '' });
    expect(statSync(pem).mode & 0o777).toBe(0o600);
    expect(await run({}, ['keys', 'generate', 'signing', '--out', pem])).toMatchObject({ code: 1 });
    const secret = (await run({}, ['keys', 'generate', 'secret'])).out.trim();
    const pepper = (await run({}, ['keys', 'generate', 'secret'])).out.trim();
    const variables = { DATA_DIR: folder, APP_KEYS: secret, JWT_SIGNING_KEYS: pem, PASSWORD_PEPPERS: pepper };
    const { code, out } = await run(variables, ['keys', 'list']);
    expect(code).toBe(0);
    expect(out).toMatch(/access tokens +ES256 [\w-]{43} +signs, verifies/);
    expect(out).toMatch(/APP_KEYS +[\w-]{12} +signs, verifies/);
    expect(out).toMatch(/PASSWORD_PEPPERS +[\w-]{8} +hashes, verifies/);
    for (const key of [secret, pepper]) expect(out).not.toContain(key);
    expect(existsSync(pem) && readFileSync(pem, 'utf8')).toContain('BEGIN PRIVATE KEY');
  });
});
