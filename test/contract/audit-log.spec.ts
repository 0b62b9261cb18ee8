import { describe, expect, it } from '@jest/globals';
import { storedEvents, times, usePersistence } from '../support/persistence.ts';
import { sampleEvent } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

describe.each(STORES)('AuditLog over $name', (kind) => {
  const store = usePersistence(kind);

  async function eventsOf(ids: readonly string[]) {
    const all = await storedEvents(store().context);
    return all.filter(({ id }) => ids.includes(id));
  }

  it('stores every field of an event', async () => {
    const full = sampleEvent();
    const bare = sampleEvent({
      type: 'login.failed',
      class: 'security',
      outcome: 'failure',
      details: { reason: 'unknown-email' },
      actorId: null,
      userId: null,
      sessionId: null,
      ipAddress: null,
      userAgent: null,
      requestId: null,
    });
    await store().auditLog.append([full, bare]);
    expect(await eventsOf([full.id])).toEqual([full]);
    expect(await eventsOf([bare.id])).toEqual([bare]);
  });

  it('stores empty details and strange client text as they are', async () => {
    const event = sampleEvent({ type: 'session.evicted', details: {}, userAgent: "$where '); --", requestId: '$id' });
    await store().auditLog.append([event]);
    expect(await eventsOf([event.id])).toEqual([event]);
  });

  it('stores each event of many concurrent appends once', async () => {
    const batches = times(60, (n) => times(1 + (n % 3), () => sampleEvent()));
    await Promise.all(batches.map((batch) => store().auditLog.append(batch)));
    const ids = batches.flat().map(({ id }) => id);
    expect((await eventsOf(ids)).map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it('refuses an event whose id is taken, so that none is ever overwritten', async () => {
    const event = sampleEvent();
    await store().auditLog.append([event]);
    await expect(store().auditLog.append([{ ...event, requestId: 'another' }])).rejects.toThrow();
    expect(await eventsOf([event.id])).toEqual([event]);
  });
});
