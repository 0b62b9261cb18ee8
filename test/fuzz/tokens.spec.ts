import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { cursorOf, keyOf } from '../../src/http/paging/cursor.js';
import { UserSessionsQuery } from '../../src/http/admin/admin.dto.js';
import { PageQuery } from '../../src/http/paging/page-query.dto.js';
import { bearerOf } from '../../src/http/security/access-token.strategy.js';
import { cookieValues } from '../../src/http/security/cookies.js';
import { isId } from '../../src/http/id-param.js';
import { HmacDeviceTokens } from '../../src/infrastructure/crypto/hmac-device-tokens.js';
import { HmacRefreshTokens } from '../../src/infrastructure/crypto/hmac-refresh-tokens.js';
import { RandomActionTokens } from '../../src/infrastructure/crypto/random-action-tokens.js';
import { refusedFields } from '../support/fields.js';
import { anyText, base64urlText, headerText, nearly, oneOf, RUNS } from './arbitraries.js';

const KEYS = ['fJ3k-9sLq2Wm8Zx5Vb1Nc7Rt4Yp6Hd0Ga', 'Xa9c-4Ud7Ke2Ti6Bn0Mf8Sv3Ql5Wg1Jb'] as const;
const NOW = new Date('2026-11-25T12:00:00.000Z');
const options = { numRuns: RUNS };
const uuid = fc.uuid();

describe('a refresh token', () => {
  const tokens = new HmacRefreshTokens(KEYS);

  it('says what it was made for, through any number of successors', () => {
    fc.assert(
      fc.property(uuid, fc.nat({ max: 12 }), (sessionId, steps) => {
        let token = tokens.open(sessionId);
        for (let step = 0; step < steps; step += 1) {
          const next = tokens.recognize(tokens.successors(token)[0].token);
          expect(next?.familyHash).toBe(token.familyHash);
          token = next!;
        }
        const read = tokens.recognize(token.token);
        expect(read).toEqual(token);
        expect([read?.sessionId, read?.generation]).toEqual([sessionId, steps]);
      }),
      options,
    );
  });

  it('has one spelling: whatever nearly is one is none', () => {
    const { token } = tokens.open('019ab9c0-0000-7000-8000-00000000abcd');
    fc.assert(
      fc.property(fc.oneof(nearly(token), nearly(token, base64urlText)), (text) => {
        expect(tokens.recognize(text)).toBeNull();
      }),
      { numRuns: RUNS * 10 },
    );
  });

  it('is no text that was not made with a key', () => {
    const stranger = new HmacRefreshTokens(['Qm2d-8Rw5Tz1Kx9Lc4Vb7Ns3Hp6Yj0Fe']);
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          base64urlText,
          uuid.map((id) => stranger.open(id).token),
        ),
        (text) => {
          expect(tokens.recognize(text)).toBeNull();
        },
      ),
      options,
    );
  });
});

describe('a device cookie', () => {
  const tokens = new HmacDeviceTokens(KEYS);
  const seconds = fc.integer({ min: 0, max: 400 * 86_400 });

  it('says what it was made for, for 400 days', () => {
    fc.assert(
      fc.property(uuid, uuid, seconds, (userId, deviceId, age) => {
        const token = tokens.issue({ userId, deviceId }, NOW);
        expect(tokens.recognize(token, new Date(NOW.getTime() + age * 1000))).toEqual({ userId, deviceId });
        expect(tokens.recognize(token, new Date(NOW.getTime() + 400 * 86_400_000 + 1000))).toBeNull();
      }),
      options,
    );
  });

  it('has one spelling, and is no other text', () => {
    const token = tokens.issue(
      { userId: '019ab9c0-0000-7000-8000-00000000abcd', deviceId: '019ab9c0-0000-7000-8000-00000000ffff' },
      NOW,
    );
    fc.assert(
      fc.property(fc.oneof(nearly(token), nearly(token, base64urlText), anyText), (text) => {
        expect(tokens.recognize(text, NOW)).toBeNull();
      }),
      { numRuns: RUNS * 10 },
    );
  });
});

