import type { Role } from '../../../domain/role.js';
import type { RevokedReason } from '../../../domain/session.js';
import type { User } from '../../../domain/user.js';
import { date, dateOrNull, integer, text, textOrNull } from './columns.js';
import type { Row } from './sqlite-store.js';

export function toUser(row: Row | undefined): User | null {
  if (row === undefined) return null;
  return {
    id: text(row, 'id'),
    email: text(row, 'email'),
    passwordHash: text(row, 'passwordHash'),
    role: text(row, 'role') as Role,
    isActive: integer(row, 'isActive') === 1,
    emailVerifiedAt: dateOrNull(row, 'emailVerifiedAt'),
    sessionEpoch: integer(row, 'sessionEpoch'),
    sessionEpochReason: textOrNull(row, 'sessionEpochReason') as RevokedReason | null,
    sparedSessionId: textOrNull(row, 'sparedSessionId'),
    createdAt: date(row, 'createdAt'),
    updatedAt: date(row, 'updatedAt'),
  };
}
