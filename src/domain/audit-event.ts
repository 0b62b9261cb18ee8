import type { RevokedReason } from './session.js';
import type { RefreshVerdict } from './refresh-verdict.js';
import type { LimitKind } from './lockout.js';

/** Retention class of an event. */
export type AuditClass = 'routine' | 'security' | 'admin';

/** Every event the service writes, in the past tense, with the shape of its details. No secret is ever among them. */
export interface AuditDetails {
  'user.registered': Record<string, never>;
  'login.succeeded': { passwordHashRenewed: boolean };
  /** `reason` is private: the client is told the same in every case. */
  'login.failed': { reason: 'unknown-email' | 'wrong-password' | 'user-inactive' | 'superseded' };
  'session.refreshed': { generation: number };
  'session.refresh_retried': { generation: number; by: 'idempotency-key' | 'leeway' };
  'session.refresh_refused': {
    verdict: Exclude<RefreshVerdict['kind'], 'current' | 'retry' | 'reused' | 'store-rollback'>;
    presentedGeneration: number;
    reason?: RevokedReason;
    spent?: boolean;
  };
  'session.reuse_detected': { presentedGeneration: number; generation: number; scope: 'user' | 'session' };
  'session.store_went_back': { presentedGeneration: number; generation: number };
  'session.revoked': { reason: RevokedReason };
  'session.evicted': Record<string, never>;
  'user.sessions_revoked': { reason: RevokedReason; revokedSessions: number };
  /** A guess that was not looked at; `seconds` until the next one may be. */
  'login.locked': { limit: LimitKind; seconds: number };
}

export type AuditType = keyof AuditDetails;

interface CatalogueEntry {
  readonly class: AuditClass;
  readonly outcome: 'success' | 'failure';
}

/** For each type: how long it is kept, and whether what it tells of went well. */
export const AUDIT_CATALOGUE: Readonly<Record<AuditType, CatalogueEntry>> = {
  'user.registered': { class: 'security', outcome: 'success' },
  'login.succeeded': { class: 'security', outcome: 'success' },
  'login.failed': { class: 'security', outcome: 'failure' },
  'session.refreshed': { class: 'routine', outcome: 'success' },
  'session.refresh_retried': { class: 'routine', outcome: 'success' },
  'session.refresh_refused': { class: 'security', outcome: 'failure' },
  'session.reuse_detected': { class: 'security', outcome: 'failure' },
  'session.store_went_back': { class: 'security', outcome: 'failure' },
  'session.revoked': { class: 'security', outcome: 'success' },
  'session.evicted': { class: 'security', outcome: 'success' },
  'user.sessions_revoked': { class: 'security', outcome: 'success' },
  'login.locked': { class: 'security', outcome: 'failure' },
};

/** What a use case knows of an event; the trail adds the id, the time, the class, the outcome and the client. */
export type AuditFact = {
  [T in AuditType]: {
    readonly type: T;
    readonly details: AuditDetails[T];
    /** Who did it; null for the service itself and for callers who proved nothing. */
    readonly actorId: string | null;
    readonly userId: string | null;
    readonly sessionId: string | null;
  };
}[AuditType];

/** One entry of the trail: who, whom, which session, from where, with what outcome and why. */
export type AuditEvent = AuditFact &
  CatalogueEntry & {
    /** UUIDv7, so that ids sort by time. */
    readonly id: string;
    readonly occurredAt: Date;
    readonly ipAddress: string | null;
    readonly userAgent: string | null;
    readonly requestId: string | null;
  };
