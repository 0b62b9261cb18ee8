import { SuspicionPolicy } from '../../application/suspicion/suspicion-policy.js';
import type { NoticeSettings } from './app-config.js';
import { parseDuration } from './duration.js';
import type { Environment } from './environment.js';

export function suspicionPolicyOf(env: Environment): SuspicionPolicy {
  return new SuspicionPolicy({
    stuffingAccounts: env.STUFFING_ACCOUNTS,
    guessingNetworks: env.GUESSING_NETWORKS,
    windowMs: parseDuration(env.SUSPICION_WINDOW),
    quietMs: parseDuration(env.SUSPICION_QUIET),
    rememberedSessions: env.SUSPICION_MEMORY,
  });
}

export function noticeSettingsOf({ WEBHOOK_URL, WEBHOOK_SECRET, SECURITY_MAILS }: Environment): NoticeSettings {
  const hasWebhook = WEBHOOK_URL !== undefined && WEBHOOK_SECRET !== undefined;
  return { mailsUsers: SECURITY_MAILS, webhook: hasWebhook ? { url: WEBHOOK_URL, secret: WEBHOOK_SECRET } : null };
}

export function watchMistakes({ NODE_ENV, WEBHOOK_URL, WEBHOOK_SECRET }: Environment): string[] {
  const mistakes: string[] = [];
  if (WEBHOOK_URL !== undefined && WEBHOOK_SECRET === undefined) {
    mistakes.push('WEBHOOK_SECRET is missing: with WEBHOOK_URL, the key that signs (openssl rand -base64 32)');
  }
  if (NODE_ENV === 'production' && WEBHOOK_URL?.startsWith('http:')) {
    mistakes.push('WEBHOOK_URL must be https in production: the notices name accounts and addresses');
  }
  return mistakes;
}
