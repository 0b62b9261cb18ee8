import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { eventOf } from '../../src/domain/audit-event.js';
import { StorageUnavailable } from '../../src/domain/errors.js';
import { SystemClock } from '../../src/infrastructure/crypto/system-clock.js';
import { SystemRandom } from '../../src/infrastructure/crypto/system-random.js';
import { auditWriterOver, factOf } from '../support/audit.ts';
import { useOwnMongo } from '../support/own-mongo.ts';
import { connect, type Persistence, storeSession } from '../support/persistence.ts';
import { ResettingProxy } from '../support/resetting-proxy.ts';
import { sampleSession, sampleUser, stepOf } from '../support/samples.ts';
import { sharedMongoUri } from '../support/stores.ts';
import { CLIENT } from '../support/use-cases.ts';

useOwnMongo();

let proxy: ResettingProxy;
let store: Persistence;

beforeEach(async () => {
  proxy = await ResettingProxy.before(sharedMongoUri());
  store = await connect({ DATA_DIR: '', MONGO_URI: proxy.uri(`ratchet-${randomUUID()}`) });
});

afterEach(async () => {
  await store.close();
  await proxy.close();
});

/** The connection of the next `command` is gone when the driver comes to write it. */
function resetBefore(command: string): { readonly times: () => number } {
  const client = store.context.get<Connection>(getConnectionToken()).getClient();
  let times = 0;
  const reset = ({ commandName }: mongo.CommandStartedEvent) => {
    if (commandName !== command) return;
    client.off('commandStarted', reset);
    times += 1;
    proxy.reset();
  };
  client.on('commandStarted', reset);
  return { times: () => times };
}

describe('a connection that is reset before a command is written', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['the ping of the health check', 'ping', () => store.health.check()],
    ['the read of a user', 'find', () => store.users.findById(randomUUID())],
    ['the read of a session', 'find', () => store.sessions.find(randomUUID())],
    ['the insert of a user', 'insert', () => store.users.insert(sampleUser())],
    ['the count of a limit', 'findAndModify', () => store.requestCounters.hit('key', 60_000, new Date())],
    ['a walk through the trail', 'find', () => Array.fromAsync(store.auditEvents.inChainOrder())],
  ])('%s is a store that is away, and goes through afterwards', async (_name, command, ask) => {
    const reset = resetBefore(command);
    await expect(ask()).rejects.toBeInstanceOf(StorageUnavailable);
    expect(reset.times()).toBe(1);
    await ask();
  });

  it('a rotation is tried again, since reading back tells that it was not done', async () => {
    const session = sampleSession();
    await storeSession(store, session);
    const reset = resetBefore('findAndModify');
    expect(await store.sessions.rotate(stepOf(session))).toMatchObject({ generation: 1 });
    expect(reset.times()).toBe(1);
  });

  it.each(['findAndModify', 'insert', 'commitTransaction'])(
    'an opening that is hit at %s is a store that is away, and leaves nothing',
    async (command) => {
      const user = sampleUser();
      await store.users.insert(user);
      const opening = { session: sampleSession({ userId: user.id }), limit: 20, replacing: [] };
      const reset = resetBefore(command);
      await expect(store.sessions.open(opening)).rejects.toBeInstanceOf(StorageUnavailable);
      expect(reset.times()).toBe(1);
      expect(await store.sessions.find(opening.session.id)).toBeNull();
      expect(await store.sessions.open(opening)).not.toBeNull();
    },
  );

  it('an audit event is refused, and the next one is stored', async () => {
    const random = new SystemRandom();
    const clock = new SystemClock();
    const writer = auditWriterOver(store.auditStore, clock, random);
    const event = () => eventOf(factOf('session.evicted'), CLIENT, random.uuid(), clock.now());
    const first = event();
    await writer.append([first]);
    const reset = resetBefore('insert');
    await expect(writer.append([event()])).rejects.toBeInstanceOf(StorageUnavailable);
    expect(reset.times()).toBe(1);
    const next = event();
    await writer.append([next]);
    const stored = await Array.fromAsync(store.auditEvents.inChainOrder());
    const evictions = stored.filter(({ type }) => type === 'session.evicted');
    expect(evictions.map(({ id }) => id).sort()).toEqual([first.id, next.id]);
  });
});
