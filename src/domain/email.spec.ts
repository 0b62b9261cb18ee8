import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalizeEmail, wordsOfEmail } from './email.js';

describe('normalizeEmail', () => {
  it.each([
    ['leaves a normal one alone', 'ada@example.com', 'ada@example.com'],
    ['lowers the case of both parts', 'Ada.Lovelace@EXAMPLE.Com', 'ada.lovelace@example.com'],
    ['trims', ' \t\nada@example.com\u00a0 ', 'ada@example.com'],
    ['composes', 'jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['composes what it has lowered', 'JOSE\u0301@example.com', 'jos\u00e9@example.com'],
    ['keeps plus and dots, which are the mailbox\u2019s own', 'a.d.a+shop@example.com', 'a.d.a+shop@example.com'],
    ['lowers U+0130 to its two code points', '\u0130pek@example.com', 'i\u0307pek@example.com'],
    ['orders again what lowering decomposed', '\u0130\u0327@example.com', 'i\u0327\u0307@example.com'],
  ])('%s', (_name, raw, normalised) => {
    expect(normalizeEmail(raw)).toBe(normalised);
  });

  it('does not care in what language the machine is set: I is i, and never \u0131', () => {
    expect(normalizeEmail('INFO@EXAMPLE.COM')).toBe('info@example.com');
  });

  const address = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom('\u0130', 'I', 'i', 'E', '\u0301', '\u0307', '\u0323', '\u0327', '\u03a3', ' ', '\u212b'),
    }),
  );

  it('is stable: what is normalised stays as it is', () => {
    fc.assert(
      fc.property(address, (raw) => {
        const once = normalizeEmail(raw);
        expect(normalizeEmail(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('is one spelling for the composed, the decomposed and the padded form', () => {
    fc.assert(
      fc.property(address, (raw) => {
        const expected = normalizeEmail(raw);
        const spellings = [raw.normalize('NFC'), raw.normalize('NFD'), ` ${raw} `, raw.trim()];
        expect(spellings.map(normalizeEmail)).toEqual(spellings.map(() => expected));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('wordsOfEmail', () => {
  it.each([
    ['ada.lovelace@math.example', ['ada', 'lovelace', 'math', 'example']],
    ['a.b@cd.io', []],
    ['o_connor+news@mail-server.org', ['connor', 'news', 'mail', 'server', 'org']],
    ['jos\u00e9.2001@example.com', ['jos\u00e9', '2001', 'example', 'com']],
  ])('%s', (email, words) => {
    expect(wordsOfEmail(email)).toEqual(words);
  });
});
