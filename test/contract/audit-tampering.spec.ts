import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ExportAuditTrail } from '../../src/application/audit/export-audit-trail.js';
import type { AuditReport } from '../../src/application/audit/audit-report.js';
import { VerifyAuditTrail } from '../../src/application/audit/verify-audit-trail.js';
import type { SealedEvent } from '../../src/domain/audit-chain.js';
import { type AuditEvent, eventOf } from '../../src/domain/audit-event.js';
import { HmacAuditSeal } from '../../src/infrastructure/crypto/hmac-audit-seal.js';
import { SystemClock } from '../../src/infrastructure/crypto/system-clock.js';
import { SystemRandom } from '../../src/infrastructure/crypto/system-random.js';
import { auditWriterOver, factOf, SEAL } from '../support/audit.ts';
import { newId, openPersistence, type Persistence, times } from '../support/persistence.ts';
import { STORES } from '../support/stores.ts';
import { type Tampering, tamperingWith } from '../support/tampering.ts';
import { CLIENT } from '../support/use-cases.ts';

const clock = new SystemClock();
const random = new SystemRandom();

const newEvent = (n: number): AuditEvent =>
  eventOf(factOf(n % 3 === 0 ? 'user.registered' : 'session.refreshed'), CLIENT, random.uuid(), clock.now());

