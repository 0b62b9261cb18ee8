import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SuspiciousEvent } from '../../domain/suspicion.js';
import { FixedClock, SeededRandom } from '../../../test/support/fixed.js';
import { NOW, sampleEvent } from '../../../test/support/samples.js';
import { type QueueLimits, WorkQueue } from '../background/work-queue.js';
import { WEBHOOK_LIMITS, WebhookNotifier } from './webhook-notifier.js';

const SECRET = 'a secret of the webhook, for tests alone';

interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let posts: Post[];
let answers: (number | 'hang' | 'cut')[];
let lines: string[];
let queue: WorkQueue;
let clock: FixedClock;

beforeEach(async () => {
  posts = [];
  answers = [];
  lines = [];
  clock = new FixedClock();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      posts.push({ headers: request.headers, body });
      const answer = answers.shift() ?? 200;
      if (answer === 'cut') request.socket.destroy();
      else if (answer !== 'hang') response.writeHead(answer, { location: '/elsewhere' }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function notifier(limits: QueueLimits = { ...WEBHOOK_LIMITS, retryDelaysMs: [1, 1, 1] }): WebhookNotifier {
  queue = new WorkQueue(limits, { warn: (line) => void lines.push(line) });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=hidden`;
  return new WebhookNotifier({ url, secret: SECRET }, queue, clock, new SeededRandom());
}

const event = sampleEvent({
  type: 'suspicious.new_network',
  details: { network: '203.0.113.0/24' },
  occurredAt: NOW,
}) as SuspiciousEvent;

/** Until everything that was taken on is delivered or given up. */
async function settled(): Promise<void> {
  while (queue.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a notice', () => {
  it('is posted as JSON, with what is known of each event and nothing of the trail', async () => {
    notifier().notify([event, event]);
    await settled();
    const { id, type, userId, sessionId, ipAddress, userAgent, requestId, details } = event;
    const told = { id, type, userId, sessionId, ipAddress, userAgent, requestId, details };
    const notice = { ...told, occurredAt: NOW.toISOString() };
    expect(posts.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { id: expect.any(String), events: [notice, notice] },
    ]);
    expect(posts[0]?.headers['content-type']).toBe('application/json');
  });

  it('is signed over its time and its body', async () => {
    notifier().notify([event]);
    await settled();
    const { headers, body } = posts[0]!;
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['ratchet-signature'])) ?? [];
    expect(Number(seconds)).toBe(clock.now().getTime() / 1000);
    expect(mac).toBe(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'));
  });

  it.each<[string, (number | 'cut')[], number]>([
    ['a server error', [500], 2],
    ['too many requests', [429, 503], 3],
    ['a cut connection', ['cut'], 2],
  ])('is posted again after %s, under the same id and a new signature', async (_, first, tries) => {
    answers = [...first];
    clock.advance(1000);
    notifier().notify([event]);
    await settled();
    expect(posts).toHaveLength(tries);
    expect(new Set(posts.map(({ headers, body }) => `${String(headers['ratchet-notice-id'])} ${body}`)).size).toBe(1);
    expect(queue.droppedCount).toBe(0);
  });

  it.each([301, 302, 307, 400, 401, 404, 410])('is given up after %i, and no redirect is followed', async (status) => {
    answers = [status];
    notifier().notify([event]);
    await settled();
    expect([posts.length, queue.droppedCount]).toEqual([1, 1]);
    expect(lines.join()).toContain(`HTTP ${status}`);
  });

  it('is given up after its last try, and the log has neither address nor secret', async () => {
    answers = [500, 500, 500, 500];
    notifier().notify([event]);
    await settled();
    expect([posts.length, queue.droppedCount]).toEqual([4, 1]);
    for (const hidden of ['hidden', SECRET, '203.0.113', String(event.userId)]) {
      expect(lines.join()).not.toContain(hidden);
    }
  });

  it('never keeps the caller waiting, nor more than the limit of them in memory', async () => {
    answers = Array<'hang'>(20).fill('hang');
    const told = notifier({ ...WEBHOOK_LIMITS, capacity: 5 });
    for (let n = 0; n < 8; n += 1) told.notify([event]);
    expect([posts.length, queue.size, queue.droppedCount]).toEqual([0, 5, 3]);
    await queue.drain(50);
    expect(lines.at(-1)).toBe('2 tasks were not done when the service stopped');
  });
});
