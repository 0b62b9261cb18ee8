import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, newEmail } from '../support/browser.ts';
import { freePort } from '../support/mongo-server.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** The built service as a process of its own, with nothing in its environment but this. */
function run(variables: Record<string, string>): Run {
  const env = { PATH: process.env['PATH'], ...variables };
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, output: () => text, ended };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come true within 10 s');
}

describe('the process', () => {
  let store: StoreSettings;
  let started: Run | undefined;

  beforeEach(() => {
    store = STORES[0]!.create();
  });

  afterEach(async () => {
    started?.child.kill('SIGKILL');
    await started?.ended;
    await store.discard();
  });

  it('says where it is, serves, drains on SIGTERM and ends with 0', async () => {
    const port = String(await freePort());
    const address = `http://127.0.0.1:${port}`;
    const service = (started = run({ ...store.variables, PORT: port }));
    await until(() => service.output().includes(`Ratchet is at ${address}`));
    expect(service.output()).toContain(`SQLite in ${store.variables.DATA_DIR}`);
    expect(service.output()).toContain(`${address}/docs`);
    expect(service.output().match(/made development keys [^"]+app.key, [^"]+jwt-es256.pem/g)).toHaveLength(1);
    const inFlight = new Browser(address).register(newEmail());
    await until(async () => (await new Browser(address).get('/health/live')).status === 200);
    const from = Date.now();
    service.child.kill('SIGTERM');
    expect((await inFlight).status).toBe(201);
    expect(await service.ended).toBe(0);
    expect(Date.now() - from).toBeLessThan(10_000);
  });

  it.each([
    ['nothing', ''],
    ['half a header', 'GET / HTTP/1.1\r\nhost:'],
  ])('ends with 0 within 10 s while a client that sent %s hangs on', async (_, bytes) => {
    const port = await freePort();
    const service = (started = run({ ...store.variables, PORT: String(port) }));
    await until(() => service.output().includes('Ratchet is at'));
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    if (bytes !== '') socket.write(bytes);
    await new Browser(`http://127.0.0.1:${port}`).get('/health/live');
    const from = Date.now();
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(Date.now() - from).toBeLessThan(10_000);
  });

  it('logs no secret that went through it', async () => {
    const port = String(await freePort());
    const service = (started = run({ ...store.variables, PORT: port, LOG_LEVEL: 'trace' }));
    await until(() => service.output().includes('Ratchet is at'));
    const browser = new Browser(`http://127.0.0.1:${port}`);
    const { body } = await browser.register(newEmail());
    const tokens = [browser.token ?? ''];
    await browser.refresh({ 'idempotency-key': 'a-key-that-stays-secret' });
    tokens.push(browser.token ?? '');
    await browser.login('x@example.com', 'not the password');
    for (const secret of [
      ...tokens,
      body.accessToken,
      'seven purple llamas',
      'not the password',
      'a-key-that-stays-secret',
    ]) {
      expect(service.output()).not.toContain(secret);
    }
  });

  it('refuses to start in production without address, keys and store, naming all of them', async () => {
    const service = (started = run({ NODE_ENV: 'production' }));
    expect(await service.ended).toBe(1);
    for (const name of ['PUBLIC_URL', 'APP_KEYS', 'AUDIT_KEYS', 'JWT_SIGNING_KEYS', 'MONGO_URI', 'DATA_DIR']) {
      expect(service.output()).toContain(name);
    }
  });

  it('says in one line that another server uses the folder', async () => {
    const port = String(await freePort());
    const first = (started = run({ ...store.variables, PORT: port }));
    await until(() => first.output().includes('Ratchet is at'));
    const second = run({ ...store.variables, PORT: String(await freePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Another server is using ${store.variables.DATA_DIR}`);
  });
});
