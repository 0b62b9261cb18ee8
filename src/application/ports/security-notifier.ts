import type { SuspiciousEvent } from '../../domain/suspicion.js';

/** Tells people, or programs of theirs, of what looks wrong. */
export abstract class SecurityNotifier {
  /**
   * Takes the suspicious events of one append, which are stored already, and returns at once: it never waits and never
   * throws. A notice can be lost (a full queue, a receiver that stays away, a process that is killed); what is dropped is
   * logged and counted, and the trail has the event.
   */
  abstract notify(events: readonly SuspiciousEvent[]): void;
}
