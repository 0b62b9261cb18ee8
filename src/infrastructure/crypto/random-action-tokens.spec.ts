import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RandomActionTokens } from './random-action-tokens.js';

const tokens = new RandomActionTokens();
const TOKEN = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

describe('make', () => {
  it('gives 256 bits in base64url, others each time, and the hash that the store keeps', () => {
    const made = Array.from({ length: 100 }, () => tokens.make());
    expect(new Set(made.map(({ token }) => token)).size).toBe(100);
    for (const { token, hash } of made) {
      expect(token).toMatch(/^[\w-]{43}$/);
      expect(hash).toBe(createHash('sha256').update(token).digest('base64url'));
      expect(tokens.hashOf(token)).toBe(hash);
    }
  });
});

describe('hashOf', () => {
  it('knows a token by its one spelling', () => {
    expect(tokens.hashOf(TOKEN)).toBe('6oZqdX5MOLq_qBJ8vppAnT4fk6AP8UiP9zX8-Rev_9A');
  });

  it.each([
    ['nothing', ''],
    ['a character less', TOKEN.slice(1)],
    ['a character more', `${TOKEN}A`],
    ['padding', `${TOKEN}=`],
    ['white space', ` ${TOKEN}`],
    ['another spelling of the same bytes', `${TOKEN.slice(0, -1)}9`],
    ["the other alphabet's characters", TOKEN.replace('A', '+')],
    ['words', 'not a token'],
  ])('refuses %s', (_name, text) => {
    expect(tokens.hashOf(text)).toBeNull();
  });
});
