import { type Model, Types } from 'mongoose';
import { ActionTokenRepository } from '../../../application/ports/action-token-repository.js';
import type { ActionPurpose, ActionToken } from '../../../domain/action-token.js';
import { asking, isDuplicateKey } from './mongo-faults.js';
import type { ActionTokenDocument } from './schemas.js';

export class MongooseActionTokenRepository extends ActionTokenRepository {
  constructor(private readonly tokens: Model<ActionTokenDocument>) {
    super();
  }

  issue(token: ActionToken, limit: number): Promise<boolean> {
    return asking(async () => {
      try {
        return await this.replace(token, limit, true);
      } catch (fault) {
        // The record is there: it has reached the limit, or a racer has just made it.
        if (isDuplicateKey(fault)) return this.replace(token, limit, false);
        throw fault;
      }
    });
  }

  find(hash: string, purpose: ActionPurpose): Promise<ActionToken | null> {
    const named = { hash: { $eq: hash }, purpose: { $eq: purpose } };
    return asking(async () => toActionToken(await this.tokens.findOne(named).lean<ActionTokenDocument>().exec()));
  }

  redeem(hash: string, attemptId: string, now: Date): Promise<boolean> {
    const live = { hash: { $eq: hash }, redeemedBy: null, expiresAt: { $gt: now } };
    return asking(async () => {
      const { modifiedCount } = await this.tokens.updateOne(live, { $set: { redeemedBy: attemptId } }).exec();
      return modifiedCount === 1;
    });
  }

  async giveBack(hash: string, attemptId: string): Promise<void> {
    const redeemed = { hash: { $eq: hash }, redeemedBy: attemptId };
    await asking(() => this.tokens.updateOne(redeemed, { $set: { redeemedBy: null } }).exec());
  }

  /** One write, in a pipeline because the count depends on the record that is replaced. */
  private async replace(token: ActionToken, limit: number, upsert: boolean): Promise<boolean> {
    const { purpose, userId, hash, createdAt, expiresAt, purgeAt } = token;
    const isLive = { $and: [{ $eq: ['$redeemedBy', null] }, { $gt: ['$expiresAt', createdAt] }] };
    const replaceable = {
      _id: `${purpose} ${userId}`,
      $or: [{ redeemedBy: { $ne: null } }, { expiresAt: { $lte: createdAt } }, { issued: { $lt: limit } }],
    };
    const stored = { purpose, hash: { $literal: hash }, userId: new Types.UUID(userId), createdAt, expiresAt, purgeAt };
    const issued = { $cond: [isLive, { $add: ['$issued', 1] }, 1] };
    const update = [{ $set: { ...stored, redeemedBy: null, issued } }];
    const { modifiedCount, upsertedCount } = await this.tokens
      .updateOne(replaceable, update, { upsert, updatePipeline: true })
      .exec();
    return modifiedCount + upsertedCount === 1;
  }
}

function toActionToken(document: ActionTokenDocument | null): ActionToken | null {
  if (document === null) return null;
  const { hash, purpose, userId, createdAt, expiresAt, purgeAt, redeemedBy } = document;
  return { hash, purpose, userId: userId.toString(), createdAt, expiresAt, purgeAt, redeemedBy };
}