describe('a token of a mail', () => {
  const tokens = new RandomActionTokens();

  it('has one spelling, and is no other text', () => {
    const { token, hash } = tokens.make();
    expect(tokens.hashOf(token)).toBe(hash);
    fc.assert(
      fc.property(fc.oneof(nearly(token), nearly(token, base64urlText), anyText), (text) => {
        const found = tokens.hashOf(text);
        expect(found).not.toBe(hash);
        if (found !== null) expect(Buffer.from(text, 'base64url').toString('base64url')).toBe(text);
      }),
      { numRuns: RUNS * 10 },
    );
  });
});

describe('a cursor', () => {
  const wellFormed = anyText.filter((text) => text.isWellFormed() && text !== '' && text.length < 90);

  it('leads back to its key, whatever that is', async () => {
    await fc.assert(
      fc.asyncProperty(wellFormed, async (key) => {
        expect(keyOf(cursorOf(key))).toBe(key);
        expect(await refusedFields(PageQuery, { cursor: cursorOf(key) })).toEqual([]);
      }),
      options,
    );
  });

  it('of a list by id is the cursor of an id, in one spelling', async () => {
    const cursor = cursorOf('019ab9c0-0000-7000-8000-00000000abcd');
    expect(await refusedFields(UserSessionsQuery, { cursor })).toEqual([]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(nearly(cursor), nearly(cursor, base64urlText), anyText, wellFormed.map(cursorOf)),
        async (text) => {
          const isOfAnId = cursorOf(keyOf(text)) === text && isId(keyOf(text));
          expect(await refusedFields(UserSessionsQuery, { cursor: text })).toEqual(isOfAnId ? [] : ['cursor']);
        },
      ),
      options,
    );
  });
});

describe('the Authorization header', () => {
  const tokenOf = (authorization: string) => bearerOf({ headers: { authorization } });

  it('gives the token of a Bearer, or nothing', () => {
    const bearer = fc.mixedCase(fc.constant('bearer'));
    const token = fc.string({ minLength: 1, unit: oneOf('abcXYZ019-_.') });
    fc.assert(
      fc.property(bearer, token, (scheme, text) => expect(tokenOf(`${scheme} ${text}`)).toBe(text)),
      options,
    );
    fc.assert(
      fc.property(headerText, (text) => {
        const read = tokenOf(text);
        if (read !== null) expect(text).toMatch(/^bearer /i);
        expect(read).not.toBe('');
      }),
      options,
    );
  });
});

describe('the Cookie header', () => {
  const read = (cookie: string) => cookieValues({ headers: { cookie } } as FastifyRequest, 'refresh_token');

  it('gives every value of that name, in order, whatever stands between', () => {
    const value = fc.string({ minLength: 1, unit: oneOf('abcXYZ019-_.=') });
    const other = fc.tuple(
      fc.constantFrom('a', 'refresh_tokens', 'xrefresh_token', 'Refresh_Token', '__proto__'),
      value,
    );
    const mine = fc.tuple(fc.constant('refresh_token'), value);
    fc.assert(
      fc.property(fc.array(fc.oneof(mine, other)), fc.constantFrom(';', '; ', ' ;  ', ';;'), (pairs, between) => {
        const expected = pairs.filter(([name]) => name === 'refresh_token').map(([, text]) => text);
        expect(read(pairs.map(([name, text]) => `${name}=${text}`).join(between))).toEqual(expected);
      }),
      options,
    );
  });

  it('is read to the end, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(headerText, nearly('a=b; refresh_token=x; refresh_token=y')), (text) => {
        for (const value of read(text)) expect(text).toContain(`refresh_token=${value}`);
      }),
      options,
    );
  });
});
