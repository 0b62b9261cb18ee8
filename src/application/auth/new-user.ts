import { DomainError } from '../../domain/errors.js';
import type { Role } from '../../domain/role.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';

/** Makes accounts: active, unverified, in their first epoch. */
export class NewUser {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Takes a normalised e-mail. No store call. */
  execute(email: string, passwordHash: string, role: Role): User {
    const now = this.clock.now();
    return {
      id: this.random.uuid(),
      email,
      passwordHash,
      role,
      isActive: true,
      emailVerifiedAt: null,
      sessionEpoch: 0,
      sessionEpochReason: null,
      sparedSessionId: null,
      createdAt: now,
      updatedAt: now,
    };
  }
}

export function emailTaken(): DomainError {
  return new DomainError('email-taken', 'There is an account with this e-mail already.', {
    errors: [{ field: 'email', message: 'is taken' }],
  });
}
