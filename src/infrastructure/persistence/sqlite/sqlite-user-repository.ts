import { UserRepository } from '../../../application/ports/user-repository.js';
import type { Role } from '../../../domain/role.js';
import type { RevokedReason } from '../../../domain/session.js';
import type { User } from '../../../domain/user.js';
import { date, dateOrNull, integer, millis, text, textOrNull } from './columns.js';
import type { Row, SqliteStore } from './sqlite-store.js';

const INSERT = `
  INSERT INTO users (id, email, passwordHash, role, isActive, emailVerifiedAt, sessionEpoch, sessionEpochReason,
                     sparedSessionId, createdAt, updatedAt)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (email) DO NOTHING`;

export class SqliteUserRepository extends UserRepository {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  insert(user: User): Promise<boolean> {
    return this.store.write(() => {
      const changes = this.store.run(
        INSERT,
        user.id,
        user.email,
        user.passwordHash,
        user.role,
        Number(user.isActive),
        millis(user.emailVerifiedAt),
        user.sessionEpoch,
        user.sessionEpochReason,
        user.sparedSessionId,
        millis(user.createdAt),
        millis(user.updatedAt),
      );
      return changes === 1;
    });
  }

  async withdraw(id: string, passwordHash: string): Promise<void> {
    await this.store.write(() =>
      this.store.run('DELETE FROM users WHERE id = ? AND passwordHash = ?', id, passwordHash),
    );
  }

  async findByEmail(email: string): Promise<User | null> {
    return toUser(this.store.get('SELECT * FROM users WHERE email = ?', email));
  }

  async findById(id: string): Promise<User | null> {
    return toUser(this.store.get('SELECT * FROM users WHERE id = ?', id));
  }

  async renewPasswordHash(id: string, seenHash: string, newHash: string, at: Date): Promise<boolean> {
    const sql = 'UPDATE users SET passwordHash = ?, updatedAt = ? WHERE id = ? AND passwordHash = ?';
    return this.store.write(() => this.store.run(sql, newHash, millis(at), id, seenHash) === 1);
  }

  async raiseSessionEpoch(id: string, seenEpoch: number, reason: RevokedReason, at: Date): Promise<number | null> {
    const sql = `UPDATE users SET sessionEpoch = ?, sessionEpochReason = ?, sparedSessionId = NULL, updatedAt = ?
                 WHERE id = ? AND sessionEpoch = ?`;
    const epoch = seenEpoch + 1;
    return this.store.write(() => (this.store.run(sql, epoch, reason, millis(at), id, seenEpoch) === 1 ? epoch : null));
  }
}

function toUser(row: Row | undefined): User | null {
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
