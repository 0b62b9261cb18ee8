import type { WriterHeads } from '../../domain/audit-event.js';

/** Where the heads of the chains are noted outside the store, for a cut tail to be found by (docs/audit-events.md). */
export abstract class CheckpointLog {
  abstract note(position: WriterHeads): void;
}
