import type { ActionPurpose, ActionRefusal } from './action-token.js';
import type { ClientContext } from './client-context.js';
import type { OwaspEvent } from './owasp-vocabulary.js';
import type { Permission, Role } from './role.js';
import type { RevokedReason } from './session.js';
import type { RefreshVerdict } from './refresh-verdict.js';
import type { LimitKind } from './lockout.js';

export const AUDIT_CLASSES = ['admin', 'routine', 'security'] as const;

/** Retention class of an event: how long it is kept, and in which of its writer's chains it stands. */
export type AuditClass = (typeof AUDIT_CLASSES)[number];

/** The last event of a chain, as details and log lines name it; `purgeAt` is an ISO time. */
export interface ChainHead {
  readonly class: AuditClass;
  readonly seq: number;
  readonly hash: string;
  readonly purgeAt: string;
}

/** How far the chains of one writer had come. */
export interface WriterHeads {
  readonly writerId: string;
  readonly heads: readonly ChainHead[];
}

/** A module of one's own merges its types, with their details, into this; `addAuditTypes` tells the rest of them. */
export interface ModuleAuditDetails {}

/**
 * Every event the service writes, in the past tense, with the shape of its details: JSON values, and no secret is ever
 * among them. A new type is a line here and one in `AUDIT_CATALOGUE`; a spec then asks for its section in
 * docs/audit-events.md.
 */
export interface AuditDetails extends ModuleAuditDetails {
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
  /** `unconfirmed` is how many events of the writer that went before may or may not have been stored. */
  'audit.chain_started': { follows: WriterHeads | null; unconfirmed: number };
  'audit.checkpoint': WriterHeads;
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
  /** A guess that was not looked at; `seconds` until the next one may be. */
  'login.locked': { limit: LimitKind; seconds: number };
  'admin.user_unlocked': Record<string, never>;
}

export type AuditType = keyof AuditDetails;

interface CatalogueEntry {
  readonly class: AuditClass;
  readonly outcome: 'success' | 'failure';
  readonly owasp: OwaspEvent;
}

/** For each type: how long it is kept, whether what it tells of went well, and its name in OWASP's vocabulary. */
export const AUDIT_CATALOGUE = {
  'user.registered': { class: 'security', outcome: 'success', owasp: 'user_created' },
  'login.succeeded': { class: 'security', outcome: 'success', owasp: 'authn_login_success' },
  'login.failed': { class: 'security', outcome: 'failure', owasp: 'authn_login_fail' },
  'session.refreshed': { class: 'routine', outcome: 'success', owasp: 'session_renewed' },
  'session.refresh_retried': { class: 'routine', outcome: 'success', owasp: 'session_renewed' },
  'session.refresh_refused': { class: 'security', outcome: 'failure', owasp: 'session_use_after_expire' },
  'session.reuse_detected': { class: 'security', outcome: 'failure', owasp: 'authn_token_reuse' },
  'session.store_went_back': { class: 'security', outcome: 'failure', owasp: 'sequence_fail' },
  'session.revoked': { class: 'security', outcome: 'success', owasp: 'session_expired' },
  'session.evicted': { class: 'security', outcome: 'success', owasp: 'excess_sessions_exceeded' },
  'user.sessions_revoked': { class: 'security', outcome: 'success', owasp: 'authn_token_revoked' },
  'password.changed': { class: 'security', outcome: 'success', owasp: 'authn_password_change' },
  'password.change_refused': { class: 'security', outcome: 'failure', owasp: 'authn_password_change_fail' },
  'admin.user_created': { class: 'admin', outcome: 'success', owasp: 'user_created' },
  'admin.role_changed': { class: 'admin', outcome: 'success', owasp: 'authz_change' },
  'admin.activity_changed': { class: 'admin', outcome: 'success', owasp: 'user_updated' },
  'admin.data_viewed': { class: 'admin', outcome: 'success', owasp: 'sensitive_read' },
  'admin.action_refused': { class: 'admin', outcome: 'failure', owasp: 'authz_fail' },
  'audit.chain_started': { class: 'admin', outcome: 'success', owasp: 'sys_monitor_enabled' },
  'audit.checkpoint': { class: 'admin', outcome: 'success', owasp: 'sys_monitor_enabled' },
  'user.registration_refused': { class: 'security', outcome: 'failure', owasp: 'input_validation_fail' },
  'password.reset_requested': { class: 'security', outcome: 'success', owasp: 'authn_token_created' },
  'password.reset': { class: 'security', outcome: 'success', owasp: 'authn_password_change' },
  'email.verification_requested': { class: 'security', outcome: 'success', owasp: 'authn_token_created' },
  'email.verified': { class: 'security', outcome: 'success', owasp: 'user_updated' },
  'action_token.refused': { class: 'security', outcome: 'failure', owasp: 'authn_password_change_fail' },
  'suspicious.new_device': { class: 'security', outcome: 'success', owasp: 'authn_login_success' },
  'suspicious.new_network': { class: 'security', outcome: 'success', owasp: 'authn_impossible_travel' },
  'suspicious.session_moved': { class: 'security', outcome: 'success', owasp: 'authn_impossible_travel' },
  'suspicious.credential_stuffing': { class: 'security', outcome: 'failure', owasp: 'malicious_attack_tool' },
  'suspicious.distributed_guessing': { class: 'security', outcome: 'failure', owasp: 'authn_login_fail_max' },
  'suspicious.token_reused': { class: 'security', outcome: 'failure', owasp: 'authn_token_reuse' },
  'login.locked': { class: 'security', outcome: 'failure', owasp: 'authn_login_lock' },
  'admin.user_unlocked': { class: 'admin', outcome: 'success', owasp: 'user_updated' },
} satisfies Record<Exclude<AuditType, keyof ModuleAuditDetails>, CatalogueEntry> as Readonly<
  Record<AuditType, CatalogueEntry>
>;

const types = Object.keys(AUDIT_CATALOGUE) as AuditType[];

/** Every type; those of modules join when they are loaded. */
export const AUDIT_TYPES: readonly AuditType[] = types;

/** To be called by each module of one's own for all its types, when its file of events is loaded. */
export function addAuditTypes<T extends keyof ModuleAuditDetails>(entries: Readonly<Record<T, CatalogueEntry>>): void {
  Object.assign(AUDIT_CATALOGUE, entries);
  types.push(...(Object.keys(entries) as T[]));
}

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
  Pick<CatalogueEntry, 'class' | 'outcome'> &
  ClientContext & {
    /** UUIDv7, so that ids sort by time. */
    readonly id: string;
    readonly occurredAt: Date;
  };

/** `id` and `occurredAt` must be drawn together: reading by time relies on it. */
export function eventOf(fact: AuditFact, client: ClientContext, id: string, occurredAt: Date): AuditEvent {
  const { class: retention, outcome } = AUDIT_CATALOGUE[fact.type];
  const { ipAddress, userAgent, requestId } = client;
  return { ...fact, class: retention, outcome, ipAddress, userAgent, requestId, id, occurredAt };
}
