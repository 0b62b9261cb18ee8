import { beforeAll, describe, expect, it } from '@jest/globals';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { AuditChains } from '../../src/application/audit/audit-chains.js';
import type { AuditFilter } from '../../src/application/ports/audit-events.js';
import type { AuditEvent } from '../../src/domain/audit-event.js';
import { firstIdOf } from '../../src/domain/uuid-time.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { RETENTION, SEAL } from '../support/audit.ts';
import { FixedClock, SeededRandom } from '../support/fixed.ts';
import { newId, times, usePersistence } from '../support/persistence.ts';
import { later, sampleEvent } from '../support/samples.ts';
import { STORES } from '../support/stores.ts';

const ALL: AuditFilter = {
  userId: undefined,
  sessionId: undefined,
  type: undefined,
  outcome: undefined,
  from: undefined,
  to: undefined,
};
/** The members of the driver's command that decide the plan; the others are of its session. */
const FIND = ['find', 'filter', 'sort', 'limit', 'hint'];

const [ADA, BEN] = [newId(), newId()];
const SESSION = newId();

/** One each second; its id is of its time, as the service makes them. */
function eventAt(second: number, overrides: Partial<AuditEvent>): AuditEvent {
  const occurredAt = later(1000 * second);
  const id = firstIdOf(occurredAt.getTime()).replace(/-0000-0000/, '-7000-8000');
  return sampleEvent({ id, occurredAt, ...overrides });
}

const EVENTS = times(40, (second) =>
  eventAt(second, {
    userId: second % 2 === 0 ? ADA : BEN,
    ...(second % 5 === 0 && { sessionId: SESSION }),
    ...(second % 4 === 0 && { type: 'login.failed', class: 'security', outcome: 'failure' }),
  }),
);

const FILTERS: [string, Partial<AuditFilter>, (second: number) => boolean][] = [
  ['nothing', {}, () => true],
  ['userId', { userId: ADA }, (second) => second % 2 === 0],
  ['sessionId', { sessionId: SESSION }, (second) => second % 5 === 0],
  ['type', { type: 'login.failed' }, (second) => second % 4 === 0],
  ['outcome', { outcome: 'success' }, (second) => second % 4 !== 0],
  ['from', { from: later(30_000) }, (second) => second >= 30],
  ['to', { to: later(9000) }, (second) => second <= 9],
  ['from and to', { from: later(10_000), to: later(10_000) }, (second) => second === 10],
  [
    'all of them',
    { userId: BEN, outcome: 'success', from: later(5000), to: later(20_000) },
    (second) => second % 2 === 1 && second >= 5 && second <= 20,
  ],
  [
    'type and time',
    { type: 'login.failed', from: later(5000), to: later(20_000) },
    (second) => second % 4 === 0 && second >= 5 && second <= 20,
  ],
  ['what matches nothing', { userId: newId() }, () => false],
];

describe.each(STORES)('AuditEvents.page over $name', (kind) => {
  const store = usePersistence(kind);

  /** Without the chain's first event, which isn't asked for here, and due only long after the machine's present. */
  async function append(events: AuditEvent[], random = new SeededRandom()): Promise<void> {
    const batch = new AuditChains(SEAL, RETENTION, new FixedClock('2096-01-01T00:00:00.000Z'), random).seal(events);
    await store().auditStore.append(batch.slice(1));
  }

  beforeAll(() => append(EVENTS));

  const page = (filter: Partial<AuditFilter>, limit = 200, after: string | null = null) =>
    store().auditEvents.page({ ...ALL, ...filter }, { limit, after });

  it.each(FILTERS)('filters by %s, newest first', async (_, filter, matches) => {
    const expected = EVENTS.filter((_event, second) => matches(second)).toReversed();
    expect(await page(filter)).toEqual(expected);
  });

  it('goes on after a key, and gives one more than the limit', async () => {
    const keys: string[] = [];
    for (let after: string | null = null; ;) {
      const rows = await page({ userId: ADA }, 3, after);
      expect(rows.length).toBeLessThanOrEqual(4);
      keys.push(...rows.slice(0, 3).map(({ id }) => id));
      if (rows.length < 4) break;
      after = keys.at(-1)!;
    }
    expect(keys).toEqual(
      EVENTS.filter((_, second) => second % 2 === 0)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  it.each([
    ['ahead of', 60_000],
    ['behind', -60_000],
  ])('finds an event whose id is a minute %s its time, as where a clock was set back', async (_, ms) => {
    const event = { ...eventAt(1000 + ms / 1000, {}), occurredAt: later(1_000_000) };
    await append([event], new SeededRandom(ms > 0 ? 1 : 2));
    expect((await page({ from: event.occurredAt, to: event.occurredAt })).map(({ id }) => id)).toContain(event.id);
    expect(await page({ from: later(1_000_001), to: later(1_060_000) })).toEqual([]);
  });

  describe('uses an index', () => {
    /** How the store would answer, as text, for what `page` asks. */
    async function plan(filter: Partial<AuditFilter>): Promise<string> {
      if (kind.name === 'sqlite') {
        const sqlite = store().context.get(SqliteStore, { strict: false });
        const { all } = sqlite;
        let text = '';
        sqlite.all = (sql, ...values) => {
          text = all
            .call(sqlite, `EXPLAIN QUERY PLAN ${sql}`, ...values)
            .map((row) => String(row['detail']))
            .join('; ');
          return [];
        };
        await page(filter);
        sqlite.all = all;
        return text;
      }
      const connection = store().context.get<Connection>(getConnectionToken(), { strict: false });
      const commands: mongo.Document[] = [];
      const note = ({ commandName, command }: mongo.CommandStartedEvent) => {
        if (commandName !== 'find') return;
        commands.push(
          Object.fromEntries(FIND.filter((name) => name in command).map((name) => [name, command[name] as unknown])),
        );
      };
      connection.getClient().on('commandStarted', note);
      await page(filter);
      connection.getClient().off('commandStarted', note);
      return JSON.stringify(await connection.db?.command({ explain: commands[0], verbosity: 'queryPlanner' }));
    }

    it.each(FILTERS)('for %s', async (name, filter) => {
      const text = await plan(filter);
      if (kind.name === 'sqlite') {
        expect(text).toMatch(name === 'nothing' ? /^SCAN auditEvents USING INDEX/ : /^SEARCH auditEvents USING INDEX/);
        expect(text).not.toContain('TEMP B-TREE');
      } else {
        expect(text).toContain('IXSCAN');
        expect(text).not.toContain('COLLSCAN');
      }
    });
  });

  it('takes no text for an operator', async () => {
    const types = ['$ne', '{"$gt":""}', "' OR 1=1 --"];
    for (const type of types) expect(await page({ type: type as never })).toEqual([]);
  });
});
