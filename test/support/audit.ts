import { AuditChains } from '../../src/application/audit/audit-chains.js';
import { AuditRetention } from '../../src/application/audit/audit-retention.js';
import { AuditWriter } from '../../src/application/audit/audit-writer.js';
import type { AuditStore } from '../../src/application/ports/audit-store.js';
import { CheckpointLog } from '../../src/application/ports/checkpoint-log.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { Random } from '../../src/application/ports/random.js';
import type { AuditFact, WriterHeads } from '../../src/domain/audit-event.js';
import { HmacAuditSeal } from '../../src/infrastructure/crypto/hmac-audit-seal.js';

const DAY = 86_400_000;

export const AUDIT_KEY = 'a key for the tests of the trail';
export const SEAL = new HmacAuditSeal([AUDIT_KEY]);
export const RETENTION = new AuditRetention({ routine: 30 * DAY, security: 400 * DAY, admin: 400 * DAY });

/** Keeps what a log would be told. */
export class KeptCheckpoints extends CheckpointLog {
  readonly noted: WriterHeads[] = [];

  note(position: WriterHeads): void {
    this.noted.push(position);
  }
}

/** A process's writer over a store, with the tests' key and the default retention. */
export function auditWriterOver(
  store: AuditStore,
  clock: Clock,
  random: Random,
  { checkpoints = new KeptCheckpoints(), seal = SEAL, retention = RETENTION } = {},
): AuditWriter {
  return new AuditWriter(store, new AuditChains(seal, retention, clock, random), checkpoints);
}

/** Something that happened, of the class that the type has. */
export function factOf(
  type: 'session.refreshed' | 'session.evicted' | 'user.registered',
  who: Partial<Pick<AuditFact, 'userId' | 'sessionId'>> = {},
): AuditFact {
  const details = type === 'session.refreshed' ? { generation: 1 } : {};
  return { type, details, actorId: null, userId: null, sessionId: null, ...who } as AuditFact;
}
