import type { AuditClass } from '../../domain/audit-event.js';

/** How long events are kept, by class; milliseconds. Doubles as its own injection token. */
export class AuditRetention {
  constructor(private readonly periods: Readonly<Record<AuditClass, number>>) {}

  /** When an event that is stored now may be purged. */
  purgeAt(retention: AuditClass, now: Date): Date {
    return new Date(now.getTime() + this.periods[retention]);
  }
}
