import type { Schemas } from '../api/api.ts';
import { networkOf } from './networks.ts';
import { reasonText } from './reasons.ts';

export type AuditEvent = Schemas['AuditEventView'];
export type AuditType = AuditEvent['type'];

type Details = Readonly<Record<string, unknown>>;

export interface Told {
  readonly title: string;
  /** What follows it: why, how many. */
  readonly note: string | null;
}

type Sentence = string | readonly [title: string, note: (details: Details) => string | null];

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'unknown';
const reason = ({ reason: why }: Details) => (typeof why === 'string' ? (LOGIN_REASONS[why] ?? reasonText(why)) : null);

const LOGIN_REASONS: Readonly<Record<string, string>> = {
  'unknown-email': 'there is no such account',
  'wrong-password': 'wrong password',
  'pepper-missing': 'the service lacks the pepper of this password',
  'user-inactive': 'the account is closed',
  'email-not-verified': 'the e-mail address is not confirmed',
  superseded: 'the account changed at the same moment',
  forbidden: 'the role doesn’t allow it',
  'last-admin': 'it is the last administrator',
};

const VERDICTS: Readonly<Record<string, string>> = {
  unknown: 'no such session',
  forged: 'forged: made with the service’s key, but not for this session',
  ended: 'the session had ended',
  expired: 'the session had expired',
  'key-reused': 'the idempotency key had been used before',
};

/** One line for each type of event; a type that is missing here doesn't compile. */
const SENTENCES: Readonly<Record<AuditType, Sentence>> = {
  'user.registered': 'Account opened',
  'login.succeeded': 'Signed in',
  'login.failed': ['Sign-in failed', reason],
  'session.refreshed': ['Session refreshed', ({ generation }) => `refresh ${text(generation)}`],
  'session.refresh_retried': [
    'Refresh repeated after a lost answer',
    ({ generation }) => `refresh ${text(generation)}`,
  ],
  'session.refresh_refused': ['Refresh refused', ({ verdict }) => VERDICTS[text(verdict)] ?? text(verdict)],
  'session.reuse_detected': [
    'Used-up token presented',
    ({ presentedGeneration, generation, scope }) =>
      `token ${text(presentedGeneration)} when ${text(generation)} was current; ${scope === 'user' ? 'all sessions ended' : 'this session ended'}`,
  ],
  'session.store_went_back': [
    'Token newer than the data',
    ({ presentedGeneration, generation }) => `token ${text(presentedGeneration)}, the data has ${text(generation)}`,
  ],
  'session.revoked': ['Session ended', reason],
  'session.evicted': ['Session ended', () => 'too many devices; it was unused longest'],
  'user.sessions_revoked': [
    'All sessions ended',
    (details) =>
      [reason(details), counted(details['revokedSessions'])].filter((part) => part !== null).join('; ') || null,
  ],
  'password.changed': 'Password changed',
  'password.change_refused': ['Password change refused', reason],
  'admin.user_created': ['Account made at the command line', ({ role }) => `role ${text(role)}`],
  'admin.role_changed': ['Role changed', ({ from, to }) => `${text(from)} → ${text(to)}`],
  'admin.activity_changed': [
    'Account closed or opened',
    ({ isActive }) => (isActive === true ? 'opened again' : 'closed'),
  ],
  'admin.data_viewed': [
    'Data viewed',
    ({ permission, target }) => `${text(permission)}${target === null ? ', a list' : ''}`,
  ],
  'admin.action_refused': [
    'Action refused',
    (details) => `${text(details['permission'])}: ${reason(details) ?? 'refused'}`,
  ],
  'audit.chain_started': 'Audit chain started',
  'audit.checkpoint': 'Audit checkpoint',
  'user.registration_refused': ['Registration refused', () => 'the address has an account'],
  'password.reset_requested': ['Password reset asked for', ({ result }) => RESULTS[text(result)] ?? text(result)],
  'password.reset': 'Password reset by mail',
  'email.verification_requested': [
    'Mail to confirm the address',
    ({ result }) => RESULTS[text(result)] ?? text(result),
  ],
  'email.verified': [
    'E-mail address confirmed',
    ({ by }) => (by === 'password-reset' ? 'by the reset of the password' : 'by the mailed link'),
  ],
  'action_token.refused': ['Mailed link refused', ({ purpose, reason: why }) => `${text(purpose)}: ${text(why)}`],
  'suspicious.new_device': 'Signed in from a new device',
  'suspicious.new_network': 'Signed in from a new network',
  'suspicious.session_moved': ['Session turned up elsewhere', ({ changed }) => `another ${text(changed)}`],
  'suspicious.credential_stuffing': [
    'Many accounts tried from one network',
    ({ network, accounts }) => `${text(accounts)} accounts from ${text(network)}`,
  ],
  'suspicious.distributed_guessing': [
    'One account tried from many networks',
    ({ networks }) => `${text(networks)} networks`,
  ],
  'suspicious.token_reused': [
    'Stolen token suspected',
    ({ scope }) => (scope === 'user' ? 'all sessions were ended' : 'the session was ended'),
  ],
  'login.locked': ['Sign-in locked', ({ seconds }) => `for ${text(seconds)} more seconds`],
  'admin.user_unlocked': 'Account unlocked',
};

const RESULTS: Readonly<Record<string, string>> = {
  mailed: 'mailed',
  limited: 'too many mails already',
  'unknown-email': 'there is no such account',
  'user-inactive': 'the account is closed',
};

function counted(sessions: unknown): string | null {
  return typeof sessions === 'number' ? `${String(sessions)} ended` : null;
}

export const AUDIT_TYPES = Object.keys(SENTENCES) as AuditType[];

export function titleOf(type: AuditType): string {
  const sentence = SENTENCES[type] as Sentence | undefined;
  return sentence === undefined ? type : typeof sentence === 'string' ? sentence : sentence[0];
}

/** An event in words. Types of modules the console doesn't know keep their names. */
export function tell({ type, details }: Pick<AuditEvent, 'type' | 'details'>): Told {
  const sentence = SENTENCES[type] as Sentence | undefined;
  if (sentence === undefined || typeof sentence === 'string') return { title: titleOf(type), note: null };
  return { title: sentence[0], note: sentence[1](details) };
}

/** "Firefox on Linux, 203.0.113.0/24". */
export function whereFrom({ userAgent, ipAddress }: Pick<AuditEvent, 'userAgent' | 'ipAddress'>): string | null {
  const parts = [browserOf(userAgent), ipAddress === null ? null : networkOf(ipAddress)];
  return parts.filter((part) => part !== null).join(', ') || null;
}

const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;

const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

/** The service reads user agents of sessions properly; those of events come as they were sent. */
function browserOf(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const known = [browser, system].filter((part) => part !== undefined);
  return known.length > 0 ? known.join(' on ') : (userAgent.split(/[/ ]/)[0] ?? null);
}
