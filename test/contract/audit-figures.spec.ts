import { beforeAll, describe, expect, it } from '@jest/globals';
import { AuditChains } from '../../src/application/audit/audit-chains.js';
import type { EventRange } from '../../src/application/ports/audit-figures.js';
import type { AuditEvent, AuditType } from '../../src/domain/audit-event.js';
import { firstIdOf } from '../../src/domain/uuid-time.js';
import { RETENTION, SEAL } from '../support/audit.ts';
import { FixedClock, SeededRandom } from '../support/fixed.ts';
import { storeSession, usePersistence } from '../support/persistence.ts';
import { plansOf } from '../support/plans.ts';
import { HOUR, later, NOW, sampleEvent, sampleSession } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

let made = 0;

/** Its id is of its time, as the service makes them. */
function eventAt(time: string, type: AuditType): AuditEvent {
  const occurredAt = new Date(time);
  const tail = String((made += 1)).padStart(12, '0');
  const id = firstIdOf(occurredAt.getTime()).replace(/-0000-0000-0+$/, `-7000-8000-${tail}`);
  return sampleEvent({ id, occurredAt, type } as Partial<AuditEvent>);
}

const EVENTS = [
  eventAt('2026-03-01T22:59:59.999Z', 'login.failed'),
  eventAt('2026-03-01T23:00:00.000Z', 'login.failed'),
  eventAt('2026-03-01T23:59:59.999Z', 'login.failed'),
  eventAt('2026-03-01T23:59:59.999Z', 'session.refreshed'),
  eventAt('2026-03-02T00:00:00.000Z', 'login.failed'),
  eventAt('2026-03-02T00:30:00.000Z', 'suspicious.new_device'),
  eventAt('2026-03-02T00:45:00.000Z', 'login.locked'),
  eventAt('2026-03-02T05:10:00.000Z', 'suspicious.new_network'),
  eventAt('2026-03-03T01:00:00.000Z', 'suspicious.new_device'),
];

const COUNTED: AuditType[] = ['login.failed', 'session.refreshed'];
const SUSPICIOUS: AuditType[] = ['suspicious.new_device', 'suspicious.new_network'];

function range(types: AuditType[], from: string, to: string): EventRange {
  return { types, from: new Date(from), to: new Date(to) };
}

const ALL = ['2026-03-01T00:00:00Z', '2026-03-05T00:00:00Z'] as const;

describe.each(STORES)('AuditFigures over $name', (kind) => {
  const store = usePersistence(kind);

  beforeAll(async () => {
    // Without the chain's first event, and due only long after the machine's present.
    const chains = new AuditChains(SEAL, RETENTION, new FixedClock('2096-01-01T00:00:00.000Z'), new SeededRandom());
    await store().auditStore.append(chains.seal(EVENTS).slice(1));
  });

  async function counts(events: EventRange, bucket: 'hour' | 'day'): Promise<string[]> {
    const found = await store().auditFigures.countByBucket(events, bucket);
    return found.map(({ type, at, count }) => `${at.toISOString()} ${type} ${count}`).toSorted();
  }

  it('counts by type and hour, nothing else and no empty ones', async () => {
    expect(await counts(range(COUNTED, ...ALL), 'hour')).toEqual([
      '2026-03-01T22:00:00.000Z login.failed 1',
      '2026-03-01T23:00:00.000Z login.failed 2',
      '2026-03-01T23:00:00.000Z session.refreshed 1',
      '2026-03-02T00:00:00.000Z login.failed 1',
    ]);
  });

  it('counts by type and day', async () => {
    expect(await counts(range(COUNTED, ...ALL), 'day')).toEqual([
      '2026-03-01T00:00:00.000Z login.failed 3',
      '2026-03-01T00:00:00.000Z session.refreshed 1',
      '2026-03-02T00:00:00.000Z login.failed 1',
    ]);
  });

  it('takes the beginning of the range in, and its end not', async () => {
    const hour = range(COUNTED, '2026-03-01T23:00:00.000Z', '2026-03-01T23:59:59.999Z');
    expect(await counts(hour, 'day')).toEqual(['2026-03-01T00:00:00.000Z login.failed 1']);
    const suspicions = range(SUSPICIOUS, '2026-03-02T00:30:00.000Z', '2026-03-02T05:10:00.000Z');
    expect(await store().auditFigures.newest(suspicions, 10)).toEqual([EVENTS[5]]);
  });

  it('gives the newest of several types, newest first, up to the limit', async () => {
    const suspicions = range(SUSPICIOUS, ...ALL);
    expect(await store().auditFigures.newest(suspicions, 10)).toEqual([EVENTS[8], EVENTS[7], EVENTS[5]]);
    expect(await store().auditFigures.newest(suspicions, 2)).toEqual([EVENTS[8], EVENTS[7]]);
  });

  it('finds nothing where nothing is', async () => {
    const past = range(SUSPICIOUS, '0001-01-01T00:00:00Z', '0001-01-02T00:00:00Z');
    expect(await counts(past, 'hour')).toEqual([]);
    expect(await store().auditFigures.newest(past, 10)).toEqual([]);
  });

  it('counts from an index, and looks at no event for it', async () => {
    const plans = await plansOf(store(), () => store().auditFigures.countByBucket(range(COUNTED, ...ALL), 'hour'));
    const search =
      'SEARCH auditEvents USING COVERING INDEX auditOfTypeByTime (type=? AND occurredAt>? AND occurredAt<?)';
    expect(new Set(plans.map(({ steps }) => steps.find((step) => /SEARCH|SCAN/.test(step))))).toEqual(
      new Set([kind.name === 'sqlite' ? search : 'IXSCAN type_1_occurredAt_1']),
    );
  });

  it('finds the newest by an index that has them in order', async () => {
    const plans = await plansOf(store(), () => store().auditFigures.newest(range(SUSPICIOUS, ...ALL), 10));
    const steps = plans.flatMap((plan) => plan.steps).filter((step) => /auditEvents|IXSCAN|COLLSCAN/.test(step));
    const search = 'SEARCH auditEvents USING INDEX auditOfType (type=? AND id>? AND id<?)';
    expect(new Set(steps)).toEqual(new Set([kind.name === 'sqlite' ? search : 'IXSCAN type_1__id_1']));
  });

  it('counts the sessions that are neither revoked nor expired', async () => {
    const before = await store().sessions.countUnended(NOW);
    await storeSession(store(), sampleSession());
    await storeSession(store(), sampleSession({ expiresAt: NOW }));
    await storeSession(store(), sampleSession({ revokedAt: later(-1), revokedReason: 'logout' }));
    expect(await store().sessions.countUnended(NOW)).toBe(before + 1);
    expect(await store().sessions.countUnended(later(HOUR))).toBe(0);
  });
});
