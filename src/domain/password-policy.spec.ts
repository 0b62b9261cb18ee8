import { describe, expect, it } from '@jest/globals';
import { formFault, normalizePassword, type PasswordEstimate, strengthFault } from './password-policy.js';

const STRONG: PasswordEstimate = { score: 4, warning: null };

describe('normalizePassword', () => {
  it('spells every keyboard alike', () => {
    expect(normalizePassword('pa\u0301ssword')).toBe(normalizePassword('p\u00e1ssword'));
  });

  it('keeps case, and spaces at either end', () => {
    expect(normalizePassword('  Two  Spaces ')).toBe('  Two  Spaces ');
  });

  it('does not fold what only looks alike (NFKC would)', () => {
    expect(normalizePassword('\uff21\ufb01')).toBe('\uff21\ufb01');
  });
});

describe('formFault', () => {
  const SHORT = 'must have at least 12 characters';
  const LONG = 'must have at most 128 characters';

  it.each([
    ['', SHORT],
    ['a'.repeat(11), SHORT],
    ['a'.repeat(12), null],
    ['a'.repeat(128), null],
    ['a'.repeat(129), LONG],
    // Code points, not UTF-16 units: an emoji is one.
    ['\u{1f999}'.repeat(11), SHORT],
    ['\u{1f999}'.repeat(12), null],
    ['\u{1f999}'.repeat(128), null],
    ['\u{1f999}'.repeat(129), LONG],
  ])('%j', (password, fault) => {
    expect(formFault(password)).toBe(fault);
  });
});

describe('strengthFault', () => {
  const WORDS = ['ada', 'lovelace', 'math', 'example'];
  const OWN = 'must not be built from the e-mail address';

  it.each([
    ['the words alone', 'lovelacelovelace', OWN],
    ['the words in any case', 'LoveLace-ADA-Math', OWN],
    ['one word as half of it', 'lovelace12345678', OWN],
    ['one word as less than half', 'lovelace123456789', null],
    ['a word of somebody else', 'babbagebabbage', null],
  ])('%s', (_name, password, fault) => {
    expect(strengthFault(password, WORDS, STRONG)).toBe(fault);
  });

  it.each<[PasswordEstimate, string | null]>([
    [{ score: 4, warning: null }, null],
    [{ score: 3, warning: 'not needed' }, null],
    [{ score: 2, warning: 'Common.' }, 'is too easy to guess: Common.'],
    [{ score: 0, warning: null }, 'is too easy to guess: add another word or two; uncommon words are better.'],
  ])('an estimate of %j', (estimate, fault) => {
    expect(strengthFault('seven purple llamas', [], estimate)).toBe(fault);
  });

  it('says first that the e-mail is in it, which tells more than that it is guessable', () => {
    expect(strengthFault('lovelacelovelace', WORDS, { score: 0, warning: 'Common.' })).toBe(OWN);
  });
});
