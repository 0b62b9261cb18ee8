import type { MailData, MailKind, MailMessage } from '../../application/ports/mailer.js';
import type { AuditDetails } from '../../domain/audit-event.js';
import type { SuspiciousEvent, SuspiciousType } from '../../domain/suspicion.js';

/** A mail as it is delivered: plain text, ASCII, of lines far below the 998 characters of RFC 5322 §2.1.1. */
export interface Letter {
  readonly kind: MailKind;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Where mails lead. `{token}` stands for the token; in a page's fragment it reaches no server, log or `Referer`. */
export interface MailPages {
  readonly service: string;
  readonly reset: string;
  readonly verify: string;
}

type Text<K extends MailKind> = (
  data: MailData[K],
  pages: MailPages,
) => { readonly subject: string; readonly paragraphs: readonly string[] };

const TEXTS: { readonly [K in MailKind]: Text<K> } = {
  'password-reset': ({ token, expiresAt }, { reset }) => ({
    subject: 'Choose a new password',
    paragraphs: [
      'Someone asked for a new password for the account with this address.\nIf it was you, open this page:',
      linkTo(reset, token),
      'or give the application this token:',
      token,
      `It works once, until ${timeOf(expiresAt)}. A later mail makes it void.`,
      'If it was not you, ignore this mail: your password stays as it is.',
    ],
  }),
  'email-verification': ({ token, expiresAt }, { verify }) => ({
    subject: 'Confirm your e-mail address',
    paragraphs: [
      'An account was opened with this address. If it is yours, open this page\nto confirm it:',
      linkTo(verify, token),
      'or give the application this token:',
      token,
      `It works once, until ${timeOf(expiresAt)}. A later mail makes it void.`,
      'If you did not open an account, ignore this mail and confirm nothing.',
    ],
  }),
  'already-registered': ({ token, expiresAt }, { service, reset }) => ({
    subject: 'You have an account already',
    paragraphs: [
      `Someone tried to open an account with this address at\n${service}\nbut there is one already.`,
      'If it was you, sign in. If you have forgotten the password, or never confirmed\nthis address, open this page to choose a new password:',
      linkTo(reset, token),
      'or give the application this token:',
      token,
      `It works once, until ${timeOf(expiresAt)}. A later mail makes it void.`,
      'If it was not you, ignore this mail. Nothing was changed.',
    ],
  }),
  'password-changed': ({ by, at }, { service }) => ({
    subject: 'Your password was changed',
    paragraphs: [
      `The password of your account at\n${service}\nwas changed on ${timeOf(at)}.`,
      HOW[by],
      'If it was you, there is nothing to do.',
      'If it was not you, ask for a new password there at once, and see whether\nsomeone else can read your mail.',
    ],
  }),
  'suspicious-activity': ({ events }, { service }) => ({
    subject: 'Something unusual happened to your account',
    paragraphs: [
      `This happened to your account at\n${service}`,
      ...events.map((event) => `- ${signOf(event)}\n  ${timeOf(event.occurredAt)}${whereFrom(event)}`),
      'If it was you, there is nothing to do.',
      'If it was not you, change your password there: that signs out all other\ndevices.',
    ],
  }),
};

const MOVES = {
  device: (device: string) => `on another kind of device\n  (${device})`,
  network: () => 'in a network that is new for you',
  'device and network': (device: string) =>
    `on another kind of device\n  (${device}),\n  in a network that is new for you`,
} as const;

/** What a device calls itself is its text, not ours: nothing in it may look like a link or a line of the mail. */
function plain(device: string): string {
  return /^[\w /-]{1,60}$/.test(device) ? device : 'unknown';
}

const SIGNS: { readonly [T in SuspiciousType]: (details: AuditDetails[T]) => string } = {
  'suspicious.new_device': ({ device }) => `Someone signed in on a new device\n  (${plain(device)}).`,
  'suspicious.new_network': () => 'Someone signed in from a network that is new for you.',
  'suspicious.session_moved': ({ changed, device }) => `A sign-in of yours turned up ${MOVES[changed](plain(device))}.`,
  'suspicious.credential_stuffing': () => 'Someone tried the passwords of many accounts.',
  'suspicious.distributed_guessing': () => 'Someone tries to guess your password from many networks.',
  'suspicious.token_reused': () =>
    'A sign-in of yours was used twice, so it may have been copied. We signed it out:\n  sign in again.',
};

function signOf<T extends SuspiciousType>({ type, details }: { type: T; details: AuditDetails[T] }): string {
  const sign: (details: AuditDetails[T]) => string = SIGNS[type];
  return sign(details);
}

function whereFrom({ ipAddress }: SuspiciousEvent): string {
  return ipAddress === null ? '' : `, from ${ipAddress}`;
}

const HOW = {
  change: 'Whoever did it knew the old one. All other devices were signed out.',
  reset: 'Whoever did it had a token from a mail to this address. All devices were\nsigned out.',
} as const;

export function letterOf<K extends MailKind>({ kind, to, data }: MailMessage<K>, pages: MailPages): Letter {
  const write: Text<K> = TEXTS[kind];
  const { subject, paragraphs } = write(data, pages);
  return { kind, to, subject, text: `${paragraphs.join('\n\n')}\n` };
}

function linkTo(page: string, token: string): string {
  return page.replace('{token}', token);
}

function timeOf(instant: Date): string {
  const [day = '', time = ''] = instant.toISOString().split('T');
  return `${day} ${time.slice(0, 5)} UTC`;
}
