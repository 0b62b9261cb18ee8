import type { ActionPurpose, ActionRefusal } from './action-token.js';
import type { Permission, Role } from './role.js';
import type { RevokedReason } from './session.js';
import type { RefreshVerdict } from './refresh-verdict.js';

/** Retention class of an event. */
export type AuditClass = 'routine' | 'security' | 'admin';

/** Every event the service writes, in the past tense, with the shape of its details. No secret is ever among them. */
export interface AuditDetails {
  'user.registered': Record<string, never>;
  'login.succeeded': { passwordHashRenewed: boolean };
  /** `reason` is private: the client is told the same in every case. */
  'login.failed': {
    reason:
      'unknown-email' | 'wrong-password' | 'pepper-missing' | 'user-inactive' | 'email-not-verified' | 'superseded';
  };
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
  /** `revokedSessions` is null if the store failed before they could be counted; they have ended all the same. */
  'user.sessions_revoked': { reason: RevokedReason; revokedSessions: number | null };
  'password.changed': Record<string, never>;
  'password.change_refused': { reason: 'wrong-password' | 'pepper-missing' };
  'admin.user_created': { role: Role };
  'admin.role_changed': { from: Role; to: Role };
  'admin.activity_changed': { isActive: boolean };
  /** A read: `target` is the id of the account or session that was asked for, null for a list. */
  'admin.data_viewed': { permission: Permission; target: string | null };
  'admin.action_refused': { permission: Permission; reason: 'forbidden' | 'last-admin'; target: string | null };
  'user.registration_refused': { reason: 'email-taken' };
  /** `result` is private: the client is told the same in every case. */
  'password.reset_requested': { result: 'mailed' | 'limited' | 'unknown-email' | 'user-inactive' };
  'password.reset': Record<string, never>;
  'email.verification_requested': { result: 'mailed' | 'limited' };
  'email.verified': { by: 'verification' | 'password-reset' };
  'action_token.refused': { purpose: ActionPurpose; reason: ActionRefusal };
  'suspicious.new_device': { device: string };
  'suspicious.new_network': { network: string };
  'suspicious.session_moved': {
    changed: 'device' | 'network' | 'device and network';
    device: string;
    network: string | null;
  };
  /** So many accounts that failed from one network. */
  'suspicious.credential_stuffing': { network: string; accounts: number };
  /** So many networks from which one account failed. */
  'suspicious.distributed_guessing': { networks: number };
  'suspicious.token_reused': { scope: 'user' | 'session' };
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
  'password.changed': { class: 'security', outcome: 'success' },
  'password.change_refused': { class: 'security', outcome: 'failure' },
  'admin.user_created': { class: 'admin', outcome: 'success' },
  'admin.role_changed': { class: 'admin', outcome: 'success' },
  'admin.activity_changed': { class: 'admin', outcome: 'success' },
  'admin.data_viewed': { class: 'admin', outcome: 'success' },
  'admin.action_refused': { class: 'admin', outcome: 'failure' },
  'user.registration_refused': { class: 'security', outcome: 'failure' },
  'password.reset_requested': { class: 'security', outcome: 'success' },
  'password.reset': { class: 'security', outcome: 'success' },
  'email.verification_requested': { class: 'security', outcome: 'success' },
  'email.verified': { class: 'security', outcome: 'success' },
  'action_token.refused': { class: 'security', outcome: 'failure' },
  'suspicious.new_device': { class: 'security', outcome: 'failure' },
  'suspicious.new_network': { class: 'security', outcome: 'failure' },
  'suspicious.session_moved': { class: 'security', outcome: 'failure' },
  'suspicious.credential_stuffing': { class: 'security', outcome: 'failure' },
  'suspicious.distributed_guessing': { class: 'security', outcome: 'failure' },
  'suspicious.token_reused': { class: 'security', outcome: 'failure' },
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
