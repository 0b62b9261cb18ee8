import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HmacRefreshTokens } from './hmac-refresh-tokens.js';

const KEY = 'the application key of these tests, A';
const OTHER_KEY = 'the application key of these tests, B';
const SESSION_ID = '019ab9c0-0000-7000-8000-00000000002a';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const tokens = new HmacRefreshTokens([KEY]);
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');
const replaced = (text: string, index: number, by: string) => text.slice(0, index) + by + text.slice(index + 1);

describe('a new token', () => {
  const opened = tokens.open(SESSION_ID);

  it('is 27 and 64 characters of base64url, with a dot between', () => {
    expect(opened.token).toMatch(/^[\w-]{27}\.[\w-]{64}$/);
    expect(opened.token).toHaveLength(92);
    expect(opened.id).toBe(opened.token.slice(0, 27));
  });

  it('is generation 0 of its session, and is known by its SHA-256', () => {
    expect(opened).toMatchObject({ sessionId: SESSION_ID, generation: 0, hash: sha256(opened.token) });
  });

  it('is recognised as what it was opened as', () => {
    expect(tokens.recognize(opened.token)).toEqual(opened);
  });

  it('has a nonce of its own: neither token nor family comes twice', () => {
    const again = tokens.open(SESSION_ID);
    expect(again.id).toBe(opened.id);
    expect(again.token).not.toBe(opened.token);
    expect(again.familyHash).not.toBe(opened.familyHash);
  });

  it('leaves nothing of its secret in what the store gets to see', () => {
    const secret = opened.token.slice(28);
    const stored = [opened.id, opened.hash, opened.familyHash].join();
    for (let start = 0; start + 6 <= secret.length; start += 1) {
      expect(stored).not.toContain(secret.slice(start, start + 6));
    }
    expect(opened.familyHash).toMatch(/^[\w-]{43}$/);
  });
});

it('recognises the tokens of every release before: their form is stored in browsers for months', () => {
  const released = new HmacRefreshTokens(['the application key of this golden token']);
  const token = 'AZq5wAAAcACAAAAAAAAAKgAAAAM.GTb7iDFymkjfBVddZazQCtIJyYWtZx9s1qnzcXwToXje-GsjipI6zWFeJeTa6nqA';
  expect(released.recognize(token)).toEqual({
    id: 'AZq5wAAAcACAAAAAAAAAKgAAAAM',
    token,
    hash: 'UkxrXmLC5mrGItHj21FxYl9o4CVsDTgc289ly22k2f4',
    sessionId: SESSION_ID,
    generation: 3,
    familyHash: 'V6CaqZ5u4FUQZi0Ug3RVBetNQ7V9TRzUJJGmlScN-Xg',
  });
});

