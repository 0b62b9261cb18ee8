import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readConfig } from './read-config.js';

const KEY = 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra';
const OTHER_KEY = 'b7HnQ2sXv9KzMw4LtRc1YpGd6JfEa3Ux';
/** With these nothing is made on the disk. */
const KEYS = { APP_KEYS: KEY, AUDIT_KEYS: `${OTHER_KEY}-of-audit`, JWT_SECRET: OTHER_KEY };

function mistakesOf(variables: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(variables);
    return [];
  } catch (fault) {
    if (fault instanceof ConfigurationError) return fault.mistakes;
    throw fault;
  }
}

describe('the address of the service', () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ PORT: '8080' }, 'http://127.0.0.1:8080'],
    [{ HOST: '0.0.0.0' }, 'http://127.0.0.1:3000'],
    [{ HOST: '::' }, 'http://127.0.0.1:3000'],
    [{ HOST: '::1' }, 'http://[::1]:3000'],
    [{ HOST: '0:0:0:0:0:0:0:0' }, 'http://127.0.0.1:3000'],
    [{ HOST: 'Localhost', PORT: '80' }, 'http://localhost'],
    [{ PORT: '0', PUBLIC_URL: 'http://127.0.0.1:4000' }, 'http://127.0.0.1:4000'],
    [{ PUBLIC_URL: 'https://auth.example.com' }, 'https://auth.example.com'],
    [{ PUBLIC_URL: 'https://Auth.Example.com:443/' }, 'https://auth.example.com'],
  ])('of %j', (variables, publicUrl) => {
    const { http, accessTokens } = readConfig({ ...KEYS, ...variables });
    expect(http.publicUrl).toBe(publicUrl);
    expect(accessTokens.issuer).toBe(publicUrl);
  });
});

describe('an address that can not be told', () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ PORT: '0' }, 'PORT 0'],
    [{ HOST: 'fe80::1%eth0' }, 'HOST'],
    [{ PORT: '0', ALLOWED_ORIGINS: 'http://127.0.0.1:5173' }, 'PORT 0'],
  ])('of %j is asked for by its name', (variables, why) => {
    expect(mistakesOf({ ...KEYS, ...variables })).toEqual([
      expect.stringMatching(new RegExp(`^PUBLIC_URL is missing: ${why} .+, so give .+, as https://auth.example.com$`)),
    ]);
  });
});

describe('in production the service', () => {
  const PRODUCTION = { ...KEYS, NODE_ENV: 'production', AUDIT_KEYS: `${KEY}-of-audit`, DATA_DIR: 'data' };

  it.each(['http://auth.example.com', 'http://10.0.0.1', 'http://localhost.example.com', 'http://127.example.com'])(
    'does not call itself %s',
    (address) => {
      expect(mistakesOf({ ...PRODUCTION, PUBLIC_URL: address })).toEqual([
        expect.stringMatching(/^PUBLIC_URL must be https in production, as https:/),
      ]);
    },
  );

  it.each([
    'https://10.0.0.1',
    'http://localhost:3000',
    'http://auth.localhost',
    'http://127.0.0.1:8080',
    'http://127.1.2.3',
    'http://[::1]:3000',
  ])('may call itself %s', (address) => {
    expect(readConfig({ ...PRODUCTION, PUBLIC_URL: address }).http.publicUrl).toBe(address);
  });
});
