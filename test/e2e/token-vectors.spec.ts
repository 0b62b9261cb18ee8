import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';
import type { Kit } from '../support/token-kit.ts';
import { VECTORS } from '../support/token-vectors.ts';
import { ALL, QUICK } from '../support/verifiers.ts';

const pairs = ['new', 'retired'].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const folder = mkdtempSync(join(tmpdir(), 'ratchet-vectors-'));
let store: StoreSettings;
let service: Service;
let kit: Kit;

beforeAll(async () => {
  store = STORES[0]!.create();
  const files = pairs.map(({ privateKey }) => pemFile(privateKey));
  service = await startService(store, { JWT_SIGNING_KEYS: files.join() });
  const token = (await new Browser(service.address).register(newEmail())).body.accessToken;
  const kid = await calculateJwkThumbprint(pairs[1]!.publicKey.export({ format: 'jwk' }));
  kit = {
    token,
    header: decodeProtectedHeader(token),
    claims: decodeJwt(token),
    signingKey: pairs[0]!.privateKey,
    retired: { key: pairs[1]!.privateKey, kid },
  };
});

afterAll(async () => {
  await service.stop();
  await store.discard();
  rmSync(folder, { recursive: true });
});

function pemFile(key: KeyObject): string {
  const path = join(folder, `${String(pairs.findIndex(({ privateKey }) => privateKey === key))}.pem`);
  writeFileSync(path, key.export({ format: 'pem', type: 'pkcs8' }));
  return path;
}

describe('the guard', () => {
  it.each(VECTORS.map((vector) => [vector.name, vector.verdict, vector] as const))(
    '%s: %s',
    async (_, verdict, vector) => {
      const token = await vector.make(kit);
      const { status, headers, body } = await new Browser(service.address).get('/auth/me', bearer(token));
      expect(status === 200 ? 'ok' : body.code).toBe(verdict);
      expect(status).toBe(verdict === 'ok' ? 200 : 401);
      expect(headers.get('www-authenticate')).toBe(verdict === 'ok' ? null : 'Bearer error="invalid_token"');
    },
  );
});

describe('the published keys', () => {
  const universal = VECTORS.filter(({ isUniversal }) => isUniversal);
  /** Those that need a compiler and a registry are for the long run. */
  const verifiers = process.env['RATCHET_RUNS'] === undefined ? QUICK : ALL;

  it.each(Object.entries(verifiers))(
    'let verifiers of other ecosystems tell good tokens from bad: %s',
    async (name, verify) => {
      const tokens = await Promise.all(universal.map(async (vector) => vector.make(kit)));
      const { iss: issuer } = kit.claims;
      const url = `${service.address}/.well-known/jwks.json`;
      const verdicts = await verify({ url, issuer, audience: 'ratchet', tokens });
      if (verdicts === null) process.stderr.write(`Verifiers in ${name}: not run, it is not on this machine\n`);
      const expected = universal.map(({ name: vector, verdict }) => [vector, verdict === 'ok']);
      for (const [library, taken] of Object.entries(verdicts ?? {})) {
        process.stderr.write(`${library}: ${tokens.length} tokens, ${taken.filter(Boolean).length} of them good\n`);
        expect(universal.map((vector, index) => [vector.name, taken[index]])).toEqual(expected);
      }
    },
    300_000,
  );
});
