import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CLIENT, UseCases } from '../../../test/support/use-cases.js';
import type { Metrics } from '../../application/ports/metrics.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { RevocationPolling } from './revocation-polling.js';

const SECOND = 1000;

let app: UseCases;
let polling: RevocationPolling;
beforeEach(() => {
  // The store's writes are real, and wait for a turn of the loop.
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  app = new UseCases();
  polling = new RevocationPolling(app.feed, app.ends, { gauge: () => undefined } as unknown as Metrics);
});
afterEach(() => {
  polling.onModuleDestroy();
  jest.useRealTimers();
  jest.restoreAllMocks();
  app.store.close();
});

const polls = () => app.sessions.count('listRevoked');
const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * SECOND);

describe('the polling', () => {
  it('has loaded before anything is served, then reads once a second until it is stopped', async () => {
    await polling.onModuleInit();
    expect(polls()).toBe(1);
    await pass(5);
    expect(polls()).toBe(6);
    polling.onModuleDestroy();
    await pass(5);
    expect(polls()).toBe(6);
  });

  it('does not let anything be served whose first load failed', async () => {
    app.sessions.failOnce('listRevoked');
    await expect(polling.onModuleInit()).rejects.toThrow(StorageUnavailable);
  });

  it('goes on after a read that failed', async () => {
    await polling.onModuleInit();
    app.sessions.failOnce('listRevoked');
    await pass(2);
    expect(polls()).toBe(3);
    expect(app.feed.ageMs).toBe(0);
  });

  it('finishes what the store failed to mark, and reads though that fails again', async () => {
    const { user, session } = await app.register();
    await polling.onModuleInit();
    app.sessions.failOnce('markEnded');
    const ending = { reason: 'ended-by-admin', by: null, client: CLIENT } as const;
    await expect(app.ends.everySessionOf(user, null, ending)).rejects.toThrow(StorageUnavailable);
    app.sessions.failOnce('markEnded');
    await pass(2);
    // Behind the marking in the store's queue, and behind what follows it.
    await app.store.write(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(polls()).toBe(3);
    expect(app.feed.isRevoked(session.id)).toBe(true);
  });

  it('waits for a slow store rather than asking it twice at once', async () => {
    await polling.onModuleInit();
    let answer = (): void => undefined;
    app.sessions.interceptOnce('listRevoked', async (proceed, since) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return proceed(since);
    });
    await pass(5);
    expect(polls()).toBe(2);
    answer();
    await pass(2);
    expect(polls()).toBeGreaterThan(2);
  });
});
