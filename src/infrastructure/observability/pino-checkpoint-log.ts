import type { Logger } from 'pino';
import { CHECKPOINT_MEMBER } from '../../application/audit/archive.js';
import { CheckpointLog } from '../../application/ports/checkpoint-log.js';
import type { WriterHeads } from '../../domain/audit-event.js';

/** A line of the service's own log, which `audit verify --against` can read. */
export class PinoCheckpointLog extends CheckpointLog {
  constructor(private readonly logger: Logger) {
    super();
  }

  note(position: WriterHeads): void {
    this.logger.info({ [CHECKPOINT_MEMBER]: position }, 'audit checkpoint');
  }
}
