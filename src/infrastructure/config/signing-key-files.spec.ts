import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readSigningKeys } from './signing-key-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-signing-keys-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function newPem(half: 'private' | 'public', namedCurve = 'P-256'): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const pem =
    half === 'private'
      ? privateKey.export({ format: 'pem', type: 'pkcs8' })
      : publicKey.export({ format: 'pem', type: 'spki' });
  return pem.toString();
}

describe('files of signing keys', () => {
  it('are read in order: the first signs, the others may be public', () => {
    const { keys, mistakes } = readSigningKeys([file('a', newPem('private')), file('b', newPem('public'))]);
    expect(keys.map(({ signing }) => signing !== undefined)).toEqual([true, false]);
    expect(mistakes).toEqual([]);
  });

  it('that can not be used are all named, by their places', () => {
    const { mistakes } = readSigningKeys([
      file('public.pem', newPem('public')),
      join(folder, 'missing.pem'),
      folder,
      file('garbage.pem', 'not a key'),
      file('p384.pem', newPem('private', 'P-384')),
    ]);
    expect(mistakes).toEqual([
      'JWT_SIGNING_KEYS entry 1: the first must be a private key',
      expect.stringMatching(/^JWT_SIGNING_KEYS entry 2: .+\(ENOENT\)$/),
      expect.stringMatching(/^JWT_SIGNING_KEYS entry 3: .+\(EISDIR\)$/),
      expect.stringMatching(/^JWT_SIGNING_KEYS entry 4: .+\(ERR_OSSL_\w+\)$/),
      expect.stringMatching(/^JWT_SIGNING_KEYS entry 5: is not an EC key on the curve P-256/),
    ]);
    expect(mistakes.join()).not.toContain(folder);
  });

  // People paste the key itself where its path belongs; the message goes into the log.
  it.each<[string, (pem: string) => string]>([
    ['whole', (pem) => pem],
    ['without its first and last line', (pem) => pem.split('\n').slice(1, -2).join('\n')],
    ['in one line', (pem) => pem.split('\n').slice(1, -2).join('')],
    ['with a zero byte', (pem) => `${pem}\0`],
    ['many times', (pem) => pem.repeat(50)],
  ])('are not repeated when their text is given instead: %s', (_how, pasted) => {
    const pem = newPem('private');
    const { mistakes } = readSigningKeys([file('a', newPem('private')), pasted(pem)]);
    expect(mistakes).toEqual([expect.stringMatching(/^JWT_SIGNING_KEYS entry 2: .+\([A-Z_]+\)$/)]);
    for (const line of pem.split('\n').slice(1, -2)) expect(mistakes[0]).not.toContain(line);
  });
});
