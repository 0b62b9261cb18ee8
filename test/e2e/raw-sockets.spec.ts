import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { times } from '../support/persistence.ts';
import { RawClient } from '../support/raw-http.ts';
import { ANSWERED, chunked, get, post, REFUSED } from '../support/raw-requests.ts';
import { type Service, startService, useService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

describe('raw sockets', () => {
  const service = useService(STORES[0]!);
  const isAlive = async () => (await new Browser(service().address).get('/health/live')).status === 200;

  it.each(REFUSED)('%s: refused, hung up, and others are served', async (_, bytes, status) => {
    const client = await RawClient.open(service().address);
    client.send(bytes);
    expect(await client.isHungUp()).toBe(true);
    expect(client.statuses).toEqual([status]);
    client.close();
    expect(await isAlive()).toBe(true);
  });

  it.each(ANSWERED)('%s: one ordinary answer', async (_, bytes, status) => {
    const client = await RawClient.open(service().address);
    client.send(bytes);
    expect(await client.answers(1)).toEqual([status]);
    expect(client.text).not.toContain('secret');
    client.close();
    expect(await isAlive()).toBe(true);
  });

  it('CONNECT is hung up on', async () => {
    const client = await RawClient.open(service().address);
    client.send('CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n');
    expect(await client.isHungUp()).toBe(true);
    expect(client.text).toBe('');
  });

  it('a client that asks before it sends its body is told to go on', async () => {
    const client = await RawClient.open(service().address);
    client.send(post('expect: 100-continue\r\ncontent-length: 2\r\n', ''));
    expect(await client.answers(1)).toEqual([100]);
    client.send('{}');
    expect(await client.answers(2)).toEqual([100, 400]);
    client.close();
  });

  it('requests one after another on a connection are answered in order, each once', async () => {
    const client = await RawClient.open(service().address);
    const paths = times(30, (n) => (n % 3 === 0 ? '/health/live' : n % 3 === 1 ? '/auth/me' : '/nowhere'));
    client.send(paths.map((path) => get('', path)).join(''));
    expect(await client.answers(30)).toEqual(times(30, (n) => [200, 401, 404][n % 3]));
    client.close();
  });

  it('rubbish behind a request is not taken for the answer to it', async () => {
    const client = await RawClient.open(service().address);
    const body = JSON.stringify({ email: newEmail(), password: 'seven purple llamas' });
    const register = post(`content-length: ${body.length}\r\n`, body).replace('login', 'register');
    client.send(`${register}rubbish\r\n\r\n`);
    expect(await client.isHungUp()).toBe(true);
    // The account may have been made: nothing is said that isn't known.
    expect(client.statuses).not.toContain(400);
  });

  it('a socket that is half closed, or reset in the middle of a body, leaves nothing behind', async () => {
    for (const bytes of [
      '',
      'GET',
      get().slice(0, -2),
      post('content-length: 20\r\n', '{"email":'),
      chunked('2\r\n{'),
      get(),
    ]) {
      const half = await RawClient.open(service().address);
      half.send(bytes);
      half.socket.end();
      expect(await half.isHungUp()).toBe(true);
      expect(half.statuses.filter((status) => status !== 400)).toEqual(bytes === get() ? half.statuses : []);
      const reset = await RawClient.open(service().address);
      reset.send(bytes);
      reset.socket.resetAndDestroy();
      await reset.closed;
    }
    expect(await connectionsOf(service())).toBeLessThanOrEqual(10);
    expect(await isAlive()).toBe(true);
  });

  it('300 connections that say nothing, or break off, take nobody else his turn', async () => {
    const floods = await Promise.all(
      times(300, async (n) => {
        const client = await RawClient.open(service().address);
        client.send(
          [
            '',
            'POST /auth/login HT',
            post('content-length: 16000\r\n', '{'),
            get(`x: ${'y'.repeat(9000)}`).slice(0, -2),
          ][n % 4]!,
        );
        return client;
      }),
    );
    const answers = await Promise.all(times(30, () => new Browser(service().address).register(newEmail())));
    expect(answers.map(({ status }) => status)).toEqual(times(30, () => 201));
    floods.forEach((flood) => flood.close());
  });
});

describe('slow sockets', () => {
  let store: StoreSettings;
  let service: Service;
  let accessToken: string;

  beforeAll(async () => {
    store = STORES[0]!.create();
    // Two seconds in place of 15, looked at every tenth in place of every half minute.
    const limits = { requestTimeout: 2000, headersTimeout: 2000, connectionsCheckingInterval: 100 };
    service = await startService(store, {}, { limits });
    accessToken = (await new Browser(service.address).register(newEmail())).body.accessToken;
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  /** Sends a byte at a time until the other side has had enough. */
  async function drip(start: string, rest: string): Promise<number[]> {
    const client = await RawClient.open(service.address);
    client.send(start);
    for (let n = 0; n < rest.length && !client.socket.readableEnded && !client.socket.destroyed; n += 1) {
      client.send(rest[n]!);
      await sleep(50);
    }
    expect(await client.isHungUp()).toBe(true);
    client.close();
    return client.statuses;
  }

  it.each([
    ['headers', 'GET /auth/me HTTP/1.1\r\n', 'x: y\r\n'.repeat(100)],
    ['a header', 'GET /auth/me HTTP/1.1\r\nx: ', 'y'.repeat(500)],
    ['a body', post('content-length: 500\r\n', ''), ' '.repeat(500)],
    ['chunks', chunked(''), '1\r\n \r\n'.repeat(100)],
  ])('%s: cut off with 408, and others are served meanwhile', async (_, start, rest) => {
    const slow = Promise.all(times(20, () => drip(start, rest)));
    const owner = new Browser(service.address, bearer(accessToken));
    const served: number[] = [];
    for (let n = 0; n < 50; n += 1) served.push((await owner.get('/auth/me')).status);
    expect(served).toEqual(times(50, () => 200));
    expect(await slow).toEqual(times(20, () => [408]));
  });

  it('the limits that are not lowered for the test are seconds, not minutes', async () => {
    const ordinary = await startService(STORES[0]!.create());
    const { requestTimeout, headersTimeout } = ordinary.app.getHttpServer();
    expect([requestTimeout <= 15_000, headersTimeout <= 60_000]).toEqual([true, true]);
    await ordinary.stop();
  });
});

function connectionsOf({ app }: Service): Promise<number> {
  return new Promise((resolve, reject) => {
    app.getHttpServer().getConnections((fault, count) => (fault === null ? resolve(count) : reject(fault)));
  });
}
