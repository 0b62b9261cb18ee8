import { SecurityNotifier } from '../../application/ports/security-notifier.js';
import type { SuspiciousEvent } from '../../domain/suspicion.js';

/** Everyone who is to be told; possibly nobody. */
export class SecurityNotifiers extends SecurityNotifier {
  constructor(private readonly notifiers: readonly SecurityNotifier[]) {
    super();
  }

  notify(events: readonly SuspiciousEvent[]): void {
    for (const notifier of this.notifiers) notifier.notify(events);
  }
}