describe('what is not a token', () => {
  /** Its id is full of `-`, so that other alphabets have another spelling for it. */
  const { token } = tokens.open('fbefbefb-efbe-7bef-befb-efbefbefbefb');

  it('is any text that differs from one in one character', () => {
    const accepted: string[] = [];
    for (let index = 0; index < token.length; index += 1) {
      for (const character of `${ALPHABET}+/=. %\u00e9\u0000\uff21`) {
        const changed = replaced(token, index, character);
        if (changed !== token && tokens.recognize(changed) !== null) accepted.push(changed);
      }
    }
    expect(accepted).toEqual([]);
  });

  it('is another spelling of the same bytes: the two spare bits of the id', () => {
    const id = token.slice(0, 27);
    const aliases = Array.from(ALPHABET, (character) => replaced(token, 26, character)).filter(
      (alias) => alias !== token && Buffer.from(alias.slice(0, 27), 'base64url').equals(Buffer.from(id, 'base64url')),
    );
    expect(aliases).toHaveLength(3);
    expect(aliases.map((alias) => tokens.recognize(alias))).toEqual([null, null, null]);
  });

  it.each([
    ['the alphabet of plain base64', token.replaceAll('-', '+').replaceAll('_', '/')],
    ['padding', `${token.slice(0, 27)}=.${token.slice(28)}`],
    ['a blank before', ` ${token}`],
    ['a newline after', `${token}\n`],
    ['quotes', `"${token}"`],
    ['percent-encoding', token.replace('.', '%2E')],
    ['one character less', token.slice(0, -1)],
    ['one character more', `${token}A`],
    ['another case', token.toLowerCase()],
    ['the halves exchanged', `${token.slice(28)}.${token.slice(0, 27)}`],
    ['no dot', token.replace('.', 'A')],
    ['nothing', ''],
  ])('is one in another dress: %s', (_name, text) => {
    expect(text).not.toBe(token);
    expect(tokens.recognize(text)).toBeNull();
  });

  it('is the id of one session with the secret of another', () => {
    const other = tokens.open(SESSION_ID).token;
    expect(tokens.recognize(`${token.slice(0, 27)}.${other.slice(28)}`)).toBeNull();
  });

  it('never makes it throw', () => {
    const character = fc.constantFrom(...ALPHABET.split(''), '+', '/', '=', '\u00e9', '\ud800');
    const shaped = fc
      .array(character, { minLength: 91, maxLength: 91 })
      .map((all) => `${all.slice(0, 27).join('')}.${all.slice(27).join('')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), shaped), (text) => {
        expect(tokens.recognize(text)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});

describe('successors', () => {
  const opened = tokens.open(SESSION_ID);

  it('are a function of the token alone, in every process that has the key', () => {
    expect(tokens.successors(opened)).toEqual(tokens.successors(opened));
    expect(new HmacRefreshTokens([KEY]).successors(opened)).toEqual(tokens.successors(opened));
  });

  it('go one generation on, in the same session and family, and are tokens themselves', () => {
    let current = opened;
    for (let generation = 1; generation <= 300; generation += 1) {
      const [issued] = tokens.successors(current);
      const next = tokens.recognize(issued.token);
      expect(next).toEqual({ ...issued, generation, sessionId: SESSION_ID, familyHash: opened.familyHash });
      expect(next).not.toMatchObject({ id: current.id });
      current = next!;
    }
  });

  it('share no secret with their token but the nonce', () => {
    const [issued] = tokens.successors(opened);
    const bytes = [opened.token, issued.token].map((token) => Buffer.from(token.slice(28), 'base64url'));
    const [macBefore, macAfter] = bytes.map((secret) => secret.subarray(16).toString('hex'));
    expect(macAfter).not.toBe(macBefore);
    expect(issued.hash).not.toBe(opened.hash);
  });
});

describe('keys', () => {
  const old = tokens;
  const both = new HmacRefreshTokens([OTHER_KEY, KEY]);
  const renewed = new HmacRefreshTokens([OTHER_KEY]);

  it('of two services open nothing of each other', () => {
    expect(renewed.recognize(old.open(SESSION_ID).token)).toBeNull();
    expect(old.recognize(renewed.open(SESSION_ID).token)).toBeNull();
  });

  it('that are similar are different keys', () => {
    const token = old.open(SESSION_ID).token;
    expect(new HmacRefreshTokens([`${KEY} `]).recognize(token)).toBeNull();
    expect(new HmacRefreshTokens([KEY.slice(0, -1)]).recognize(token)).toBeNull();
  });

  it('all verify; only the first signs', () => {
    const before = old.open(SESSION_ID);
    expect(both.recognize(before.token)).toEqual(before);
    const after = both.open(SESSION_ID);
    expect(renewed.recognize(after.token)).toEqual(after);
    expect(old.recognize(after.token)).toBeNull();
  });

  it("give a successor each, the signing key's first, all of one id and family", () => {
    const opened = old.open(SESSION_ID);
    const successors = both.successors(opened);
    expect(successors.map(({ id }) => id)).toEqual([successors[0].id, successors[0].id]);
    expect([...renewed.successors(opened), ...old.successors(opened)]).toEqual(successors);
    const families = successors.map(({ token }) => both.recognize(token)?.familyHash);
    expect(families).toEqual([opened.familyHash, opened.familyHash]);
  });

  it('that were dropped verify no more', () => {
    const [successor] = both.successors(old.open(SESSION_ID));
    expect(renewed.recognize(successor.token)).not.toBeNull();
    expect(renewed.recognize(old.open(SESSION_ID).token)).toBeNull();
  });

  it('do not change what an idempotency key is known by', () => {
    expect(old.hashKey('an idempotency key')).toBe(sha256('an idempotency key'));
    expect(renewed.hashKey('an idempotency key')).toBe(old.hashKey('an idempotency key'));
  });
});
