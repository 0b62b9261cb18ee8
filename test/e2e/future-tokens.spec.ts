import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, type JWTHeaderParameters, SignJWT } from 'jose';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

let store: StoreSettings;
let service: Service;

beforeAll(async () => {
  store = STORES[0]!.create();
  service = await startService(store);
});

afterAll(async () => {
  await service.stop();
  await store.discard();
});

/** The access token that would have been signed so many seconds later. */
async function signedLater(token: string, seconds: number): Promise<string> {
  const key = createPrivateKey(readFileSync(join(store.variables.DATA_DIR, 'keys', 'jwt-es256.pem')));
  const { iat = 0, exp = 0, ...claims } = decodeJwt(token);
  const later = { ...claims, iat: iat + seconds, exp: exp + seconds };
  return new SignJWT(later).setProtectedHeader(decodeProtectedHeader(token) as JWTHeaderParameters).sign(key);
}

it.each([
  [30, 'a clock that differs a little', 200, undefined],
  [2 * 86_400, 'a clock that was two days ahead, and set back since', 401, 'token-expired'],
])('an access token from %i s ahead, from %s, is answered %i %s', async (seconds, _, status, code) => {
  const browser = new Browser(service.address);
  const { body } = await browser.register(newEmail());
  const token = await signedLater(body.accessToken, seconds);
  const answer = await browser.get('/auth/me', bearer(token));
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});
