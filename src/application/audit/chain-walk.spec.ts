import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditWriterOver, SEAL } from '../../../test/support/audit.js';
import { AuditRig } from '../../../test/support/audit-rig.js';
import { SeededRandom } from '../../../test/support/fixed.js';
import { verifyHeld, withKey } from '../../../test/support/rewriting.js';
import { Tap } from '../../../test/support/tap.js';
import { DAY } from '../../../test/support/use-cases.js';
import type { SealedEvent } from '../../domain/audit-chain.js';
import { HmacAuditSeal } from '../../infrastructure/crypto/hmac-audit-seal.js';
import type { AuditSeal } from '../ports/audit-seal.js';

let rig: AuditRig;
let trail: SealedEvent[];
beforeEach(() => write(5));
afterEach(() => rig.db.close());

/** So many events of class routine, and a checkpoint that names the last of them. */
async function write(count: number): Promise<void> {
  rig = new AuditRig();
  const writer = rig.newWriter();
  await writer.append(rig.newEvents(count));
  await writer.checkpoint();
  trail = await rig.stored();
}

const routine = (seq: number) => trail.find((event) => event.class === 'routine' && event.seq === seq)!;
const without = (...gone: SealedEvent[]) => trail.filter((event) => !gone.includes(event));
const moved = (event: SealedEvent, seq: number): SealedEvent => ({ ...event, seq });
/** Each pair of events in the other's place. */
const exchanged = (...pairs: [number, number][]) => {
  const seqs = new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
  return trail.map((event) => (event.class === 'routine' ? moved(event, seqs.get(event.seq) ?? event.seq) : event));
};

/** As "kind seq". */
async function found(held: readonly SealedEvent[]): Promise<string[]> {
  return (await verifyHeld(rig, held)).findings.map(({ kind, seq }) => `${kind} ${seq}`);
}
const details = async (held: readonly SealedEvent[]) =>
  (await verifyHeld(rig, held)).findings.map(({ detail }) => detail);

describe('a place that is taken twice', () => {
  const FIRST = '00000000-0000-7000-8000-000000000000';

  it.each([
    ['before', FIRST],
    ['after', 'ffffffff-ffff-7fff-bfff-ffffffffffff'],
  ])('by two genuine events is told of, also when the second stands %s the first', async (_where, id) => {
    const second = withKey(routine(3), { id });
    expect(await found([...trail, second])).toContain('duplicated 3');
  });

  it('says by whom', async () => {
    const second = withKey(routine(3), { id: rig.random.uuid() });
    expect(await details([...trail, second])).toEqual([`its place was taken already, by ${routine(3).id}`]);
  });

  it('by a forged event that stands before the genuine one: only the forged one is told of', async () => {
    expect(await found([...trail, { ...routine(3), id: FIRST }])).toEqual(['inserted 3']);
  });

  it('by an event of an unknown key: both are told of, since either may be the right one', async () => {
    const { keyId: _keyId, hash: _hash, ...event } = routine(3);
    const stranger = new HmacAuditSeal(['a key that the service never had']).seal({ ...event, id: FIRST });
    expect(await found([...trail, stranger])).toEqual(['key-unknown 3', 'duplicated 3']);
  });
});

describe('an event that was written anew with the key', () => {
  it('is told of at the next, which follows another', async () => {
    const anew = withKey(routine(3), { userId: 'another' });
    expect(await found([...without(routine(3)), anew])).toEqual(['replaced 4']);
    expect(await details([...without(routine(3)), anew])).toEqual([
      `it follows another event than ${anew.id}, which is before it`,
    ]);
  });

  it('is told of as the last of its chain, if a checkpoint in the trail names it', async () => {
    const anew = withKey(routine(5), { userId: 'another' });
    expect(await found([...without(routine(5)), anew])).toEqual(['replaced 5']);
    const checkpoint = trail.find(({ type }) => type === 'audit.checkpoint');
    expect(await details([...without(routine(5)), anew])).toEqual([
      `checkpoint ${checkpoint?.id} names another event at this place`,
    ]);
  });

  it('is told of as the last that the next process named, if that one is read first', async () => {
    rig = new AuditRig();
    const HIGHER_IDS = new SeededRandom(1);
    await auditWriterOver(rig.store.port, rig.clock, HIGHER_IDS).append(rig.newEvents(3));
    trail = await rig.stored();
    await rig.newWriter().append([rig.newEvent()]);
    const [started, ...others] = (await rig.stored()).filter(({ id }) => id !== routine(3).id);
    const anew = withKey(routine(3), { userId: 'another' });
    expect(await details([started!, ...others, anew])).toEqual([
      `event ${started?.id} names another event at this place`,
    ]);
  });
});

describe('events that are missing', () => {
  it('at the end are told of by the checkpoint of their own process', async () => {
    expect(await found(without(routine(5)))).toEqual(['cut 5']);
    const [detail] = await details(without(...trail.filter((event) => event.class === 'routine')));
    expect(detail).toMatch(/^checkpoint \S+ names event 5, but nothing of the chain is left$/);
  });

  it('are told of by their places', async () => {
    expect(await details(without(routine(2), routine(3)))).toEqual(['events 2 to 3 are missing before it']);
  });

  it('right after the first are no beginning that was purged, though they were due', async () => {
    rig.clock.advance(31 * DAY);
    expect(await found(without(routine(2)))).toEqual(['missing 3']);
  });

  it('before an event that says it is the first are no beginning that was purged', async () => {
    const first = withKey(routine(3), { prevHash: null, prevPurgeAt: null });
    expect(await found([...without(...[1, 2, 3, 4, 5].map(routine)), first])).toContain('missing 3');
  });
});

describe('the search for the place of a moved event', () => {
  /** How often an event is held against the key beyond once each. */
  async function searched(held: readonly SealedEvent[]): Promise<number> {
    const seal = new Tap<AuditSeal>(SEAL);
    await verifyHeld(rig, held, { seal: seal.port });
    return seal.count('judge') - held.length;
  }

  it('goes a thousand places far', async () => {
    await write(1001);
    expect(await found(exchanged([1, 1001]))).toEqual(['reordered 1', 'reordered 1001']);
  });

  it('is spared where an event was edited in its place', async () => {
    expect(await searched([...without(routine(3)), { ...routine(3), userId: 'another' }])).toBe(0);
  });

  it('is over when the report is full', async () => {
    await write(60);
    const pairs = Array.from({ length: 30 }, (_, n): [number, number] => [2 * n + 1, 2 * n + 2]);
    const searchedForTwenty = await searched(exchanged(...pairs.slice(0, 10)));
    expect(searchedForTwenty).toBeGreaterThan(0);
    expect(await searched(exchanged(...pairs))).toBe(searchedForTwenty);
  });
});
