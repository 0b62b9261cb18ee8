import { describe, expect, it } from '@jest/globals';
import { PASSWORD_MIN_SCORE } from '../../domain/password-policy.js';
import { ZxcvbnPasswordStrength } from './zxcvbn-password-strength.js';

const strength = new ZxcvbnPasswordStrength();

describe('an estimate', () => {
  it.each([
    ['password1234', 'a common password with a tail'],
    ['P@ssw0rd!2024', 'the same in disguise'],
    ['iloveyou123456', 'another common one'],
    ['qwertyuiopasdf', 'a walk over the keyboard'],
    ['zaq12wsxcde34rfv', 'a steeper walk'],
    ['123456789012', 'a sequence'],
    ['november251990', 'a date'],
    ['letmeinletmein', 'a repetition'],
    ['abcabcabcabcabc', 'a pattern'],
    ['x'.repeat(128), 'a long nothing'],
    ['lovelace1815', 'a name and a year'],
    ['dragonmonkeyshadow', 'three common ones'],
    ['', 'nothing at all'],
  ])('is low for %j: %s', (password) => {
    const { score, warning } = strength.estimate(password, []);
    expect(score).toBeLessThan(PASSWORD_MIN_SCORE);
    expect(warning).toMatch(/^[A-Z].+\.$/);
  });

  it.each([
    'seven purple llamas',
    'correct horse battery staple',
    'kq7!mZ2p#Lw9',
    'gr\u00fcnes Fahrrad im Regen',
    '\u043f\u0430\u0440\u043e\u043b\u044c \u043d\u0430 \u0432\u0435\u0447\u0435\u0440',
    '9f8d7a6c5b4e',
  ])('is high for %j', (password) => {
    const { score } = strength.estimate(password, []);
    expect(score).toBeGreaterThanOrEqual(PASSWORD_MIN_SCORE);
  });

  it("takes the words of one's own address for a dictionary, in this call only", () => {
    const score = (ownWords: string[]) => strength.estimate('brontoquixal12', ownWords).score;
    expect(score([])).toBeGreaterThanOrEqual(PASSWORD_MIN_SCORE);
    expect(score(['brontoquixal'])).toBeLessThan(PASSWORD_MIN_SCORE);
    expect(score([])).toBeGreaterThanOrEqual(PASSWORD_MIN_SCORE);
  });
});
