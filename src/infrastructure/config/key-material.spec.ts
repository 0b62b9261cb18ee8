import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isKeyMaterial } from './key-material.js';

const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

describe('key material', () => {
  it.each(ENCODINGS)('is any 32 random bytes in %s', (encoding) => {
    // Unbiased: left alone, fast-check likes small and equal bytes, which no generator of keys gives.
    const bytes = fc.noBias(fc.uint8Array({ minLength: 32, maxLength: 32 }));
    const isTaken = (array: Uint8Array) => isKeyMaterial(Buffer.from(array).toString(encoding));
    fc.assert(fc.property(bytes, isTaken), { numRuns: 5000 });
  });

  it.each([
    'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra',
    'a key that someone thought about: 7 llamas, 4 ducks',
    'secret-Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra-1234',
  ])('is %s', (text) => {
    expect(isKeyMaterial(text)).toBe(true);
  });

  it.each([
    'replace-this-with-32-random-characters',
    'REPLACE_THIS_WITH_32_RANDOM_CHARACTERS',
    'replace-me-with-a-long-random-string!!',
    'changeme-changeme-changeme-changeme-01',
    'change-this-secret-key-in-production-42',
    'your-super-secret-jwt-signing-key-at-least-32',
    'my-very-secure-refresh-token-secret-2026',
    '0123456789abcdef0123456789abcdef',
    'fedcba9876543210fedcba9876543210',
    'abcdefghijklmnopqrstuvwxyz012345',
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
    '12345678901234567890123456789012',
    'aaaabbbbccccddddeeeeffffgggghhhhiiiijjjj',
    'qwertyuiopasdfghjklzxcvbnm1234567890',
    'Uq3V9mZr1xKc7LwTUq3V9mZr1xKc7LwT',
    'placeholderPlaceholderPLACEHOLDER123',
  ])('is not %s', (text) => {
    expect(isKeyMaterial(text)).toBe(false);
  });

  it.each([undefined, 32, ['Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra'], 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5R', 'xyz'.repeat(20)])(
    'is not %j',
    (value) => {
      expect(isKeyMaterial(value)).toBe(false);
    },
  );

  it('is decided quickly for a long text', () => {
    expect(isKeyMaterial('ab'.repeat(5000) + 'Uq3V9mZr1xKc7LwTfYb2NsHd8PgJe5Ra')).toBe(true);
  });
});
