import { EventObserver } from '../../application/ports/event-observer.js';
import type { AuditEvent } from '../../domain/audit-event.js';

/** Everyone who watches the trail, in their order. */
export class EventObservers extends EventObserver {
  constructor(private readonly observers: readonly EventObserver[]) {
    super();
  }

  stored(events: readonly AuditEvent[], storedAt: Date): void {
    for (const observer of this.observers) observer.stored(events, storedAt);
  }
}
