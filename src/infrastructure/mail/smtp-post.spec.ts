import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SmtpSink } from '../../../test/support/smtp-sink.js';
import { WorkQueue } from '../background/work-queue.js';
import { QueuedMailer } from './queued-mailer.js';
import { SmtpPost } from './smtp-post.js';

const PAGES = {
  service: 'https://a.example',
  reset: 'https://a.example/#{token}',
  verify: 'https://a.example/#{token}',
};
const data = { by: 'change', at: new Date('2026-11-25T12:00:00.000Z') } as const;
const MESSAGE = { kind: 'password-changed', to: 'ada@example.com', data } as const;

let sink: SmtpSink;
let post: SmtpPost;
let queue: WorkQueue;
let mailer: QueuedMailer;
let lines: string[];
beforeEach(async () => {
  sink = await SmtpSink.start();
  post = new SmtpPost(sink.url, 'Ratchet <no-reply@example.com>');
  lines = [];
  const log = { warn: (line: string) => void lines.push(line) };
  queue = new WorkQueue({ capacity: 10, concurrency: 2, retryDelaysMs: [1, 1] }, log);
  mailer = new QueuedMailer(queue, post, PAGES);
});
afterEach(async () => {
  post.close();
  await sink.stop();
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isSo()).toBe(true);
}

describe('a mail', () => {
  it('arrives at its one recipient', async () => {
    mailer.send(MESSAGE);
    await until(() => sink.mails.length === 1);
    expect(sink.mails[0]).toMatchObject({ to: ['ada@example.com'] });
    expect(sink.mails[0]!.source).toContain('Subject: Your password was changed\r\n');
    expect(lines).toEqual([]);
  });

  it('that the server can not take now is sent again', async () => {
    sink.refusals.push('451 ada@example.com: come back later');
    mailer.send(MESSAGE);
    await until(() => sink.mails.length === 1);
    expect(lines).toEqual([expect.stringMatching(/^mail password-changed failed .* EENVELOPE 451/)]);
    expect(lines.join()).not.toContain('ada@');
  });

  it('that the server will never take is given up at once', async () => {
    sink.refusals.push('550 ada@example.com: no such person');
    mailer.send(MESSAGE);
    await until(() => queue.droppedCount === 1);
    expect(sink.mails).toEqual([]);
    expect(lines).toEqual([expect.stringMatching(/^mail password-changed was given up .* EENVELOPE 550/)]);
    expect(lines.join()).not.toContain('ada@');
  });

  it('that finds no server is given up after its tries, and nothing throws', async () => {
    await sink.stop();
    mailer.send(MESSAGE);
    await until(() => queue.droppedCount === 1);
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^mail password-changed was given up .* E(SOCKET|CONN\w*|DNS)/);
  });
});

describe('with a user name in the URL', () => {
  it('a server without TLS does not get the password', async () => {
    const url = sink.url.replace('//', '//ratchet:secret@');
    const strict = new SmtpPost(url, 'no-reply@example.com');
    const letter = { kind: 'password-changed', to: 'ada@example.com', subject: 's', text: 't\n' } as const;
    await expect(strict.deliver(letter)).rejects.toMatchObject({ code: expect.stringMatching(/^E(TLS|AUTH|SOCKET)/) });
    strict.close();
    expect(sink.mails).toEqual([]);
    expect(sink.commands.join()).not.toMatch(/AUTH/i);
  });
});
