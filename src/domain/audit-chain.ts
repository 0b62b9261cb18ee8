import type { AuditClass, AuditEvent } from './audit-event.js';
import { canonicalJson } from './canonical-json.js';

/** One chain: what one writer wrote of one class. Classes are purged at different ages, so each has a chain of its own. */
export interface ChainId {
  readonly writerId: string;
  readonly class: AuditClass;
}

/** What binds an event to its place in its chain. */
export interface ChainLink {
  /** Drawn at random by each process, and anew whenever the end of its chains is in doubt. */
  readonly writerId: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** Names the key of `hash`. */
  readonly keyId: string;
  /** Never before that of the event before, so that only ever the beginning of a chain is purged. */
  readonly purgeAt: Date;
  /** Those of the event before; null for the first. */
  readonly prevHash: string | null;
  readonly prevPurgeAt: Date | null;
  /** base64url(HMAC-SHA-256(key, `canonicalText`)). */
  readonly hash: string;
}

export type SealedEvent = AuditEvent & ChainLink;
export type UnsealedEvent = AuditEvent & Omit<ChainLink, 'hash' | 'keyId'>;

/**
 * What the hash is taken of: every field of the event and of its link but `hash`, as canonical JSON; times are milliseconds
 * since 1970. A time that is no date, as a tampered store may hold, has no such text: it throws.
 */
export function canonicalText(event: Omit<SealedEvent, 'hash'>): string {
  return canonicalJson({
    id: event.id,
    type: event.type,
    class: event.class,
    occurredAt: event.occurredAt.getTime(),
    outcome: event.outcome,
    actorId: event.actorId,
    userId: event.userId,
    sessionId: event.sessionId,
    ipAddress: event.ipAddress,
    userAgent: event.userAgent,
    requestId: event.requestId,
    details: event.details,
    writerId: event.writerId,
    seq: event.seq,
    keyId: event.keyId,
    purgeAt: event.purgeAt.getTime(),
    prevHash: event.prevHash,
    prevPurgeAt: event.prevPurgeAt === null ? null : event.prevPurgeAt.getTime(),
  });
}

export function isSameChain(a: ChainId, b: ChainId): boolean {
  return a.writerId === b.writerId && a.class === b.class;
}
