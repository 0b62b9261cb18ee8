import { afterAll, describe, expect, it } from '@jest/globals';
import { Overloaded } from '../../domain/errors.js';
import { PASSWORD_MIN_SCORE } from '../../domain/password-policy.js';
import { ZxcvbnPasswordStrength } from './zxcvbn-password-strength.js';

const strength = new ZxcvbnPasswordStrength();

afterAll(() => strength.onApplicationShutdown());

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
  ])('is low for %j: %s', async (password) => {
    const { score, warning } = await strength.estimate(password, []);
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
  ])('is high for %j', async (password) => {
    const { score } = await strength.estimate(password, []);
    expect(score).toBeGreaterThanOrEqual(PASSWORD_MIN_SCORE);
  });

  it("takes the words of one's own address for a dictionary, in this call only", async () => {
    const score = async (ownWords: string[]) => (await strength.estimate('brontoquixal12', ownWords)).score;
    expect(await score([])).toBeGreaterThanOrEqual(PASSWORD_MIN_SCORE);
    expect(await score(['brontoquixal'])).toBeLessThan(PASSWORD_MIN_SCORE);
    expect(await score([])).toBeGreaterThanOrEqual(PASSWORD_MIN_SCORE);
  });

  it('is refused when more wait than can be served in time; those who wait get theirs', async () => {
    const settled = await Promise.allSettled(
      Array.from({ length: 200 }, () => strength.estimate('seven purple llamas', [])),
    );
    const refused = settled.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(settled.length - refused.length).toBeGreaterThanOrEqual(128);
    for (const { reason } of refused as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(Overloaded);
  });
});
