import type { SealedEvent } from '../../../domain/audit-chain.js';
import type { AuditEvent } from '../../../domain/audit-event.js';
import { date, dateOrNull, integer, millis, text, textOrNull } from './columns.js';
import type { Row } from './sqlite-store.js';

export const INSERT_EVENT = `
  INSERT INTO auditEvents (id, type, class, occurredAt, outcome, actorId, userId, sessionId, ipAddress, userAgent,
                           requestId, details, writerId, seq, keyId, purgeAt, prevHash, prevPurgeAt, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** The values of `INSERT_EVENT`. */
export function columnsOf(event: SealedEvent): (string | number | null)[] {
  return [
    event.id,
    event.type,
    event.class,
    millis(event.occurredAt),
    event.outcome,
    event.actorId,
    event.userId,
    event.sessionId,
    event.ipAddress,
    event.userAgent,
    event.requestId,
    JSON.stringify(event.details),
    event.writerId,
    event.seq,
    event.keyId,
    millis(event.purgeAt),
    event.prevHash,
    millis(event.prevPurgeAt),
    event.hash,
  ];
}

export function toEvent(row: Row): AuditEvent {
  return {
    id: text(row, 'id'),
    type: text(row, 'type'),
    class: text(row, 'class'),
    occurredAt: date(row, 'occurredAt'),
    outcome: text(row, 'outcome'),
    actorId: textOrNull(row, 'actorId'),
    userId: textOrNull(row, 'userId'),
    sessionId: textOrNull(row, 'sessionId'),
    ipAddress: textOrNull(row, 'ipAddress'),
    userAgent: textOrNull(row, 'userAgent'),
    requestId: textOrNull(row, 'requestId'),
    details: parsed(text(row, 'details')),
  } as AuditEvent;
}

export function toSealedEvent(row: Row): SealedEvent {
  return {
    ...toEvent(row),
    writerId: text(row, 'writerId'),
    seq: integer(row, 'seq'),
    keyId: text(row, 'keyId'),
    purgeAt: date(row, 'purgeAt'),
    prevHash: textOrNull(row, 'prevHash'),
    prevPurgeAt: dateOrNull(row, 'prevPurgeAt'),
    hash: text(row, 'hash'),
  };
}

/** What somebody made unreadable must neither hide the event nor stop the verification: it is given as the text it is. */
function parsed(details: string): unknown {
  try {
    return JSON.parse(details) as unknown;
  } catch {
    return details;
  }
}
