import { describe, expect, it } from '@jest/globals';
import { readConfig } from './read-config.js';

/** With these nothing is made on the disk. */
const KEYS = {
  APP_KEYS: 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra',
  AUDIT_KEYS: 'Zk8Tn3QpXw5VhGs2RcLy7MdJb4FaEu9H',
  JWT_SECRET: 'b7HnQ2sXv9KzMw4LtRc1YpGd6JfEa3Ux',
};
const HOUR = 3_600_000;

const throttlingOf = (variables: NodeJS.ProcessEnv) => readConfig({ ...KEYS, ...variables }).throttling;

describe('request throttling', () => {
  it('is on, and tighter the more a request can do', () => {
    expect(throttlingOf({})).toEqual({
      isOn: true,
      rates: {
        login: { limit: 20, windowMs: 60_000 },
        register: { limit: 10, windowMs: HOUR },
        refresh: { limit: 120, windowMs: 60_000 },
        recovery: { limit: 5, windowMs: HOUR },
        default: { limit: 600, windowMs: 60_000 },
      },
    });
  });

  it('can be switched off', () => {
    expect(throttlingOf({ RATE_LIMIT: 'off' }).isOn).toBe(false);
  });

  it.each([
    ['1/1s', { limit: 1, windowMs: 1000 }],
    ['20/90s', { limit: 20, windowMs: 90_000 }],
    ['999999/24h', { limit: 999_999, windowMs: 24 * HOUR }],
  ])('takes %s', (rate, expected) => {
    expect(throttlingOf({ RATE_LIMIT_LOGIN: rate }).rates.login).toEqual(expected);
  });

  it.each(['LOGIN', 'REGISTER', 'REFRESH', 'RECOVERY', 'DEFAULT'])(
    'refuses what is no rate, by its name: %s',
    (group) => {
      const name = `RATE_LIMIT_${group}`;
      const bad = ['0/1m', '20', '20/0s', '20 / 1m', '-1/1m', '1e3/1m', '20/1d', '20/25h', '1000000/1m', 'off'];
      for (const rate of bad)
        expect(() => throttlingOf({ [name]: rate })).toThrow(`${name} must be a number of requests`);
    },
  );
});
