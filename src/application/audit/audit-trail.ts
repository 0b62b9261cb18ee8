import { type AuditFact, eventOf } from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { Clock } from '../ports/clock.js';
import type { EventObserver } from '../ports/event-observer.js';
import type { Random } from '../ports/random.js';
import type { AuditWriter } from './audit-writer.js';

/** Turns what a use case knows into events and stores them. */
export class AuditTrail {
  constructor(
    private readonly writer: AuditWriter,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly observer: EventObserver,
  ) {}

  /**
   * Stores the facts as events, all in one append (none for none); an answer may leave once this resolves.
   * @throws StorageUnavailable the caller must answer 503; some may be stored all the same
   */
  async record(client: ClientContext, ...facts: readonly AuditFact[]): Promise<void> {
    if (facts.length === 0) return;
    const events = facts.map((fact) => eventOf(fact, client, this.random.uuid(), this.clock.now()));
    await this.writer.append(events);
    this.observer.stored(events, this.clock.now());
  }
}
