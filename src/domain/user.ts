import type { RevokedReason } from './session.js';
import type { Role } from './role.js';

/** An account. Dates are UTC instants with milliseconds; `email` is normalised (see `normalizeEmail`). */
export interface User {
  readonly id: string;
  readonly email: string;
  /** A PHC string, with the id of its pepper before it (see `PasswordHasher`); written only by compare-and-swap on the value that was read. */
  readonly passwordHash: string;
  readonly role: Role;
  readonly isActive: boolean;
  readonly emailVerifiedAt: Date | null;
  /** Sessions opened under an older epoch are dead: raising it ends them all in one write. */
  readonly sessionEpoch: number;
  /** Why the epoch was last raised, so that whoever meets a dead session can say why it ended. */
  readonly sessionEpochReason: RevokedReason | null;
  /** The one session that outlived the last raise (a password change keeps its caller's). */
  readonly sparedSessionId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
