import type { AuditEvent } from '../../domain/audit-event.js';
import { isSuspicious } from '../../domain/suspicion.js';
import { EventObserver } from '../ports/event-observer.js';
import type { SecurityNotifier } from '../ports/security-notifier.js';

/** Hands suspicious events to the notifier, once they are stored. */
export class NotifySuspicions extends EventObserver {
  constructor(private readonly notifier: SecurityNotifier) {
    super();
  }

  stored(events: readonly AuditEvent[]): void {
    const suspicious = events.filter(isSuspicious);
    if (suspicious.length > 0) this.notifier.notify(suspicious);
  }
}
