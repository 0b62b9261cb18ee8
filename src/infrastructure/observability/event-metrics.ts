import { Counter, Histogram, type Registry } from 'prom-client';
import { EventObserver } from '../../application/ports/event-observer.js';
import { AUDIT_CATALOGUE, type AuditDetails, type AuditEvent } from '../../domain/audit-event.js';
import type { RefreshVerdict } from '../../domain/refresh-verdict.js';
import { isSuspicious, ruleOf, SUSPICIOUS_RULES } from '../../domain/suspicion.js';
import type { RevokedReason } from '../../domain/session.js';

type LoginOutcome = 'succeeded' | 'locked' | AuditDetails['login.failed']['reason'];
type RefreshOutcome = 'refreshed' | 'retried' | Exclude<RefreshVerdict['kind'], 'current' | 'retry'>;

/** Every value of each label: a series that starts at 0 shows its first increase, which may be the alarm. */
const LOGIN_OUTCOMES: Readonly<Record<LoginOutcome, true>> = {
  succeeded: true,
  locked: true,
  'unknown-email': true,
  'wrong-password': true,
  'pepper-missing': true,
  'user-inactive': true,
  'email-not-verified': true,
  superseded: true,
};
const REFRESH_OUTCOMES: Readonly<Record<RefreshOutcome, true>> = {
  refreshed: true,
  retried: true,
  unknown: true,
  forged: true,
  ended: true,
  'store-rollback': true,
  expired: true,
  'key-reused': true,
  reused: true,
};
const REVOKED_REASONS: Readonly<Record<RevokedReason, true>> = {
  logout: true,
  'logout-all': true,
  replaced: true,
  evicted: true,
  'reuse-detected': true,
  'store-rollback': true,
  'user-inactive': true,
  abandoned: true,
  'ended-by-owner': true,
  'ended-by-admin': true,
  'password-changed': true,
  'password-reset': true,
  'role-changed': true,
};

/** Counts what the audit trail tells. No id, address or e-mail is ever a label. */
export class EventMetrics extends EventObserver {
  private readonly events: Counter<'type'>;
  private readonly logins: Counter<'outcome'>;
  private readonly refreshes: Counter<'outcome'>;
  private readonly revoked: Counter<'reason'>;
  private readonly suspicions: Counter<'rule'>;
  private readonly appends: Histogram;

  constructor(registry: Registry) {
    super();
    const counter = <L extends string>(name: string, help: string, label: L, values: object): Counter<L> => {
      const made = new Counter({ name, help, labelNames: [label], registers: [registry] });
      for (const value of Object.keys(values)) made.inc({ [label]: value } as Record<L, string>, 0);
      return made;
    };
    this.events = counter('ratchet_audit_events_total', 'Events stored in the audit trail.', 'type', AUDIT_CATALOGUE);
    this.logins = counter(
      'ratchet_logins_total',
      'Logins, by how they ended; a lock that is met again counts once a minute.',
      'outcome',
      LOGIN_OUTCOMES,
    );
    this.refreshes = counter(
      'ratchet_refreshes_total',
      'Refreshes with a genuine token, by verdict; a refusal that repeats counts once a minute.',
      'outcome',
      REFRESH_OUTCOMES,
    );
    this.revoked = counter('ratchet_sessions_revoked_total', 'Sessions ended, by reason.', 'reason', REVOKED_REASONS);
    this.suspicions = counter(
      'ratchet_suspicions_total',
      'Suspicious activity, by the rule that noticed it.',
      'rule',
      Object.fromEntries(SUSPICIOUS_RULES.map((rule) => [rule, true])),
    );
    this.appends = new Histogram({
      name: 'ratchet_audit_append_duration_seconds',
      help: 'Time from an event to its being durable, queueing included.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
  }

  stored(events: readonly AuditEvent[], storedAt: Date): void {
    for (const event of events) {
      this.appends.observe((storedAt.getTime() - event.occurredAt.getTime()) / 1000);
      this.events.inc({ type: event.type });
      this.count(event);
      if (isSuspicious(event)) this.suspicions.inc({ rule: ruleOf(event) });
    }
  }

  private count(event: AuditEvent): void {
    switch (event.type) {
      case 'login.succeeded':
        this.logins.inc({ outcome: 'succeeded' });
        break;
      case 'login.failed':
        this.logins.inc({ outcome: event.details.reason });
        break;
      case 'login.locked':
        this.logins.inc({ outcome: 'locked' });
        break;
      case 'session.refreshed':
        this.refreshes.inc({ outcome: 'refreshed' });
        break;
      case 'session.refresh_retried':
        this.refreshes.inc({ outcome: 'retried' });
        break;
      case 'session.refresh_refused':
        this.refreshes.inc({ outcome: event.details.verdict });
        break;
      case 'session.reuse_detected':
        this.refreshes.inc({ outcome: 'reused' });
        break;
      case 'session.store_went_back':
        this.refreshes.inc({ outcome: 'store-rollback' });
        break;
      case 'session.revoked':
        this.revoked.inc({ reason: event.details.reason });
        break;
      case 'session.evicted':
        this.revoked.inc({ reason: 'evicted' });
        break;
      case 'user.sessions_revoked':
        this.revoked.inc({ reason: event.details.reason }, event.details.revokedSessions ?? 0);
        break;
      default:
    }
  }
}
