import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, headerText, nearly, RUNS, TREACHEROUS } from './arbitraries.js';
import { expectDocumented, useAsking } from './asking.js';

const options = { numRuns: RUNS };
const { admin, ask } = useAsking();

describe('bodies that nobody should send', () => {
  const key = fc.oneof(
    fc.constantFrom('email', 'password', 'token', 'newPassword', 'currentPassword', 'role', 'isActive', ...TREACHEROUS),
    fc.string(),
  );
  const value = fc.oneof(
    { withCrossShrink: true },
    fc.jsonValue({ maxDepth: 9 }),
    anyText,
    fc.constantFrom({ $gt: '' }, null, true, -0, 1e308),
  );
  const object = fc
    .array(fc.tuple(key, value))
    .map(
      (members) => `{${members.map(([name, each]) => `${JSON.stringify(name)}:${JSON.stringify(each)}`).join(',')}}`,
    );
  const body = fc.oneof(
    object,
    object.chain((text) => nearly(text)),
    anyText,
    fc.json(),
  );
  const bytes = fc.oneof(
    body.map((text) => Buffer.from(text)),
    fc.uint8Array().map((array) => Buffer.from(array)),
  );
  const routes = [
    ['POST', '/auth/login'],
    ['POST', '/auth/register'],
    ['POST', '/auth/password/forgot'],
    ['POST', '/auth/password/reset'],
    ['POST', '/auth/password/change'],
    ['POST', '/auth/email/verify'],
    ['PATCH', '/admin/users/019ab9c0-0000-7000-8000-00000000abcd'],
  ] as const;

  it.each(routes)('%s %s: a documented answer, whatever comes', async (method, url) => {
    await fc.assert(
      fc.asyncProperty(bytes, async (payload) => expectDocumented(await ask(method, url, admin, payload))),
      options,
    );
  });
});

describe('queries that nobody should send', () => {
  const ID = '019ab9c0-0000-7000-8000-00000000abcd';
  const name = fc.constantFrom(
    'limit',
    'cursor',
    'email',
    'role',
    'isActive',
    'state',
    'userId',
    'type',
    'from',
    'to',
    'bucket',
    ...TREACHEROUS,
  );
  const value = fc.oneof(
    anyText.map((text) => encodeURIComponent(text.toWellFormed())),
    headerText.map(encodeURI),
    fc.integer().map(String),
    fc.constantFrom(
      ID,
      Buffer.from(ID).toString('base64url'),
      'admin',
      'all',
      'hour',
      '2026-11-25T12:00:00Z',
      '%ff',
      '%',
      '%00',
      '%ed%a0%80',
    ),
  );
  const member = fc.tuple(name, fc.constantFrom('', '[]', '[$ne]', '[a][b]', '.x'), value);
  const query = fc
    .array(member, { maxLength: 5 })
    .map((members) => members.map(([key, end, text]) => `${key}${end}=${text}`).join('&'));

  it.each(['/admin/users', `/admin/users/${ID}/sessions`, '/admin/audit-events', '/admin/overview'])(
    '%s: a documented answer, whatever is asked',
    async (path) => {
      await fc.assert(
        fc.asyncProperty(query, async (text) => expectDocumented(await ask('GET', `${path}?${text}`, admin))),
        options,
      );
    },
  );

  it('paths: an answer of the API or a page, whatever is asked for', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        'auth',
        'admin',
        'users',
        'sessions',
        'problems',
        'console',
        'docs',
        '..',
        '.',
        '',
        '%2e%2e',
        '%00',
        '%',
        ID,
        '*',
        ':id',
      ),
      headerText.map(encodeURI),
      fc.constantFrom(...TREACHEROUS),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 5 }),
        fc.constantFrom('GET', 'POST', 'DELETE' as const),
        async (parts, method) => {
          const reply = await ask(method, `/${parts.join('/')}`, admin);
          expect(reply.statusCode).toBeLessThan(500);
        },
      ),
      { numRuns: RUNS * 3 },
    );
  });
});