describe.each(STORES)('tampering with the trail in $name', (kind) => {
  let store: Persistence;
  let tampering: Tampering;
  let trail: SealedEvent[];

  beforeEach(async () => {
    store = await openPersistence(kind);
    tampering = tamperingWith(store);
    for (let process = 0; process < 2; process += 1) {
      const writer = auditWriterOver(store.auditStore, clock, random);
      for (const n of times(3, (batch) => batch * 10)) await writer.append(times(10, (event) => newEvent(n + event)));
      await writer.close();
    }
    trail = await Array.fromAsync(store.auditEvents.inChainOrder());
  });

  afterEach(() => store.close());

  const verify = (): Promise<AuditReport> => new VerifyAuditTrail(store.auditEvents, SEAL, clock).execute();
  const routine = (seq: number, process = 0): SealedEvent => {
    const writers = [...new Set(trail.map(({ writerId }) => writerId))];
    return trail.find(
      (event) => event.writerId === writers[process] && event.class === 'routine' && event.seq === seq,
    )!;
  };
  /** The kinds of what was found, and where the first is. */
  const found = async () => {
    const { findings } = await verify();
    const [first] = findings;
    return {
      kinds: findings.map(({ kind: name }) => name),
      id: first?.id,
      place: `${first?.class} ${first?.seq}`,
      writerId: first?.writerId,
    };
  };
  const at = ({ id, writerId, class: name, seq }: SealedEvent) => ({ id, writerId, place: `${name} ${seq}` });

  it('which has not happened is not found', async () => {
    expect(await verify()).toEqual({ events: trail.length, chains: 6, compared: null, findings: [], faults: 0 });
  });

  it('by editing an event, whatever field it is', async () => {
    const edits: [keyof SealedEvent, unknown][] = [
      ['details', { generation: 2 }],
      ['userId', newId()],
      ['outcome', 'failure'],
      ['ipAddress', null],
      ['occurredAt', new Date(0)],
      ['purgeAt', new Date('2096-01-01')],
      ['hash', 'A'.repeat(43)],
    ];
    for (const [n, [field, value]] of edits.entries()) await tampering.set(routine(2 * n + 2).id, field, value);
    const { findings } = await verify();
    expect(findings.map(({ kind: name, id, seq }) => [name, id, seq])).toEqual(
      edits.map((_, n) => ['edited', routine(2 * n + 2).id, 2 * n + 2]),
    );
    expect(await found()).toMatchObject(at(routine(2)));
  });

  it('by deleting an event', async () => {
    await tampering.remove(routine(7).id);
    expect(await found()).toEqual({ kinds: ['missing'], ...at(routine(8)) });
    expect((await verify()).findings[0]?.detail).toBe('event 7 is missing before it');
  });

  it('by deleting the beginning of a chain before its time', async () => {
    await tampering.remove(routine(1).id, routine(2).id);
    expect(await found()).toEqual({ kinds: ['missing'], ...at(routine(3)) });
  });

  it('by deleting the end of a chain, which a checkpoint names', async () => {
    const last = trail.filter(({ class: name }) => name === 'routine').length / 2;
    await tampering.remove(routine(last).id, routine(last - 1).id);
    expect(await found()).toMatchObject({ kinds: ['cut'], id: routine(last - 2).id, place: `routine ${last - 1}` });
  });

  it('by deleting all that a process wrote, which the next process names', async () => {
    const { writerId } = routine(1);
    await tampering.remove(...trail.filter((event) => event.writerId === writerId).map(({ id }) => id));
    const { kinds, writerId: named } = await found();
    expect([kinds, named]).toEqual([['cut', 'cut', 'cut'], writerId]);
  });

  it.each([
    ['neighbours', 8],
    ['events far apart', 15],
  ])('by exchanging %s', async (_, other) => {
    await tampering.set(routine(7).id, 'seq', -1);
    await tampering.set(routine(other).id, 'seq', 7);
    await tampering.set(routine(7).id, 'seq', other);
    const { findings } = await verify();
    expect(findings.map(({ kind: name, id, seq, detail }) => [name, id, seq, detail])).toEqual([
      ['reordered', routine(other).id, 7, `it was written as ${other}`],
      ['reordered', routine(7).id, other, 'it was written as 7'],
    ]);
  });

  it('by moving an event to the chain of another process', async () => {
    await tampering.remove(routine(7, 1).id);
    await tampering.set(routine(7).id, 'writerId', routine(7, 1).writerId);
    expect((await verify()).findings.map(({ kind: name, id }) => [name, id])).toEqual([
      ['missing', routine(8).id],
      ['edited', routine(7).id],
    ]);
  });

  describe('by adding an event', () => {
    const stranger = new HmacAuditSeal(['a key that the service never had']);

    /** As somebody would make it who knows all but the key. */
    const forge = (place: SealedEvent): SealedEvent => {
      const { keyId, ...event } = place;
      return { ...stranger.seal({ ...event, id: random.uuid() }), keyId };
    };

    it('at the end of a chain', async () => {
      const last = routine(trail.filter(({ class: name }) => name === 'routine').length / 2);
      const forged = forge({ ...last, seq: last.seq + 1, prevHash: last.hash, prevPurgeAt: last.purgeAt });
      await tampering.insert(forged);
      expect(await found()).toEqual({ kinds: ['edited-or-inserted'], ...at(forged) });
    });

    it('in the middle, with its place taken twice', async () => {
      await tampering.dropUniqueness();
      const forged = forge(routine(7));
      await tampering.insert(forged);
      expect(await found()).toEqual({ kinds: ['inserted'], ...at(forged) });
    });

    it('in a chain of its own', async () => {
      const forged = forge({ ...routine(1), writerId: newId(), prevHash: 'no hash' });
      await tampering.insert(forged);
      expect(await found()).toEqual({ kinds: ['inserted'], ...at(forged) });
    });

    it("under a key of one's own, which the service does not know", async () => {
      const forged = { ...stranger.seal({ ...routine(1), id: random.uuid(), writerId: newId() }) };
      await tampering.insert(forged);
      expect(await found()).toEqual({ kinds: ['key-unknown'], ...at(forged) });
    });
  });

  it('by fields of other types, which must not stop the verification', async () => {
    await tampering.set(routine(7).id, 'details', 'no object');
    // SQLite's table is STRICT: no other column can be of another type.
    const fields = ['occurredAt', 'type', 'userId', 'keyId', 'prevPurgeAt', 'hash'] as const;
    if (kind.name === 'mongodb') {
      for (const [n, field] of fields.entries()) await tampering.set(routine(8 + n).id, field, { $gt: 7 });
    }
    const { kinds } = await found();
    expect(kinds).toHaveLength(kind.name === 'mongodb' ? 1 + fields.length : 1);
    expect(kinds.filter((name) => name !== 'edited' && name !== 'key-unknown')).toEqual([]);
  });

  it('by cutting off what an export, kept elsewhere, still has', async () => {
    const lines = await Array.fromAsync(new ExportAuditTrail(store.auditEvents).execute());
    const admin = trail.filter((event) => event.writerId === routine(1, 1).writerId);
    await tampering.remove(...admin.map(({ id }) => id));
    expect((await verify()).faults).toBe(0);
    const against = await new VerifyAuditTrail(store.auditEvents, SEAL, clock).execute(linesOf(lines));
    expect([against.compared, against.findings.map(({ kind: name, writerId }) => [name, writerId])]).toEqual([
      trail.length,
      ['admin', 'routine', 'security'].map(() => ['cut', routine(1, 1).writerId]),
    ]);
  });
});

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
