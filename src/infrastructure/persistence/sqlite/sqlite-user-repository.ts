import type { SQLInputValue } from 'node:sqlite';
import type { PageRequest } from '../../../application/page.js';
import { type EpochRaise, type UserFilter, UserRepository } from '../../../application/ports/user-repository.js';
import { administeringRoles, leavesOffice, type Rights } from '../../../domain/role.js';
import type { User } from '../../../domain/user.js';
import { millis } from './columns.js';
import type { SqliteStore } from './sqlite-store.js';
import { toUser } from './user-rows.js';

const INSERT = `
  INSERT INTO users (id, email, passwordHash, role, isActive, emailVerifiedAt, sessionEpoch, sessionEpochReason,
                     sparedSessionId, createdAt, updatedAt)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (email) DO NOTHING`;

const RAISE =
  'sessionEpoch = sessionEpoch + 1, sessionEpochReason = :reason, sparedSessionId = :spare, updatedAt = :at';

/** No text that begins with a prefix sorts after the prefix and this. */
const LAST_CHARACTER = '\u{10FFFF}';

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

  async markEmailVerified(id: string, at: Date): Promise<void> {
    const sql = 'UPDATE users SET emailVerifiedAt = ?1, updatedAt = ?1 WHERE id = ?2 AND emailVerifiedAt IS NULL';
    await this.store.write(() => this.store.run(sql, millis(at), id));
  }

  raiseSessionEpoch(id: string, seenEpoch: number, raise: EpochRaise): Promise<User | null> {
    const sql = `UPDATE users SET ${RAISE} WHERE id = :id AND sessionEpoch = :seenEpoch RETURNING *`;
    return this.store.write(() => toUser(this.store.get(sql, { id, seenEpoch, ...raised(raise) })));
  }

  replacePassword(
    id: string,
    seen: Pick<User, 'passwordHash' | 'sessionEpoch'>,
    passwordHash: string,
    raise: EpochRaise,
  ): Promise<User | null> {
    const sql = `UPDATE users SET passwordHash = :passwordHash, ${RAISE}
                 WHERE id = :id AND sessionEpoch = :seenEpoch AND passwordHash = :seenHash RETURNING *`;
    const guard = { id, seenEpoch: seen.sessionEpoch, seenHash: seen.passwordHash };
    return this.store.write(() => toUser(this.store.get(sql, { ...guard, passwordHash, ...raised(raise) })));
  }

  changeRights(
    seen: User,
    rights: Rights,
    { raise, at }: { readonly raise: EpochRaise | null; readonly at: Date },
  ): Promise<User | 'last-admin' | 'moved'> {
    const sql = `UPDATE users SET role = :role, isActive = :isActive, ${raise === null ? 'updatedAt = :at' : RAISE}
                 WHERE id = :id AND role = :seenRole AND isActive = :seenActive AND sessionEpoch = :seenEpoch RETURNING *`;
    const guard = { id: seen.id, seenRole: seen.role, seenActive: Number(seen.isActive), seenEpoch: seen.sessionEpoch };
    const values = { role: rights.role, isActive: Number(rights.isActive) };
    return this.store.write(() => {
      if (leavesOffice(seen, rights) && !this.hasOtherAdmin(seen.id)) return 'last-admin';
      const time = raise === null ? { at: at.getTime() } : raised(raise);
      return toUser(this.store.get(sql, { ...guard, ...values, ...time })) ?? 'moved';
    });
  }

  async page(filter: UserFilter, { limit, after }: PageRequest): Promise<User[]> {
    const conditions: [string, SQLInputValue][] = [];
    if (after !== null) conditions.push(['email > ?', after]);
    if (filter.emailPrefix !== undefined) {
      conditions.push(['email >= ?', filter.emailPrefix], ['email < ?', `${filter.emailPrefix}${LAST_CHARACTER}`]);
    }
    if (filter.role !== undefined) conditions.push(['role = ?', filter.role]);
    if (filter.isActive !== undefined) conditions.push(['isActive = ?', Number(filter.isActive)]);
    const where = conditions.map(([condition]) => condition).join(' AND ') || 'TRUE';
    const values = conditions.map(([, value]) => value);
    const rows = this.store.all(`SELECT * FROM users WHERE ${where} ORDER BY email LIMIT ?`, ...values, limit + 1);
    return rows.flatMap((row) => toUser(row) ?? []);
  }

  private hasOtherAdmin(id: string): boolean {
    const roles = administeringRoles();
    const sql = `SELECT 1 FROM users WHERE role IN (${roles.map(() => '?').join(', ')}) AND isActive = 1 AND id <> ? LIMIT 1`;
    return this.store.get(sql, ...roles, id) !== undefined;
  }
}

function raised({ reason, spare, at }: EpochRaise) {
  return { reason, spare, at: at.getTime() };
}
