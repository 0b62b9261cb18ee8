import { ActionTokenRepository } from '../../../application/ports/action-token-repository.js';
import type { ActionPurpose, ActionToken } from '../../../domain/action-token.js';
import { date, millis, text, textOrNull } from './columns.js';
import type { Row, SqliteStore } from './sqlite-store.js';

const ISSUE = `
  INSERT INTO actionTokens (userId, purpose, hash, createdAt, expiresAt, purgeAt, redeemedBy, issued)
  VALUES (?, ?, ?, ?, ?, ?, NULL, 1)
  ON CONFLICT (userId, purpose) DO UPDATE SET
    hash = excluded.hash,
    createdAt = excluded.createdAt,
    expiresAt = excluded.expiresAt,
    purgeAt = excluded.purgeAt,
    redeemedBy = NULL,
    issued = CASE WHEN redeemedBy IS NULL AND expiresAt > excluded.createdAt THEN issued + 1 ELSE 1 END
  WHERE redeemedBy IS NOT NULL OR expiresAt <= excluded.createdAt OR issued < ?`;

const REDEEM = 'UPDATE actionTokens SET redeemedBy = ? WHERE hash = ? AND redeemedBy IS NULL AND expiresAt > ?';

const GIVE_BACK = 'UPDATE actionTokens SET redeemedBy = NULL WHERE hash = ? AND redeemedBy = ?';

export class SqliteActionTokenRepository extends ActionTokenRepository {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  issue(token: ActionToken, limit: number): Promise<boolean> {
    const { userId, purpose, hash } = token;
    const instants = [millis(token.createdAt), millis(token.expiresAt), millis(token.purgeAt)];
    return this.store.write(() => this.store.run(ISSUE, userId, purpose, hash, ...instants, limit) === 1);
  }

  async find(hash: string, purpose: ActionPurpose): Promise<ActionToken | null> {
    return toActionToken(this.store.get('SELECT * FROM actionTokens WHERE hash = ? AND purpose = ?', hash, purpose));
  }

  redeem(hash: string, attemptId: string, now: Date): Promise<boolean> {
    return this.store.write(() => this.store.run(REDEEM, attemptId, hash, now.getTime()) === 1);
  }

  async giveBack(hash: string, attemptId: string): Promise<void> {
    await this.store.write(() => this.store.run(GIVE_BACK, hash, attemptId));
  }
}

function toActionToken(row: Row | undefined): ActionToken | null {
  if (row === undefined) return null;
  return {
    hash: text(row, 'hash'),
    purpose: text(row, 'purpose') as ActionPurpose,
    userId: text(row, 'userId'),
    createdAt: date(row, 'createdAt'),
    expiresAt: date(row, 'expiresAt'),
    purgeAt: date(row, 'purgeAt'),
    redeemedBy: textOrNull(row, 'redeemedBy'),
  };
}
