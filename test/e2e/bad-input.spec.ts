import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Browser, newEmail, PASSWORD } from '../support/browser.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const good = () => ({ email: newEmail(), password: PASSWORD });

/** Bodies that name the field that is wrong. */
const INVALID: [string, unknown, string][] = [
  ['a number for an e-mail', { ...good(), email: 7 }, 'email'],
  ['an array for an e-mail', { ...good(), email: ['a@example.com'] }, 'email'],
  ['an operator for an e-mail', { ...good(), email: { $gt: '' } }, 'email'],
  ['an operator for a password', { ...good(), password: { $ne: null } }, 'password'],
  ['null for a password', { ...good(), password: null }, 'password'],
  ['true for a password', { ...good(), password: true }, 'password'],
  ['no password', { email: newEmail() }, 'password'],
  ['no e-mail', { password: PASSWORD }, 'email'],
  ['an empty object', {}, 'email'],
  ['no @', { ...good(), email: 'example.com' }, 'email'],
  ['an endless e-mail', { ...good(), email: `${'a'.repeat(300)}@example.com` }, 'email'],
  ['two addresses', { ...good(), email: 'a@example.com,b@example.com' }, 'email'],
  ['a header in an e-mail', { ...good(), email: 'a@example.com\r\nbcc: b@example.com' }, 'email'],
  ['a NUL in an e-mail', { ...good(), email: 'a\0@example.com' }, 'email'],
  ['a NUL in a password', { ...good(), password: `${PASSWORD}\0` }, 'password'],
  ['a lone surrogate in a password', { ...good(), password: `${PASSWORD}\ud800` }, 'password'],
  ['an endless password', { ...good(), password: 'x'.repeat(2000) }, 'password'],
  ['a role', { ...good(), role: 'admin' }, 'role'],
  ['an unknown field', { ...good(), isActive: true }, 'isActive'],
];

const UNREADABLE: [string, string | Buffer, Record<string, string>, number, string][] = [
  ['broken JSON', '{"email":', JSON_TYPE, 400, 'malformed-request'],
  ['an array', '[]', JSON_TYPE, 400, 'malformed-request'],
  ['a text', '"x"', JSON_TYPE, 400, 'malformed-request'],
  ['null', 'null', JSON_TYPE, 400, 'malformed-request'],
  ['a prototype', '{"__proto__":{"role":"admin"}}', JSON_TYPE, 400, 'malformed-request'],
  ['a constructor', '{"constructor":{"prototype":{}}}', JSON_TYPE, 400, 'malformed-request'],
  ['invalid UTF-8', Buffer.from('7b22656d61696c223a22ff227d', 'hex'), JSON_TYPE, 400, 'malformed-request'],
  ['100 kB', JSON.stringify({ email: 'a'.repeat(100_000) }), JSON_TYPE, 413, 'payload-too-large'],
  ['deep nesting', `{"email":${'['.repeat(8000)}${']'.repeat(8000)}}`, JSON_TYPE, 400, 'malformed-request'],
  ['a form', 'email=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
  ['a text type', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
  ['XML', '<a/>', { 'content-type': 'application/xml' }, 415, 'unsupported-media-type'],
];

describe.each(STORES)('bad input over $name', (kind) => {
  const service = useService(kind);

  const browser = () => new Browser(service().address);

  describe.each(['register', 'login'])('to /auth/%s', (endpoint) => {
    it.each(INVALID)('%s is 400 and names the field', async (_, body, field) => {
      const answer = await browser().post(`/auth/${endpoint}`, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
      expect(answer.body.errors?.map((error) => error.field)).toContain(field);
      expect(JSON.stringify(answer.body)).not.toContain(PASSWORD);
    });

    it.each(UNREADABLE)('%s is a problem', async (_, body, headers, status, code) => {
      const answer = await browser().send(`/auth/${endpoint}`, { method: 'POST', body: body as string, headers });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('x-request-id')).toBe(answer.body.requestId);
    });
  });

  it.each([
    ['too short', 'short', /at least 12/],
    ['too long', 'purple llamas '.repeat(10), /at most 128/],
    ['common', 'password1234', /easy to guess/],
    ['a keyboard walk', 'qwertyuiop123', /easy to guess/],
  ])('a password that is %s is refused with the reason', async (_, password, reason) => {
    const { status, body } = await browser().register(newEmail(), password);
    expect([status, body.code]).toEqual([400, 'validation-failed']);
    expect(body.errors).toEqual([{ field: 'password', message: expect.stringMatching(reason) }]);
  });

  it('a password built from the e-mail is refused', async () => {
    const { body } = await browser().register('ada.lovelace@example.com', 'AdaLovelace1815');
    expect(body.errors).toEqual([{ field: 'password', message: 'must not be built from the e-mail address' }]);
  });

  it.each([
    ['/nowhere', 'GET', 404, 'not-found'],
    ['/auth/login', 'GET', 405, 'method-not-allowed'],
    ['/auth/me', 'DELETE', 405, 'method-not-allowed'],
    ['/auth/me', 'QUERY', 405, 'method-not-allowed'],
    ['/nowhere', 'QUERY', 404, 'not-found'],
    ['/health/ready', 'POST', 405, 'method-not-allowed'],
    ['/%zz', 'GET', 400, 'malformed-request'],
    ['/auth/me?x=%ff', 'GET', 401, 'token-missing'],
  ])('%s by %s is %i', async (path, method, status, code) => {
    const answer = await browser().send(path, { method });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    if (status === 405) expect(answer.headers.get('allow')).toMatch(/^[A-Z, ]+$/);
  });

  it.each([
    ['no HTTP at all', 'rubbish\r\n\r\n', 'HTTP/1.1 400 '],
    [
      'two lengths',
      'POST /auth/login HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      'HTTP/1.1 400 ',
    ],
    ['endless headers', `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 'HTTP/1.1 431 '],
  ])('%s gets a problem, and others are served', async (_, bytes, start) => {
    const { hostname, port } = new URL(service().address);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (data) => (text += data.toString())).on('close', () => resolve(text));
      socket.on('error', () => undefined);
    });
    expect(answer.startsWith(start)).toBe(true);
    expect(answer).toContain('application/problem+json');
    expect((await browser().get('/health/live')).status).toBe(200);
  });
});
