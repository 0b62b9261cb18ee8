import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { VerifyAuditTrail } from '../../src/application/audit/verify-audit-trail.js';
import type { AuditWriter } from '../../src/application/audit/audit-writer.js';
import { AuditChainLost } from '../../src/application/ports/audit-store.js';
import { type AuditEvent, eventOf } from '../../src/domain/audit-event.js';
import { StorageUnavailable } from '../../src/domain/errors.js';
import { SystemClock } from '../../src/infrastructure/crypto/system-clock.js';
import { SystemRandom } from '../../src/infrastructure/crypto/system-random.js';
import { auditWriterOver, factOf, SEAL } from '../support/audit.ts';
import { CuttableProxy } from '../support/cuttable-proxy.ts';
import { connect, type Persistence, times } from '../support/persistence.ts';
import { sharedMongoUri } from '../support/stores.ts';
import { CLIENT } from '../support/use-cases.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

/** In the bytes of the command that inserts events; the type of the one that is about to be written. */
const INSERT = 'session.evicted';

const clock = new SystemClock();
const random = new SystemRandom();

describe('the audit trail in MongoDB when the network fails', () => {
  let proxy: CuttableProxy;
  let store: Persistence;
  let writer: AuditWriter;

  beforeEach(async () => {
    proxy = await CuttableProxy.before(sharedMongoUri());
    store = await connect({ DATA_DIR: '', MONGO_URI: proxy.uri(`ratchet-${randomUUID()}`) });
    writer = auditWriterOver(store.auditStore, clock, random);
    await writer.append([newEvent('session.refreshed')]);
  });

  afterEach(async () => {
    proxy.mend();
    await store.close();
    await proxy.close();
  });

  const newEvent = (type: Parameters<typeof factOf>[0] = 'session.evicted'): AuditEvent =>
    eventOf(factOf(type), CLIENT, random.uuid(), clock.now());
  const stored = () => Array.fromAsync(store.auditEvents.inChainOrder());
  const countOf = async ({ id }: AuditEvent) => (await stored()).filter((event) => event.id === id).length;
  const faults = async () => (await new VerifyAuditTrail(store.auditEvents, SEAL, clock).execute()).findings;
  const writers = async () => new Set((await stored()).map(({ writerId }) => writerId)).size;

  it.each([
    ['the answer, once', 1],
    ["the answers of the insert and of the driver's own retry", 2],
  ])('finds its own batch again after losing %s, and the chain goes on', async (_, drops) => {
    const events = times(3, () => newEvent());
    proxy.dropAnswersTo(INSERT, drops);
    await Promise.all(events.map((event) => writer.append([event])));
    expect(await Promise.all(events.map(countOf))).toEqual([1, 1, 1]);
    await writer.append([newEvent()]);
    expect([await faults(), await writers()]).toEqual([[], 1]);
  });

  it('goes on in the same chain, without a gap, when the batch never left', async () => {
    proxy.cut();
    // Once the driver has noticed; a command written before that may have left for all it knows.
    await expect(store.health.check()).rejects.toBeInstanceOf(StorageUnavailable);
    const refused = newEvent();
    const outcome = await writer.append([refused]).catch((fault: unknown) => fault);
    expect(outcome).toBeInstanceOf(StorageUnavailable);
    expect(outcome).not.toBeInstanceOf(AuditChainLost);
    proxy.mend();
    await writer.append([newEvent()]);
    expect([await countOf(refused), await faults(), await writers()]).toEqual([0, [], 1]);
  });

  it('ends the chain when the batch left and nothing can be read back; the next names it', async () => {
    proxy.cutBefore(INSERT);
    await expect(writer.append([newEvent()])).rejects.toBeInstanceOf(AuditChainLost);
    proxy.mend();
    const event = newEvent();
    await writer.append([event]);
    expect([await countOf(event), await faults(), await writers()]).toEqual([1, [], 2]);
  });

  it('verifies also if the batch that was given up lands after all', async () => {
    const late = newEvent();
    proxy.holdBack(INSERT, 2);
    await expect(writer.append([late])).rejects.toBeInstanceOf(AuditChainLost);
    // The proxy lets it through just before this one.
    await writer.append([newEvent()]);
    expect([await countOf(late), await faults(), await writers()]).toEqual([1, [], 2]);
  });

  it('keeps other processes going whose chains are their own', async () => {
    const others = times(3, () => auditWriterOver(store.auditStore, clock, random));
    proxy.dropAnswersTo(INSERT, 1);
    await Promise.all([writer, ...others].flatMap((one) => times(5, () => one.append([newEvent()]))));
    expect([await faults(), await writers()]).toEqual([[], 4]);
  });
});
