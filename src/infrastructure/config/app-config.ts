import type { Argon2Cost } from '../crypto/argon2-password-hasher.js';
import type { AccessTokenKey } from '../crypto/signing-keys.js';
import type { AuditRetention } from '../../application/audit/audit-retention.js';
import type { SessionPolicy } from '../../application/session-policy.js';
import type { SuspicionPolicy } from '../../application/suspicion/suspicion-policy.js';
import type { VerificationPolicy } from '../../application/verification-policy.js';
import type { MailPages } from '../mail/letter.js';

export interface MailSettings {
  /** The mail server; null for none. */
  readonly smtpUrl: string | null;
  /** Without a mail server, where mails are laid down; null in production, which then has no mail. */
  readonly folder: string | null;
  /** The `From` of every mail. */
  readonly from: string;
  readonly pages: MailPages;
}

/** Who is told of suspicious activity. */
export interface NoticeSettings {
  /** Whether the account's owner gets a mail. */
  readonly mailsUsers: boolean;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
}

/** So many requests of one client network in so long a window. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}

/** The settings, read once, checked and frozen. Durations in milliseconds unless the name says otherwise. */
export interface AppConfig {
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** Origin of the service as its clients see it. */
    readonly publicUrl: string;
    readonly allowedOrigins: readonly string[];
    /** What Fastify's `trustProxy` takes: number of hops, CIDRs, or false. */
    readonly trustProxy: number | string[] | false;
  };
  readonly cookies: {
    readonly secure: boolean;
    readonly sameSite: 'strict' | 'lax' | 'none';
    readonly hostPrefix: boolean;
  };
  readonly store:
    { readonly kind: 'sqlite'; readonly folder: string } | { readonly kind: 'mongodb'; readonly uri: string };
  readonly keys: {
    /** The first signs, all verify. */
    readonly app: readonly [string, ...string[]];
    /** The first seals, all verify. */
    readonly audit: readonly [string, ...string[]];
    readonly accessToken: { readonly algorithm: 'ES256' | 'HS256'; readonly keys: readonly AccessTokenKey[] };
  };
  readonly accessTokens: { readonly issuer: string; readonly audience: string; readonly lifetimeSeconds: number };
  readonly sessions: SessionPolicy;
  readonly auditRetention: AuditRetention;
  readonly argon2: Argon2Cost;
  readonly passwords: {
    /** The first is used, all verify; none for no pepper. */
    readonly peppers: readonly string[];
    /** A file of breached passwords; null for none. */
    readonly blocklistFile: string | null;
  };
  readonly mail: MailSettings;
  readonly verification: VerificationPolicy;
  readonly suspicion: SuspicionPolicy;
  readonly notices: NoticeSettings;
  readonly throttling: {
    readonly isOn: boolean;
    /** By group of routes. */
    readonly rates: Readonly<Record<'login' | 'register' | 'refresh' | 'recovery' | 'default', Rate>>;
  };
  readonly logLevel: string;
  /** Paths of the development keys that were made just now, because none were given. */
  readonly madeKeys: readonly string[];
}
