import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { canonicalText, type SealedEvent, type UnsealedEvent } from '../../domain/audit-chain.js';
import { sampleEvent } from '../../../test/support/samples.js';
import { HmacAuditSeal } from './hmac-audit-seal.js';

const [KEY, OLD, OTHER] = ['the key that seals', 'the key before', 'a key of nobody'] as const;
const seal = new HmacAuditSeal([KEY, OLD]);

const UNSEALED: UnsealedEvent = {
  ...sampleEvent(),
  writerId: '019ab9c0-0000-7000-8000-000000000001',
  seq: 2,
  purgeAt: new Date(2),
  prevHash: 'hash-1',
  prevPurgeAt: new Date(1),
};

describe('HmacAuditSeal', () => {
  it('takes HMAC-SHA-256 of the canonical text, with a key derived by HKDF', () => {
    const event = seal.seal(UNSEALED);
    const key = Buffer.from(hkdfSync('sha256', KEY, '', 'ratchet audit-chain', 32));
    expect(event.hash).toBe(createHmac('sha256', key).update(canonicalText(event)).digest('base64url'));
    expect(event.keyId).toMatch(/^[\w-]{12}$/);
  });

  it.each([
    ['its own', seal, 'genuine'],
    ['a newer key beside the old', new HmacAuditSeal([OTHER, KEY]), 'genuine'],
    ['other keys', new HmacAuditSeal([OTHER]), 'key-unknown'],
  ])('with %s a sealed event is judged rightly', (_, judge, verdict) => {
    expect(judge.judge(seal.seal(UNSEALED))).toBe(verdict);
  });

  it('a key under the name of another proves nothing', () => {
    const forged = { ...new HmacAuditSeal([OTHER]).seal(UNSEALED), keyId: seal.keyId };
    expect(seal.judge(forged)).toBe('forged');
  });

  const changes: Partial<Record<keyof SealedEvent, unknown>> = {
    id: 'another',
    type: 'session.refresh_retried',
    class: 'admin',
    occurredAt: new Date(3),
    outcome: 'failure',
    actorId: null,
    userId: null,
    sessionId: null,
    ipAddress: null,
    userAgent: null,
    requestId: null,
    details: { generation: 8 },
    writerId: 'another',
    seq: 3,
    purgeAt: new Date(3),
    prevHash: 'hash-2',
    prevPurgeAt: null,
    hash: 'hash-3',
  };

  it.each(Object.entries(changes))('a changed %s is noticed', (field, value) => {
    expect(seal.judge({ ...seal.seal(UNSEALED), [field]: value })).toBe('forged');
  });

  it.each<[string, unknown]>([
    ['occurredAt', UNSEALED.occurredAt.toISOString()],
    ['occurredAt', UNSEALED.occurredAt.getTime()],
    ['purgeAt', new Date(NaN)],
    ['details', undefined],
    ['details', { generation: 7n }],
    ['hash', null],
    ['seq', '2'],
    ['seq', undefined],
  ])('a %s of %p, as a tampered store may give, is forged', (field, value) => {
    expect(seal.judge({ ...seal.seal(UNSEALED), [field]: value })).toBe('forged');
  });

  it('every field is covered', () => {
    expect(Object.keys(changes).sort()).toEqual(
      Object.keys(seal.seal(UNSEALED))
        .filter((name) => name !== 'keyId')
        .sort(),
    );
  });
});
