import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailKind } from '../../src/application/ports/mailer.js';
import type { StoreSettings } from './stores.ts';

export interface FiledMail {
  readonly kind: MailKind;
  readonly to: string;
  readonly source: string;
}

/** What lies in `DATA_DIR/mail`, oldest first. */
export function mailsOf({ variables }: Pick<StoreSettings, 'variables'>): FiledMail[] {
  const folder = join(variables.DATA_DIR, 'mail');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  return names.sort().map((name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    const kind = /Z-([a-z-]+)-[0-9a-f]{8}-/.exec(name)?.[1] as MailKind;
    return { kind, to: /^To: (.*)$/m.exec(source)?.[1] ?? '', source };
  });
}

/** Waits for so many mails of a kind to an address; returns the newest. */
export async function awaitMail(
  store: Pick<StoreSettings, 'variables'>,
  to: string,
  kind: MailKind,
  count = 1,
): Promise<FiledMail> {
  for (let tries = 0; tries < 500; tries += 1) {
    const mails = mailsOf(store).filter((mail) => mail.to === to && mail.kind === kind);
    const mail = mails[count - 1];
    if (mail !== undefined) return mail;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no mail ${kind} to ${to}`);
}

/** The token that stands in a mail on a line of its own. */
export function tokenIn({ source }: FiledMail): string {
  const token = /^[\w-]{43}$/m.exec(source)?.[0];
  if (token === undefined) throw new Error('the mail has no token');
  return token;
}
