import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuditChains } from '../../src/application/audit/audit-chains.js';
import { AuditChainLost } from '../../src/application/ports/audit-store.js';
import type { ChainId, SealedEvent } from '../../src/domain/audit-chain.js';
import type { AuditEvent } from '../../src/domain/audit-event.js';
import { SystemClock } from '../../src/infrastructure/crypto/system-clock.js';
import { SystemRandom } from '../../src/infrastructure/crypto/system-random.js';
import { RETENTION, SEAL } from '../support/audit.ts';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { sampleEvent } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';
import { useOwnMongo } from '../support/own-mongo.ts';

useOwnMongo();

const newChains = () => new AuditChains(SEAL, RETENTION, new SystemClock(), new SystemRandom());

/** Text and numbers that stores have been known to change. */
const STRANGE = {
  quotes: `$where '); -- "\\`,
  unicode: 'é e\u0301 \u{1f511} \u2028 \ufeff \u0000 \ud800',
  numbers: [0, -0, 1.5, 2 ** 31, 2 ** 53 - 1, 1e21, 5e-324],
  $set: { 'a.b': null, 10: true, 9: false },
  empty: [{}, [], '', { nested: {} }],
};

describe.each(STORES)('AuditStore over $name', (kind) => {
  const store = usePersistence(kind);

  const append = async (events: AuditEvent[], chains = newChains()): Promise<SealedEvent[]> => {
    const batch = chains.seal(events);
    await store().auditStore.append(batch);
    chains.confirm(batch);
    return batch;
  };

  const chainOf = async (chain: ChainId) => Array.fromAsync(store().auditEvents.inChainOrder(chain));

  it('gives back every field of an event, and its seal holds', async () => {
    const full = sampleEvent();
    const bare = sampleEvent({
      details: {} as never,
      actorId: null,
      userId: null,
      sessionId: null,
      ipAddress: null,
      userAgent: null,
      requestId: null,
    });
    const [started, ...batch] = await append([full, bare]);
    const stored = await chainOf(batch[0]!);
    expect(stored).toEqual(batch);
    expect(await chainOf(started!)).toEqual([started]);
    expect(stored.map((event) => SEAL.judge(event))).toEqual(['genuine', 'genuine']);
  });

  it('changes nothing in strange details and client text that the seal would notice', async () => {
    const event = sampleEvent({ details: STRANGE as never, userAgent: STRANGE.unicode, requestId: '$id' });
    const [, sealed] = await append([event]);
    const [stored] = await chainOf(sealed!);
    expect(SEAL.judge(stored!)).toBe('genuine');
    expect(stored).toMatchObject({ requestId: '$id', details: { quotes: STRANGE.quotes, empty: STRANGE.empty } });
  });

  it('stores a batch in order, and long chains read the same in chunks', async () => {
    const chains = newChains();
    const [started] = await append([], chains);
    for (const size of [1, 300, 300, 300, 299])
      await append(
        times(size, () => sampleEvent()),
        chains,
      );
    const stored = await chainOf({ writerId: started!.writerId, class: 'routine' });
    expect(stored.map(({ seq }) => seq)).toEqual(times(1200, (n) => n + 1));
  });

  it('reads chain after chain', async () => {
    await append([sampleEvent(), sampleEvent({ class: 'security' })]);
    const places = (await Array.fromAsync(store().auditEvents.inChainOrder())).map(
      ({ writerId, class: name, seq }) => `${writerId} ${name} ${String(seq).padStart(6, '0')}`,
    );
    expect(places.length).toBeGreaterThan(3);
    expect(places).toEqual(places.toSorted());
  });

  it('refuses an event whose id is taken, so that none is ever overwritten', async () => {
    const [, event] = await append([sampleEvent()]);
    const other = newChains().seal([{ ...event!, requestId: 'another' }]);
    await expect(store().auditStore.append(other.slice(1))).rejects.toBeInstanceOf(AuditChainLost);
    expect(await chainOf(event!)).toEqual([event]);
  });

  it('refuses an event whose place is taken, and stores of its batch a beginning at the most', async () => {
    const chains = newChains();
    await append([], chains);
    const first = chains.seal([sampleEvent()]);
    const second = chains.seal([sampleEvent({ class: 'security' }), sampleEvent(), sampleEvent()]);
    await store().auditStore.append(first);
    await expect(store().auditStore.append(second)).rejects.toBeInstanceOf(AuditChainLost);
    expect(await chainOf(first[0]!)).toEqual(first);
    const before = await chainOf(second[0]!);
    expect(before).toEqual(second.slice(0, before.length));
  });

  it('stores each event of many writers at once', async () => {
    const batches = await Promise.all(times(20, (n) => append(times(1 + (n % 3), () => sampleEvent()))));
    for (const [, ...batch] of batches) expect(await chainOf(batch[0]!)).toEqual(batch);
  });

  describe('lastEvents', () => {
    const empty = usePersistence(kind);
    let ends: SealedEvent[];

    beforeAll(async () => {
      expect(await empty().auditStore.lastEvents()).toEqual([]);
      const chains = newChains();
      for (const classes of [
        ['routine', 'routine'],
        ['security', 'routine'],
      ] as const) {
        const events = classes.map((name) => sampleEvent({ id: new SystemRandom().uuid(), class: name }));
        const batch = chains.seal(events);
        await empty().auditStore.append(batch);
        chains.confirm(batch);
        ends = batch;
      }
    });

    it('are the ends of the chains of the writer who wrote last', async () => {
      const last = await empty().auditStore.lastEvents();
      expect(last.map(({ class: name, seq }) => [name, seq])).toEqual([
        ['admin', 1],
        ['routine', 3],
        ['security', 1],
      ]);
      expect(last.slice(1)).toEqual(ends.toReversed());
    });
  });

  it('reads nothing of a chain that is not there', async () => {
    expect(await chainOf({ writerId: newId(), class: 'admin' })).toEqual([]);
  });
});
