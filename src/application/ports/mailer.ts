import type { SuspiciousEvent } from '../../domain/suspicion.js';

/** What each kind of mail is about. A new kind is a line here; the adapter that has no text for it doesn't compile. */
export interface MailData {
  /** `token` is the secret that the reader may use once, until `expiresAt`. */
  'password-reset': { readonly token: string; readonly expiresAt: Date };
  'email-verification': { readonly token: string; readonly expiresAt: Date };
  /** Someone tried to register an address that has an account; the token is one of a password reset. */
  'already-registered': { readonly token: string; readonly expiresAt: Date };
  /** A notice to the owner: by whom it was meant to be, and when. */
  'password-changed': { readonly by: 'change' | 'reset'; readonly at: Date };
  /** A notice to the owner of what looks wrong; the events are of one moment. */
  'suspicious-activity': { readonly events: readonly SuspiciousEvent[] };
}

export type MailKind = keyof MailData;

export interface MailMessage<K extends MailKind = MailKind> {
  readonly kind: K;
  /** A normalised e-mail address; the mail goes to it alone. */
  readonly to: string;
  readonly data: MailData[K];
}

/** Sends mails to account owners. No mail ever holds a password. */
export abstract class Mailer {
  /**
   * Takes the message and returns at once: it never waits, never throws, and a request can't fail for it. After a wait that
   * is random, delivery is tried a bounded number of times. A mail can be lost (a full queue, a mail server that stays away, a process that is
   * killed); what is dropped is logged and counted, so callers must offer a way to ask for it again.
   */
  abstract send<K extends MailKind>(message: MailMessage<K>): void;
}
