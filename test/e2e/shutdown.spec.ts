import { connect as connectSocket, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { connect, storedEvents, times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

function registration(email: string): string {
  const body = JSON.stringify({ email, password: PASSWORD });
  const headers = ['host: ratchet', 'content-type: application/json', `content-length: ${body.length}`];
  return `POST /auth/register HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
}

/** Everything that comes until the other side hangs up. */
async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (data) => (text += data.toString()));
  await once(socket, 'close');
  return text;
}

describe.each(STORES)('shutting down over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;

  beforeEach(async () => {
    store = kind.create();
    service = await startService(store);
  });

  afterEach(() => store.discard());

  it('is told by the readiness, on a connection that is still busy', async () => {
    const { hostname, port } = new URL(service.address);
    const socket = connectSocket(Number(port), hostname);
    const answers = readAll(socket);
    await once(socket, 'connect');
    socket.write(registration(newEmail()));
    // Answered only once the request before it has been read.
    await new Browser(service.address).get('/health/live');
    const stopped = service.stop();
    socket.write('GET /health/ready HTTP/1.1\r\nhost: ratchet\r\n\r\n');
    await stopped;
    expect((await answers).match(/HTTP\/1.1 \d+|"status":"shutting-down"/g)).toEqual([
      'HTTP/1.1 201',
      'HTTP/1.1 503',
      '"status":"shutting-down"',
    ]);
  });

  it('loses no event of an answer that left', async () => {
    const owners = times(24, () => new Browser(service.address));
    await Promise.all(owners.map((owner) => owner.register(newEmail())));
    const refreshes = owners.map((owner) => owner.refresh().catch(() => null));
    // The first has been answered, so the rest are under way.
    await refreshes[0];
    await service.stop();
    const answered = (await Promise.all(refreshes)).filter((answer) => answer?.status === 200);
    expect(answered.length).toBeGreaterThan(0);
    const reopened = await connect(store.variables);
    const events = await storedEvents(reopened.context);
    await reopened.close();
    const refreshed = events.filter(({ type }) => type === 'session.refreshed').map(({ sessionId }) => sessionId);
    expect(refreshed).toEqual(expect.arrayContaining(answered.map((answer) => answer?.body.session.id)));
  });

  it('leaves a last checkpoint, stored before the store closes, that names the ends of all chains', async () => {
    await new Browser(service.address).register(newEmail());
    await service.stop();
    const reopened = await connect(store.variables);
    const trail = await Array.fromAsync(reopened.auditEvents.inChainOrder());
    await reopened.close();
    const last = trail.findLast((event) => event.type === 'audit.checkpoint');
    const registered = trail.find((event) => event.type === 'user.registered');
    expect(last?.details).toMatchObject({
      writerId: registered?.writerId,
      heads: expect.arrayContaining([expect.objectContaining({ class: 'security', hash: registered?.hash })]),
    });
  });
});
