import type { Model } from 'mongoose';
import { RequestCounters, type WindowCount } from '../../../application/ports/request-counters.js';
import { asking, updateOrInsert } from './mongo-faults.js';
import type { RequestCounterDocument } from './schemas.js';

export class MongooseRequestCounters extends RequestCounters {
  constructor(private readonly counters: Model<RequestCounterDocument>) {
    super();
  }

  async hit(key: string, windowMs: number, now: Date): Promise<WindowCount> {
    const first = { _id: key, hits: 1, resetsAt: new Date(now.getTime() + windowMs) };
    const isOpen = { $gt: ['$resetsAt', now] };
    const next = {
      hits: { $cond: [isOpen, { $add: ['$hits', 1] }, first.hits] },
      resetsAt: { $cond: [isOpen, '$resetsAt', first.resetsAt] },
    };
    const options = { returnDocument: 'after', updatePipeline: true } as const;
    const update = () =>
      this.counters
        .findOneAndUpdate({ _id: { $eq: key } }, [{ $set: next }], options)
        .lean<RequestCounterDocument>()
        .exec();
    const { hits, resetsAt } = await asking(() => updateOrInsert(update, () => this.counters.insertOne(first)));
    return { hits, resetsAt };
  }
}
