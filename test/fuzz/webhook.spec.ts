import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { compileFunction } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SuspiciousEvent } from '../../src/domain/suspicion.js';
import { WorkQueue } from '../../src/infrastructure/background/work-queue.js';
import {
  signatureOf,
  WEBHOOK_LIMITS,
  WebhookNotifier,
} from '../../src/infrastructure/notification/webhook-notifier.js';
import { FixedClock, SeededRandom } from '../support/fixed.js';
import { NOW, sampleEvent } from '../support/samples.js';
import { anyText, headerText, nearly, RUNS } from './arbitraries.js';

const SECRET = 'h4TzL8vNq1WcXs6KbRm3YdPf9GjUe2Aa';
const options = { numRuns: RUNS };
const clock = new FixedClock();
const secondsNow = clock.now().getTime() / 1000;

/** The receiver's check that docs/operations.md shows, as it stands there. */
const [, shown] = /```js\n(const \[, t, v1\].*?)```/s.exec(readFileSync('docs/operations.md', 'utf8'))!;
const check = compileFunction(`${shown}; return Boolean(isOurs);`, [
  'createHmac',
  'timingSafeEqual',
  'Buffer',
  'process',
  'Date',
  'headers',
  'rawBody',
]) as (...given: unknown[]) => boolean;

const isOurs = (headers: IncomingHttpHeaders, rawBody: Buffer | string, at: Date = clock.now()) =>
  check(
    createHmac,
    timingSafeEqual,
    Buffer,
    { env: { WEBHOOK_SECRET: SECRET } },
    { now: () => at.getTime() },
    headers,
    rawBody,
  );

describe('a webhook notice', () => {
  let server: Server;
  let taken: PromiseWithResolvers<{ headers: IncomingHttpHeaders; body: Buffer }>;
  beforeAll(async () => {
    server = createServer((request, response) => {
      void buffer(request).then((body) => {
        response.writeHead(204).end();
        taken.resolve({ headers: request.headers, body });
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('passes the check of the receiver and reads as it was told, whatever a client calls itself', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const queue = new WorkQueue(WEBHOOK_LIMITS, { warn: (line) => taken.reject(new Error(line)) });
    const notifier = new WebhookNotifier({ url, secret: SECRET }, queue, clock, new SeededRandom());
    const said = fc.oneof(anyText, headerText);
    await fc.assert(
      fc.asyncProperty(said, said, said, async (userAgent, requestId, network) => {
        taken = Promise.withResolvers();
        const details = { network };
        const told = { type: 'suspicious.new_network', userAgent, requestId, details, occurredAt: NOW } as const;
        notifier.notify([sampleEvent(told) as SuspiciousEvent]);
        const { headers, body } = await taken.promise;
        expect(isOurs(headers, body)).toBe(true);
        const { events } = JSON.parse(body.toString()) as { events: unknown[] };
        expect(events).toEqual([expect.objectContaining({ ...told, occurredAt: NOW.toISOString() })]);
      }),
      options,
    );
  });

  const body = JSON.stringify({ id: 'a notice', events: [] });
  const signed = (value = signatureOf(SECRET, secondsNow, body)) => ({ 'ratchet-signature': value });

  it('is refused when its signature or body is only nearly the one that was sent', () => {
    expect(isOurs(signed(), body)).toBe(true);
    const other = fc.oneof(
      fc.oneof(nearly(signed()['ratchet-signature']), anyText).map((text) => [signed(text), body] as const),
      nearly(body).map((text) => [signed(), text] as const),
    );
    fc.assert(
      fc.property(other, ([headers, text]) => {
        expect(isOurs(headers, text)).toBe(false);
      }),
      { numRuns: RUNS * 10 },
    );
    expect(isOurs({}, body)).toBe(false);
  });

  it('is refused from five minutes on, and what claims another time with its signature, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -600, max: 600 }), (seconds) => {
        const at = new Date((secondsNow + seconds) * 1000);
        expect(isOurs(signed(), body, at)).toBe(Math.abs(seconds) < 300);
        const claimed = signed()['ratchet-signature'].replace(String(secondsNow), String(secondsNow + seconds));
        expect(isOurs(signed(claimed), body, at)).toBe(seconds === 0);
      }),
      options,
    );
  });
});
