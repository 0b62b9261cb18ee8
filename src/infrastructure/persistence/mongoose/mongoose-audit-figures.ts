import { type Model, Types } from 'mongoose';
import { ID_SLACK_MS } from '../../../application/ports/audit-events.js';
import {
  AuditFigures,
  type BucketCount,
  type BucketSize,
  type EventRange,
} from '../../../application/ports/audit-figures.js';
import type { AuditEvent, AuditType } from '../../../domain/audit-event.js';
import { firstIdOf, lastIdOf } from '../../../domain/uuid-time.js';
import { driverCollection, toEvent } from './audit-documents.js';
import { asking } from './mongo-faults.js';
import type { AuditEventDocument } from './schemas.js';

interface Group {
  readonly _id: { readonly type: AuditType; readonly at: Date };
  readonly count: number;
}

export class MongooseAuditFigures extends AuditFigures {
  constructor(private readonly events: Model<AuditEventDocument>) {
    super();
  }

  countByBucket(range: EventRange, bucket: BucketSize): Promise<BucketCount[]> {
    const at = { $dateTrunc: { date: '$occurredAt', unit: bucket } };
    const stages = [{ $match: matching(range) }, { $group: { _id: { type: '$type', at }, count: { $sum: 1 } } }];
    return asking(async () => {
      // It covers what is asked for.
      const hint = { type: 1, occurredAt: 1 };
      const groups = await driverCollection(this.events).aggregate<Group>(stages, { hint }).toArray();
      return groups.map(({ _id, count }) => ({ ..._id, count }));
    });
  }

  newest(range: EventRange, limit: number): Promise<AuditEvent[]> {
    const _id = {
      $gte: new Types.UUID(firstIdOf(range.from.getTime() - ID_SLACK_MS)),
      $lte: new Types.UUID(lastIdOf(range.to.getTime() + ID_SLACK_MS)),
    };
    const options = { sort: { _id: -1 }, limit, hint: { type: 1, _id: 1 } } as const;
    return asking(async () =>
      (
        await driverCollection(this.events)
          .find({ ...matching(range), _id }, options)
          .toArray()
      ).map(toEvent),
    );
  }
}

function matching({ types, from, to }: EventRange) {
  return { type: { $in: [...types] }, occurredAt: { $gte: from, $lt: to } };
}
