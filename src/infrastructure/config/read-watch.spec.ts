import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfig } from './read-config.js';

const KEYS = {
  APP_KEYS: 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra',
  AUDIT_KEYS: 'Zk8Tn3QpXw5VhGs2RcLy7MdJb4FaEu9H',
  JWT_SECRET: 'b7HnQ2sXv9KzMw4LtRc1YpGd6JfEa3Ux',
};
const WEBHOOK = { WEBHOOK_URL: 'http://hooks.example.com/ratchet', WEBHOOK_SECRET: 'h4TzL8vNq1WcXs6KbRm3YdPf9GjUe2Aa' };

function mistakesOf(variables: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig({ ...KEYS, ...variables });
    return [];
  } catch (fault) {
    if (fault instanceof ConfigurationError) return fault.mistakes;
    throw fault;
  }
}

describe('the settings of suspicious activity', () => {
  it('have defaults', () => {
    const { suspicion, notices } = readConfig(KEYS);
    const times = { windowMs: 15 * 60_000, quietMs: 60 * 60_000 };
    expect(suspicion.stuffing).toEqual({ limit: 20, ...times });
    expect(suspicion.guessing).toEqual({ limit: 10, ...times });
    expect(suspicion.rememberedSessions).toBe(50);
    expect(notices).toEqual({ mailsUsers: true, webhook: null });
  });

  it('are read', () => {
    const { suspicion, notices } = readConfig({
      ...KEYS,
      ...WEBHOOK,
      STUFFING_ACCOUNTS: '5',
      GUESSING_NETWORKS: '4',
      SUSPICION_WINDOW: '1m',
      SUSPICION_QUIET: '2h',
      SUSPICION_MEMORY: '7',
      SECURITY_MAILS: 'false',
    });
    expect(suspicion.stuffing).toEqual({ limit: 5, windowMs: 60_000, quietMs: 7_200_000 });
    expect(suspicion.guessing.limit).toBe(4);
    expect(suspicion.rememberedSessions).toBe(7);
    expect(notices).toEqual({
      mailsUsers: false,
      webhook: { url: WEBHOOK.WEBHOOK_URL, secret: WEBHOOK.WEBHOOK_SECRET },
    });
  });

  it.each([
    ['STUFFING_ACCOUNTS', '1'],
    ['STUFFING_ACCOUNTS', '1001'],
    ['GUESSING_NETWORKS', 'many'],
    ['SUSPICION_WINDOW', '59s'],
    ['SUSPICION_WINDOW', '25h'],
    ['SUSPICION_QUIET', '8d'],
    ['SUSPICION_MEMORY', '0'],
    ['SUSPICION_MEMORY', '201'],
    ['SECURITY_MAILS', 'off'],
    ['WEBHOOK_URL', 'hooks.example.com'],
    ['WEBHOOK_URL', 'ftp://hooks.example.com'],
    ['WEBHOOK_URL', 'https://me:secret@hooks.example.com'],
    ['WEBHOOK_SECRET', 'short'],
  ])('%s=%s is refused, by its name', (name, value) => {
    const mistakes = mistakesOf({ ...WEBHOOK, [name]: value });
    expect(mistakes).toEqual([expect.stringMatching(new RegExp(`^${name} \\S`))]);
  });

  it('need a secret for the webhook, and https in production', () => {
    expect(mistakesOf({ WEBHOOK_URL: WEBHOOK.WEBHOOK_URL })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRET is missing/),
    ]);
    const production = mistakesOf({ ...WEBHOOK, NODE_ENV: 'production' });
    expect(production).toContainEqual(expect.stringMatching(/^WEBHOOK_URL must be https/));
    const secure = mistakesOf({ ...WEBHOOK, NODE_ENV: 'production', WEBHOOK_URL: 'https://hooks.example.com/' });
    expect(secure.join()).not.toContain('WEBHOOK_URL');
  });
});
