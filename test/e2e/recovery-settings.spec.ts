import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { mailsOf } from '../support/mails.ts';
import { type Service, startService } from '../support/service.ts';
import { SmtpSink } from '../support/smtp-sink.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

let store: StoreSettings;
let service: Service | undefined;

const start = async (variables: NodeJS.ProcessEnv) => (service = await startService(store, variables));
const browser = () => new Browser(service!.address);

afterEach(async () => {
  await service?.stop();
  service = undefined;
  await store.discard();
});

describe.each(STORES)('a service that stops, over $name', (kind) => {
  beforeEach(() => {
    store = kind.create();
  });

  it('first does what it has promised: the mails are sent, and the store is still there for them', async () => {
    await start({});
    const email = newEmail();
    await browser().register(email);
    await browser().post('/auth/password/forgot', { email });
    await service!.stop();
    service = undefined;
    expect(mailsOf(store)).toMatchObject([{ kind: 'password-reset', to: email }]);
  });
});

describe('with settings', () => {
  beforeEach(() => {
    store = STORES[0]!.create();
  });

  const listOf = (content: string): string => {
    const path = join(store.variables.DATA_DIR, 'pwned.txt');
    writeFileSync(path, content);
    return path;
  };

  it('passwords from a breach are refused where one is chosen', async () => {
    const hash = createHash('sha1').update(PASSWORD).digest('hex');
    await start({ PASSWORD_BLOCKLIST_FILE: listOf(`${hash}:3\r\n`) });
    const refused = await browser().register(newEmail());
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [{ field: 'password', message: 'has appeared in a data breach' }],
    ]);
    expect((await browser().register(newEmail(), 'nine green alpacas')).status).toBe(201);
  });

  it.each([
    ['is not there', () => join(store.variables.DATA_DIR, 'nowhere.txt'), 'ENOENT'],
    ['is no such list', () => listOf('password\n123456\n'), 'SHA1:count'],
    ['is not sorted', () => listOf(`${'B'.repeat(40)}:1\n${'A'.repeat(40)}:1\n`), 'sorted'],
  ])('a list of them that %s keeps the service from starting, by its name', async (_name, path, reason) => {
    const starting = start({ PASSWORD_BLOCKLIST_FILE: path() });
    await expect(starting).rejects.toThrow(/PASSWORD_BLOCKLIST_FILE/);
    await expect(starting).rejects.toThrow(reason);
  });

  it('mails go to the mail server, from the sender and to the page that are named', async () => {
    const sink = await SmtpSink.start();
    try {
      await start({
        SMTP_URL: sink.url,
        MAIL_FROM: 'Our accounts <no-reply@example.com>',
        RESET_URL: 'https://app.example.com/reset#{token}',
      });
      const email = newEmail();
      await browser().register(email);
      await browser().post('/auth/password/forgot', { email });
      await service!.stop();
      service = undefined;
      expect(sink.mails).toMatchObject([{ to: [email] }]);
      expect(sink.mails[0]!.source).toMatch(/^From: Our accounts <no-reply@example.com>\r$/m);
      expect(sink.mails[0]!.source).toMatch(/^https:\/\/app\.example\.com\/reset#[\w-]{43}\r$/m);
      expect(mailsOf(store)).toEqual([]);
    } finally {
      await sink.stop();
    }
  });
});
