import { afterAll, beforeAll, expect } from '@jest/globals';
import { problemKind, type ProblemCode } from '../../src/http/problems/problem-catalogue.js';
import { signInAs } from '../support/accounts.js';
import { bearer, newEmail, PASSWORD, type ProblemBody, type TokenBody } from '../support/browser.js';
import { useService } from '../support/service.js';
import { STORES } from '../support/stores.js';
import { inheritedNames } from './arbitraries.js';

interface Asked {
  readonly admin: Record<string, string>;
  /** Signed in all the time. */
  readonly owner: { readonly cookie: string; readonly token: string };
  ask(method: Method, url: string, headers: Record<string, string>, payload?: string | Buffer): Promise<Reply>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface Reply {
  readonly statusCode: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** The service over SQLite, asked without sockets: what Node's parser lets through, a few thousand times a second. */
export function useAsking(): Asked {
  const service = useService(STORES[0]!, { TRUST_PROXY: '2', ALLOWED_ORIGINS: 'http://app.ratchet.test' });
  const admin: Record<string, string> = {};
  const owner = { cookie: '', token: '' };

  const ask: Asked['ask'] = (method, url, headers, payload) => {
    const json = payload === undefined ? {} : { 'content-type': 'application/json' };
    const body = payload === undefined ? {} : { payload };
    return service().app.inject({ method, url, headers: { ...json, ...headers }, ...body });
  };

  beforeAll(async () => {
    Object.assign(admin, bearer((await signInAs(service(), 'admin')).accessToken));
    const answer = await ask('POST', '/auth/register', {}, JSON.stringify({ email: newEmail(), password: PASSWORD }));
    owner.cookie = String([answer.headers['set-cookie']].flat()[0]).split(';')[0]!;
    owner.token = (JSON.parse(answer.body) as TokenBody).accessToken;
  });

  afterAll(() => expect(inheritedNames()).toEqual([]));

  return { admin, owner, ask };
}

/** A success, or a problem of the catalogue with its own status, and never a 5xx. */
export function expectDocumented({ statusCode, headers, body }: Reply): void {
  const id = headers['x-request-id'];
  expect(statusCode).toBeLessThan(500);
  expect(id).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
  if (statusCode < 400) return;
  const { code, status, requestId } = JSON.parse(body) as Pick<ProblemBody, 'status' | 'requestId'> & {
    code: ProblemCode;
  };
  expect(headers['content-type']).toContain('application/problem+json');
  expect([problemKind(code).status, status, requestId]).toEqual([statusCode, statusCode, id]);
}
