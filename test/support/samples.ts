import type { ActionToken } from '../../src/domain/action-token.js';
import type { AuditEvent } from '../../src/domain/audit-event.js';
import type { RotationCommand } from '../../src/application/ports/session-repository.js';
import type { Session, SessionSummary } from '../../src/domain/session.js';
import type { User } from '../../src/domain/user.js';
import { newId } from './persistence.ts';

/** A whole millisecond long ago: stores must give back exactly what they got. */
export const NOW = new Date('2026-03-04T05:06:07.089Z');

export function later(ms: number): Date {
  return new Date(NOW.getTime() + ms);
}

export const HOUR = 3_600_000;

export function sampleUser(overrides: Partial<User> = {}): User {
  const id = newId();
  return {
    id,
    email: `${id}@example.com`,
    passwordHash: `$argon2id$v=19$m=19456,t=2,p=1$${id}`,
    role: 'user',
    isActive: true,
    emailVerifiedAt: null,
    sessionEpoch: 0,
    sessionEpochReason: null,
    sparedSessionId: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...overrides,
  };
}

export function sampleSession(overrides: Partial<Session> = {}): Session {
  return {
    id: newId(),
    userId: newId(),
    userEpoch: 0,
    familyHash: 'family',
    generation: 0,
    tokenHash: 'hash-0',
    createdAt: NOW,
    lastUsedAt: NOW,
    expiresAt: later(HOUR),
    absoluteExpiresAt: later(10 * HOUR),
    // In the future of the machine's clock, or a store that cleans up would do so.
    purgeAt: new Date('2096-01-01T00:00:00.000Z'),
    revokedAt: null,
    revokedReason: null,
    revokedBy: null,
    userAgent: 'a browser',
    ipAddress: '203.0.113.7',
    idempotencyKeyHash: null,
    rotations: [],
    places: [{ device: 'unknown', network: '203.0.113.0/24' }],
    ...overrides,
  };
}

/** The step that takes `session` from where it is to the next generation. */
export function stepOf(session: Session, overrides: Partial<RotationCommand> = {}): RotationCommand {
  const next = session.generation + 1;
  return {
    sessionId: session.id,
    generation: session.generation,
    tokenHash: session.tokenHash,
    successorHash: `hash-${next}`,
    idempotencyKeyHash: null,
    idleExpiresAt: later(2 * HOUR),
    rotation: {
      tokenId: `token-${session.generation}`,
      replacedByToken: `token-${next}`,
      attemptId: newId(),
      rotatedAt: later(60_000),
      ipAddress: '198.51.100.9',
      userAgent: 'another browser',
    },
    ...overrides,
  };
}

/** What lists give of it. */
export function summaryOf({ rotations: _, places: __, ...summary }: Session): SessionSummary {
  return summary;
}

export function sampleEvent(overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: newId(),
    type: 'session.refreshed',
    class: 'routine',
    outcome: 'success',
    details: { generation: 7 },
    occurredAt: NOW,
    actorId: newId(),
    userId: newId(),
    sessionId: newId(),
    ipAddress: '2001:db8::1',
    userAgent: 'a browser',
    requestId: 'request-1',
    ...overrides,
  } as AuditEvent;
}

export function sampleActionToken(overrides: Partial<ActionToken> = {}): ActionToken {
  return {
    hash: newId(),
    purpose: 'password-reset',
    userId: newId(),
    createdAt: NOW,
    expiresAt: later(HOUR),
    purgeAt: new Date('2096-01-01T00:00:00.000Z'),
    redeemedBy: null,
    ...overrides,
  };
}
