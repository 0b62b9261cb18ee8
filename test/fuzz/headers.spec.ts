import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bearer, type ProblemBody } from '../support/browser.js';
import { headerText, nearly, oneOf, RUNS, TREACHEROUS } from './arbitraries.js';
import { expectDocumented, useAsking } from './asking.js';

const options = { numRuns: RUNS };
const { admin, owner, ask } = useAsking();

describe('headers that nobody should send', () => {
  it.each([
    'authorization',
    'user-agent',
    'x-request-id',
    'x-forwarded-for',
    'accept',
    'idempotency-key',
    'if-none-match',
  ])('%s: a documented answer, whatever it says', async (name) => {
    const value = fc.oneof(
      headerText,
      nearly(`Bearer ${owner.token}`, oneOf('aZ09-_. =')),
      fc.constantFrom(...TREACHEROUS),
    );
    const header = value.map((text) => text.trim()).filter((text) => text !== '');
    await fc.assert(
      fc.asyncProperty(header, async (text) => {
        expectDocumented(await ask('GET', '/auth/me', { [name]: text }));
        const known = await ask('GET', '/admin/audit-events?limit=1', { ...admin, [name]: text });
        expectDocumented(known);
        if (name !== 'authorization') expect(known.statusCode).toBe(200);
      }),
      options,
    );
  });

  it('Cookie: nobody is signed in by what is nearly a token, and nobody is signed out by it', async () => {
    const cookie = fc.oneof(
      nearly(owner.cookie, oneOf('aZ09-_.;= ')),
      headerText,
      headerText.map((text) => `refresh_token=${text}`),
    );
    await fc.assert(
      fc.asyncProperty(cookie, async (text) => {
        // A copy beside something else is still the owner's token.
        fc.pre(!text.split(/;\s*/).some((pair) => pair.trim() === owner.cookie));
        const reply = await ask('POST', '/auth/refresh', { cookie: text });
        expectDocumented(reply);
        expect(reply.statusCode).toBe(401);
        expect((await ask('POST', '/auth/logout', { cookie: text })).statusCode).toBe(204);
      }),
      options,
    );
    expect((await ask('GET', '/auth/me', bearer(owner.token))).statusCode).toBe(200);
  });

  it('Idempotency-Key: 16 to 128 printable characters, or refused before anything happens', async () => {
    const key = fc
      .oneof(headerText, fc.string({ minLength: 14, maxLength: 130, unit: oneOf('abc ~!é') }))
      .map((text) => text.trim());
    await fc.assert(
      fc.asyncProperty(
        key.filter((text) => text !== ''),
        async (text) => {
          const reply = await ask('POST', '/auth/refresh', { cookie: 'refresh_token=x', 'idempotency-key': text });
          expect((JSON.parse(reply.body) as ProblemBody).code).toBe(
            /^[\x20-\x7e]{16,128}$/.test(text) ? 'refresh-token-invalid' : 'validation-failed',
          );
        },
      ),
      options,
    );
  });

  it('Origin: pages of two origins may call, and no spelling of another', async () => {
    const origin = fc.oneof(
      nearly('http://app.ratchet.test', oneOf('a./:@#?\\ 0')),
      nearly('http://ratchet.test', oneOf('a./:@#?\\ 0')),
      headerText,
      fc.webUrl(),
      fc.constantFrom('null', 'http://app.ratchet.test.', 'HTTP://RATCHET.TEST'),
    );
    await fc.assert(
      fc.asyncProperty(
        origin.map((text) => text.trim()),
        async (text) => {
          fc.pre(!['', 'http://app.ratchet.test', 'http://ratchet.test'].includes(text));
          const reply = await ask('POST', '/auth/logout', { origin: text });
          expect([reply.statusCode, reply.headers['access-control-allow-origin']]).toEqual([403, undefined]);
        },
      ),
      options,
    );
  });
});
