import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newEmail } from '../support/browser.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

const run = promisify(execFile);

/** What a user of the API would write; every name and type in it comes from the document. */
const CLIENT = `
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

type Tokens = components['schemas']['TokenResponse'];

const [, , baseUrl = '', email = ''] = process.argv;
const password = 'seven purple llamas';
const api = createClient<paths>({ baseUrl });
const bearer = ({ accessToken }: Tokens) => ({ authorization: \`Bearer \${accessToken}\` });
const steps: unknown[] = [];

const registered = await api.POST('/auth/register', { body: { email, password } });
if (registered.error !== undefined) throw new Error(registered.error.code);
if (!('accessToken' in registered.data)) throw new Error('signed in only by mail');
const first: Tokens = registered.data;
steps.push(first.user.email, first.expiresIn);
const cookie = registered.response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

const me = await api.GET('/auth/me', { headers: bearer(first) });
steps.push(me.data?.id === first.user.id, me.data?.role satisfies 'user' | 'support' | 'admin' | undefined);

const refreshed = await api.POST('/auth/refresh', {
  params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
  headers: { cookie },
});
if (refreshed.error !== undefined) throw new Error(refreshed.error.code);
steps.push(refreshed.data.session.id === first.session.id);

const sessions = await api.GET('/auth/sessions', { headers: bearer(refreshed.data) });
steps.push(sessions.data?.items.map(({ current, rotations }) => ({ current, rotations })));

const ended = await api.POST('/auth/logout-all', { headers: bearer(refreshed.data) });
steps.push(ended.data?.revokedSessions);

const again = await api.POST('/auth/refresh', { headers: { cookie } });
if (again.error?.code === 'refresh-token-revoked') steps.push(again.error.code, again.error.reason, again.response.status);

const refused = await api.GET('/admin/users/{id}', { params: { path: { id: first.user.id } }, headers: bearer(first) });
steps.push(refused.error?.code);
process.stdout.write(JSON.stringify(steps));
`;

/** Calls that must not compile: the types would be worth nothing if they did. */
const MISTAKES = [
  `await api.POST('/auth/register', { body: { email } });`,
  `await api.POST('/auth/register', { body: { email, password: 1 } });`,
  `await api.GET('/auth/nobody');`,
  `await api.GET('/admin/users/{id}', {});`,
  `await api.GET('/admin/users', { params: { query: { role: 'king' } } });`,
  `if (again.error?.code === 'email-taken') throw new Error();`,
];

const COMPILER_OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  target: 'ES2023',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  module: 'NodeNext',
  types: ['node'],
  skipLibCheck: true,
};

describe('a client generated from the OpenAPI document', () => {
  const service = useService(STORES[0]!);
  let folder: string;

  beforeAll(async () => {
    // Inside the project, so that it finds the libraries.
    mkdirSync('node_modules/.cache', { recursive: true });
    folder = mkdtempSync('node_modules/.cache/client-');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    const cli = 'node_modules/openapi-typescript/bin/cli.js';
    await run(process.execPath, [cli, `${service().address}/openapi.json`, '-o', join(folder, 'api.ts')]);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the compiler complains about, line by line. */
  async function compile(source: string): Promise<string[]> {
    writeFileSync(join(folder, 'client.ts'), source);
    const compiler = [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', folder];
    const { stdout } = await run(process.execPath, compiler).catch((fault: unknown) => fault as { stdout: string });
    return stdout.split('\n').filter((line) => line.includes('error TS'));
  }

  it('compiles, and registers, refreshes and signs out everywhere', async () => {
    expect(await compile(CLIENT)).toEqual([]);
    const email = newEmail();
    const { stdout } = await run(process.execPath, [join(folder, 'client.js'), service().address, email]);
    expect(JSON.parse(stdout)).toEqual([
      email,
      600,
      true,
      'user',
      true,
      [{ current: true, rotations: 1 }],
      1,
      'refresh-token-revoked',
      'logout-all',
      401,
      'token-revoked',
    ]);
  });

  it('does not compile with mistakes', async () => {
    const errors = await compile(`${CLIENT}\n${MISTAKES.map((line) => `{\n${line}\n}`).join('\n')}`);
    const lines = new Set(errors.map((error) => /client\.ts\((\d+)/.exec(error)?.[1]));
    expect(lines.size).toBe(MISTAKES.length);
  });
});
