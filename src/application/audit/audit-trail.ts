import { AUDIT_CATALOGUE, type AuditEvent, type AuditFact } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { AuditLog } from '../ports/audit-log.js';
import type { Clock } from '../ports/clock.js';
import type { EventObserver } from '../ports/event-observer.js';
import type { Random } from '../ports/random.js';

/** Turns what a use case knows into events and stores them. */
export class AuditTrail {
  constructor(
    private readonly log: AuditLog,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly observer: EventObserver,
  ) {}

  /**
   * Stores the facts as events, all in one append (none for none); an answer may leave once this resolves.
   * @throws StorageUnavailable
   */
  async record(client: ClientContext, ...facts: readonly AuditFact[]): Promise<void> {
    if (facts.length === 0) return;
    const events = facts.map((fact) => this.eventOf(fact, client));
    await this.log.append(events);
    this.observer.stored(events, this.clock.now());
  }

  private eventOf(fact: AuditFact, client: ClientContext): AuditEvent {
    return {
      ...fact,
      ...AUDIT_CATALOGUE[fact.type],
      ...client,
      id: this.random.uuid(),
      occurredAt: this.clock.now(),
    };
  }
}
