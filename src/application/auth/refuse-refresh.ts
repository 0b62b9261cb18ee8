import type { ClientContext } from '../../domain/client-context.js';
import { DomainError } from '../../domain/errors.js';
import type { RevokedReason } from '../../domain/session.js';
import type { GenuineToken } from '../ports/refresh-tokens.js';
import type { EndSessions } from '../sessions/end-sessions.js';
import type { CascadeReuse } from './cascade-reuse.js';
import type { Refusal, RefusalTrail } from './refusal-trail.js';

/** Carries out a verdict against a refresh token: its event, its effect, its answer. */
export class RefuseRefresh {
  constructor(
    private readonly trail: RefusalTrail,
    private readonly cascade: CascadeReuse,
    private readonly ends: EndSessions,
  ) {}

  /** Never returns: throws the `DomainError` of the verdict, after its event and its effect are stored. */
  async execute(refusal: Refusal, token: GenuineToken, client: ClientContext): Promise<never> {
    // The event comes first: what follows must not happen without a trace of why.
    await this.trail.record(refusal, token, client);
    switch (refusal.kind) {
      case 'unknown':
      case 'forged':
        throw invalidRefreshToken();
      case 'ended':
        await this.ends.finishMarking(refusal.session, refusal.user, refusal.reason);
        throw revoked(refusal.reason);
      case 'store-rollback':
        await this.ends.one(refusal.session, 'store-rollback', null);
        throw revoked('store-rollback');
      case 'expired':
        throw new DomainError('refresh-token-expired', 'The session has expired. Sign in again.');
      case 'key-reused':
        throw keyReused();
      case 'reused':
        await this.cascade.execute(refusal, client);
        throw reused();
    }
  }
}

export function invalidRefreshToken(): DomainError {
  return new DomainError('refresh-token-invalid', 'The refresh token is not valid. Sign in again.');
}

/** The session has ended, and not by this request's doing. */
export function revoked(reason: RevokedReason): DomainError {
  return new DomainError('refresh-token-revoked', 'The session has ended. Sign in again.', { reason });
}

function keyReused(): DomainError {
  return new DomainError(
    'idempotency-key-reused',
    'This Idempotency-Key was sent with the refresh before. Use a new random one for each refresh.',
    { errors: [{ field: 'Idempotency-Key', message: 'was used before' }] },
  );
}

function reused(): DomainError {
  return new DomainError(
    'refresh-token-reused',
    'This refresh token had been used before, which may mean that it was stolen. Sign in again.',
    { reason: 'reuse-detected' },
  );
}
