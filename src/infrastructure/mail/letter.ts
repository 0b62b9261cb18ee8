import type { MailData, MailKind, MailMessage } from '../../application/ports/mailer.js';

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
  'already-registered': (_, { service }) => ({
    subject: 'You have an account already',
    paragraphs: [
      `Someone tried to open an account with this address at\n${service}\nbut there is one already.`,
      'If it was you, sign in. If you have forgotten the password, or never confirmed\nthis address, ask for a new password there: choosing it confirms the address.',
      'If it was not you, there is nothing to do. Nothing was changed.',
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
};

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
