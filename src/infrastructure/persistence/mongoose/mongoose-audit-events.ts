import { type Model, Types } from 'mongoose';
import type { PageRequest } from '../../../application/page.js';
import { AuditEvents, type AuditFilter, ID_SLACK_MS } from '../../../application/ports/audit-events.js';
import type { ChainId, SealedEvent } from '../../../domain/audit-chain.js';
import type { AuditEvent } from '../../../domain/audit-event.js';
import { firstIdOf, lastIdOf } from '../../../domain/uuid-time.js';
import { driverCollection, toEvent, toSealedEvent } from './audit-documents.js';
import { asking, isStoreFault } from './mongo-faults.js';
import { StorageUnavailable } from '../../../domain/errors.js';
import type { AuditEventDocument } from './schemas.js';

const CHUNK = 500;

const BY_SELECTIVITY = ['sessionId', 'userId', 'type', 'outcome'] as const;

export class MongooseAuditEvents extends AuditEvents {
  constructor(private readonly events: Model<AuditEventDocument>) {
    super();
  }

  page(filter: AuditFilter, { limit, after }: PageRequest): Promise<AuditEvent[]> {
    return asking(async () => {
      const equalities = equalitiesOf(filter);
      const where = { ...equalities, ...boundsOf(filter, after) };
      const narrowest = BY_SELECTIVITY.find((field) => field in equalities);
      // Every one of these indexes gives the order too; a planner that knows the data badly might choose to sort.
      const hint = { ...(narrowest !== undefined && { [narrowest]: 1 }), _id: 1 };
      const options = { sort: { _id: -1 }, limit: limit + 1, hint } as const;
      return (await driverCollection(this.events).find(where, options).toArray()).map(toEvent);
    });
  }

  async *inChainOrder(chain?: ChainId): AsyncGenerator<SealedEvent> {
    const only = chain === undefined ? {} : { writerId: new Types.UUID(chain.writerId), class: chain.class };
    const query = this.events.find(only).sort({ writerId: 1, class: 1, seq: 1 }).lean<AuditEventDocument[]>();
    try {
      for await (const document of query.cursor({ batchSize: CHUNK })) yield toSealedEvent(document);
    } catch (fault) {
      throw isStoreFault(fault) ? new StorageUnavailable(fault) : fault;
    }
  }
}

/** Bounds on the id let the time be found by whichever index serves the other filters. */
function boundsOf({ from, to }: AuditFilter, after: string | null) {
  const _id = {
    ...(from !== undefined && { $gte: new Types.UUID(firstIdOf(from.getTime() - ID_SLACK_MS)) }),
    ...(to !== undefined && { $lte: new Types.UUID(lastIdOf(to.getTime() + ID_SLACK_MS)) }),
    ...(after !== null && { $lt: new Types.UUID(after) }),
  };
  const occurredAt = { ...(from !== undefined && { $gte: from }), ...(to !== undefined && { $lte: to }) };
  return {
    ...(Object.keys(_id).length > 0 && { _id }),
    ...(Object.keys(occurredAt).length > 0 && { occurredAt }),
  };
}

function equalitiesOf({ userId, sessionId, type, outcome }: AuditFilter) {
  return {
    ...(userId !== undefined && { userId: new Types.UUID(userId) }),
    ...(sessionId !== undefined && { sessionId: new Types.UUID(sessionId) }),
    ...(type !== undefined && { type: { $eq: type } }),
    ...(outcome !== undefined && { outcome: { $eq: outcome } }),
  };
}
