import type { Model } from 'mongoose';
import { Lockouts } from '../../../application/ports/lockouts.js';
import { addFailure, type Limits, type Lock, lockOf } from '../../../domain/lockout.js';
import { adding, forgiving, takingBack } from './lockout-pipelines.js';
import { asking, updateOrInsert } from './mongo-faults.js';
import type { LockoutDocument } from './schemas.js';

export class MongooseLockouts extends Lockouts {
  constructor(private readonly lockouts: Model<LockoutDocument>) {
    super();
  }

  async reserve(account: string, limits: Limits, now: Date): Promise<Lock | null> {
    const options = { returnDocument: 'after', updatePipeline: true } as const;
    const update = () =>
      this.lockouts
        .findOneAndUpdate({ _id: { $eq: account } }, adding(limits, now), options)
        .lean<LockoutDocument>()
        .exec();
    const insert = () => this.lockouts.insertOne(firstFailure(account, limits, now));
    const { wasFree, counts } = await asking(() => updateOrInsert<LockoutDocument>(update, insert));
    return wasFree ? null : lockOf(counts, limits, now);
  }

  giveBack(account: string, limits: Limits, now: Date): Promise<void> {
    return this.update(account, takingBack(limits, now));
  }

  forgive(account: string, limits: Limits, now: Date): Promise<void> {
    return this.update(account, forgiving(limits, now));
  }

  async forget(account: string): Promise<void> {
    await asking(() => this.lockouts.deleteOne({ _id: { $eq: account } }).exec());
  }

  private async update(account: string, pipeline: ReturnType<typeof adding>): Promise<void> {
    await asking(() => this.lockouts.updateOne({ _id: { $eq: account } }, pipeline, { updatePipeline: true }).exec());
  }
}

function firstFailure(account: string, limits: Limits, now: Date): LockoutDocument {
  const counts = [...addFailure([], limits, now)];
  const drainedAt = new Date(Math.max(...counts.map((count) => count.drainedAt.getTime())));
  return { _id: account, counts, wasFree: true, drainedAt };
}
