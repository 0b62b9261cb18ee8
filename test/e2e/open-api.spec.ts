import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { UserRepository } from '../../src/application/ports/user-repository.js';
import { fits, type Operation, readOperations } from '../support/api-document.ts';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

interface Probe {
  readonly what: string;
  readonly id?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What clients get wrong; each is sent to every call, with an administrator's token unless it brings its own. */
const PROBES: readonly Probe[] = [
  { what: 'nothing' },
  { what: 'no token', headers: { authorization: '' } },
  { what: 'a bad token', headers: bearer('rubbish') },
  { what: 'a foreign origin', headers: { origin: 'https://evil.example' } },
  { what: 'a bad cookie', headers: { cookie: 'refresh_token=rubbish' } },
  { what: 'a short key', headers: { 'idempotency-key': 'short' } },
  { what: 'an unknown query', query: '?nope=1' },
  { what: 'an id that is none', id: 'nope' },
  { what: 'no JSON', body: '{', headers: JSON_TYPE },
  { what: 'unknown fields', body: '{"nope":1}', headers: JSON_TYPE },
  { what: 'a text', body: 'nope', headers: { 'content-type': 'text/plain' } },
  { what: 'a flood', body: `{"email":"${'x'.repeat(20_000)}"}`, headers: JSON_TYPE },
];

/** Calls whose answer waits for no store. */
const STORELESS = ['/health/', '/metrics', '/.well-known/', '/auth/password/forgot', '/auth/email/resend'];

describe('the OpenAPI document', () => {
  const service = useService(STORES[0]!);
  const email = newEmail();
  let operations: Operation[];

  beforeAll(async () => {
    operations = await readOperations(service().address);
    await new Browser(service().address).register(email);
    const users = service().app.get(UserRepository, { strict: false });
    const user = await users.findByEmail(email);
    await users.changeRights(user!, { role: 'admin', isActive: true }, { raise: null, at: new Date() });
  });

  /** The code of the problem that was answered, or the status where it was none. */
  async function answerTo(operation: Operation, probe: Probe, token: string): Promise<[number, string | null]> {
    const path = operation.path.replace('{id}', probe.id ?? randomUUID());
    const { status, body } = await new Browser(service().address).send<{ code?: string }>(
      `${path}${probe.query ?? ''}`,
      {
        method: operation.method,
        headers: { ...bearer(token), ...probe.headers },
        ...(probe.body !== undefined && { body: probe.body }),
      },
    );
    return [status, typeof body === 'object' ? (body.code ?? null) : null];
  }

  it('lists whatever a call answers to what clients get wrong', async () => {
    const seen = new Set<string | null>();
    const unlisted: string[] = [];
    for (const operation of operations) {
      const { body } = await new Browser(service().address).login(email);
      for (const probe of PROBES.filter((each) => each.body === undefined || operation.method !== 'GET')) {
        const [status, code] = await answerTo(operation, probe, body.accessToken);
        seen.add(code);
        const isListed = code === null ? operation.statuses.includes(status) : operation.codes(status).includes(code);
        if (!isListed) unlisted.push(`${operation.name}, sent ${probe.what}: ${status} ${code}`);
      }
    }
    expect(unlisted).toEqual([]);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'token-missing',
        'token-invalid',
        'token-revoked',
        'origin-not-allowed',
        'refresh-token-missing',
        'refresh-token-invalid',
        'validation-failed',
        'malformed-request',
        'payload-too-large',
        'unsupported-media-type',
        'not-found',
      ]),
    );
  });

  it('lists what can not be provoked so easily', () => {
    const missing = operations.flatMap((operation) => {
      const due = [
        ...(operation.isGuarded
          ? ['token-missing', 'token-invalid', 'token-expired', 'token-revoked', 'forbidden']
          : []),
        ...(operation.takesBody || operation.takes('query') || operation.takes('header') ? ['validation-failed'] : []),
        ...(operation.takes('path') ? ['not-found'] : []),
        ...(STORELESS.some((path) => operation.path.startsWith(path)) ? [] : ['storage-unavailable']),
      ];
      return due.filter((code) => !operation.codes().includes(code)).map((code) => `${operation.name}: ${code}`);
    });
    expect(missing).toEqual([]);
  });

  it('says of bodies what the service makes of them', async () => {
    const { body } = await new Browser(service().address).login(email);
    const takingBodies = operations.filter((operation) => operation.takesBody);
    expect(takingBodies.map(({ name }) => name)).toContain('PATCH /admin/users/{id}');
    for (const operation of takingBodies) {
      const [, withoutBody] = await answerTo(operation, { what: 'nothing' }, body.accessToken);
      expect([operation.name, operation.needsBody]).toEqual([operation.name, withoutBody === 'validation-failed']);
      expect([operation.name, operation.takesUnknownMembers]).toEqual([operation.name, false]);
    }
  });

  it('says of the texts in queries which ones the service refuses', async () => {
    const { body } = await new Browser(service().address).login(email);
    const id = body.user.id;
    const seen = new Set<string>();
    for (const operation of operations) {
      for (const { name, schema } of operation.texts) {
        seen.add(name);
        const texts = ['', '\0', '!', 'x'.repeat(600), ...(schema.format === 'uuid' ? [id, id.toUpperCase()] : [])];
        for (const text of texts) {
          const query = `?${name}=${encodeURIComponent(text)}`;
          const [status] = await answerTo(operation, { what: name, query, id }, body.accessToken);
          expect([operation.name, query, fits(text, schema)]).toEqual([operation.name, query, status === 200]);
        }
      }
    }
    expect([...seen]).toEqual(['cursor', 'email', 'userId', 'sessionId']);
  });

  it('lists the headers of answers', () => {
    for (const operation of operations) {
      for (const status of operation.statuses) {
        const headers = operation.headersOf(status);
        expect(headers).toContain('x-request-id');
        if (operation.codes(status).some((code) => code.startsWith('token-'))) {
          expect(headers).toContain('WWW-Authenticate');
        }
        if (operation.codes(status).includes('storage-unavailable')) expect(headers).toContain('Retry-After');
      }
    }
    const setting = operations.filter(({ name }) => /POST .*(register|login|refresh|logout)/.test(name));
    expect(setting.map((operation) => operation.headersOf(Math.min(...operation.statuses)))).toEqual(
      setting.map(() => expect.arrayContaining(['Set-Cookie'])),
    );
  });
});
