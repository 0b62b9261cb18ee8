import { join } from 'node:path';
import type { MailSettings } from './app-config.js';
import type { Environment } from './environment.js';

export function mailSettingsOf(env: Environment, publicUrl: string, dataDir: string): MailSettings {
  return {
    smtpUrl: env.SMTP_URL ?? null,
    folder: env.NODE_ENV === 'production' ? null : join(dataDir, 'mail'),
    from: env.MAIL_FROM ?? 'Ratchet <ratchet@localhost>',
    pages: {
      service: publicUrl,
      reset: env.RESET_URL ?? `${publicUrl}/console/reset#token={token}`,
      verify: env.VERIFY_URL ?? `${publicUrl}/console/verify#token={token}`,
    },
  };
}

export function mailMistakes(env: Environment): string[] {
  const mistakes: string[] = [];
  if (env.SMTP_URL !== undefined && env.MAIL_FROM === undefined) {
    mistakes.push('MAIL_FROM is missing: with SMTP_URL, the address that mails come from, as no-reply@example.com');
  }
  if (env.NODE_ENV === 'production' && env.EMAIL_VERIFICATION !== 'off' && env.SMTP_URL === undefined) {
    mistakes.push(`SMTP_URL is missing: EMAIL_VERIFICATION=${env.EMAIL_VERIFICATION} needs it in production`);
  }
  return mistakes;
}
