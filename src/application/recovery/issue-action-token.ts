import { ACTION_TOKEN_LIFETIME_MS, ACTION_TOKEN_RETENTION_MS, type ActionPurpose } from '../../domain/action-token.js';
import type { User } from '../../domain/user.js';
import type { ActionTokenRepository } from '../ports/action-token-repository.js';
import type { ActionTokens } from '../ports/action-tokens.js';
import type { Clock } from '../ports/clock.js';

/** The secret, for a mail to its user and for nothing else. */
export interface IssuedActionToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Gives a user a new action token, in the place of an earlier one for the same purpose. */
export class IssueActionToken {
  constructor(
    private readonly tokens: ActionTokens,
    private readonly records: ActionTokenRepository,
    private readonly clock: Clock,
  ) {}

  /** One write. Null if the user has a live one and `limit` were issued since there last was none. */
  async execute({ id: userId }: User, purpose: ActionPurpose, limit: number): Promise<IssuedActionToken | null> {
    const { token, hash } = this.tokens.make();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + ACTION_TOKEN_LIFETIME_MS[purpose]);
    const purgeAt = new Date(expiresAt.getTime() + ACTION_TOKEN_RETENTION_MS);
    const record = { hash, purpose, userId, createdAt, expiresAt, purgeAt, redeemedBy: null };
    return (await this.records.issue(record, limit)) ? { token, expiresAt } : null;
  }
}
