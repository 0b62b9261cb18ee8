import type { AuditWriter } from '../../src/application/audit/audit-writer.js';
import type { AuditStore } from '../../src/application/ports/audit-store.js';
import type { SealedEvent } from '../../src/domain/audit-chain.js';
import { type AuditEvent, eventOf } from '../../src/domain/audit-event.js';
import { SqliteAuditEvents } from '../../src/infrastructure/persistence/sqlite/sqlite-audit-events.js';
import { SqliteAuditStore } from '../../src/infrastructure/persistence/sqlite/sqlite-audit-store.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { auditWriterOver, factOf, KeptCheckpoints } from './audit.js';
import { FixedClock, SeededRandom } from './fixed.js';
import { Tap } from './tap.js';
import { CLIENT } from './use-cases.js';

/** A trail in memory, and what the processes that write it need. */
export class AuditRig {
  readonly db = SqliteStore.inMemory();
  readonly store = new Tap<AuditStore>(new SqliteAuditStore(this.db));
  readonly events = new SqliteAuditEvents(this.db);
  readonly clock = new FixedClock();
  readonly random = new SeededRandom();
  readonly checkpoints = new KeptCheckpoints();

  /** Another process's. */
  newWriter(): AuditWriter {
    return auditWriterOver(this.store.port, this.clock, this.random, { checkpoints: this.checkpoints });
  }

  /** In the order of the chains. */
  stored(): Promise<SealedEvent[]> {
    return Array.fromAsync(this.events.inChainOrder());
  }

  newEvent(type: Parameters<typeof factOf>[0] = 'session.refreshed'): AuditEvent {
    return eventOf(factOf(type), CLIENT, this.random.uuid(), this.clock.now());
  }

  newEvents(count: number): AuditEvent[] {
    return Array.from({ length: count }, () => this.newEvent());
  }
}

/** As "class seq". */
export function placesOf(events: readonly SealedEvent[]): string[] {
  return events.map((event) => `${event.class} ${event.seq}`);
}
