import type { PageRequest } from '../../../application/page.js';
import { AuditEvents, type AuditFilter, ID_SLACK_MS } from '../../../application/ports/audit-events.js';
import type { ChainId, SealedEvent } from '../../../domain/audit-chain.js';
import type { AuditEvent } from '../../../domain/audit-event.js';
import { firstIdOf, lastIdOf } from '../../../domain/uuid-time.js';
import { toEvent, toSealedEvent } from './audit-rows.js';
import type { SqliteStore } from './sqlite-store.js';

/** Few enough that reading them holds the event loop for some milliseconds only. */
const CHUNK = 500;

type Condition = readonly [sql: string, ...values: (string | number)[]];

export class SqliteAuditEvents extends AuditEvents {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  async page(filter: AuditFilter, { limit, after }: PageRequest): Promise<AuditEvent[]> {
    const conditions: Condition[] = [...conditionsOf(filter)];
    if (after !== null) conditions.push(['id < ?', after]);
    return this.select(conditions, `ORDER BY id DESC LIMIT ${limit + 1}`).map(toEvent);
  }

  async *inChainOrder(chain?: ChainId): AsyncGenerator<SealedEvent> {
    const ofChain: Condition[] =
      chain === undefined ? [] : [['writerId = ? AND class = ?', chain.writerId, chain.class]];
    const order = `ORDER BY writerId, class, seq, id LIMIT ${CHUNK}`;
    let rows = this.select(ofChain, order).map(toSealedEvent);
    yield* rows;
    for (let last = rows.at(-1); rows.length === CHUNK && last !== undefined; last = rows.at(-1)) {
      // Requests come first.
      await new Promise((resolve) => setImmediate(resolve));
      const { writerId, class: name, seq, id } = last;
      const beyond: Condition = ['(writerId, class, seq, id) > (?, ?, ?, ?)', writerId, name, seq, id];
      rows = this.select([...ofChain, beyond], order).map(toSealedEvent);
      yield* rows;
    }
  }

  private select(conditions: readonly Condition[], rest: string) {
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
    const values = conditions.flatMap(([, ...bound]) => bound);
    return this.store.all(`SELECT * FROM auditEvents ${where} ${rest}`, ...values);
  }
}

function* conditionsOf({ userId, sessionId, type, outcome, from, to }: AuditFilter): Iterable<Condition> {
  if (userId !== undefined) yield ['userId = ?', userId];
  if (sessionId !== undefined) yield ['sessionId = ?', sessionId];
  if (type !== undefined) yield ['type = ?', type];
  if (outcome !== undefined) yield ['outcome = ?', outcome];
  // Bounds on the id let the time be found by whichever index serves the other filters.
  if (from !== undefined)
    yield ['occurredAt >= ? AND id >= ?', from.getTime(), firstIdOf(from.getTime() - ID_SLACK_MS)];
  if (to !== undefined) yield ['occurredAt <= ? AND id <= ?', to.getTime(), lastIdOf(to.getTime() + ID_SLACK_MS)];
}
