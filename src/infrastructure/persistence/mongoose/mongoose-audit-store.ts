import { type Model, Types } from 'mongoose';
import { AuditChainLost, AuditStore } from '../../../application/ports/audit-store.js';
import type { SealedEvent } from '../../../domain/audit-chain.js';
import { AUDIT_CLASSES } from '../../../domain/audit-event.js';
import { StorageUnavailable } from '../../../domain/errors.js';
import { driverCollection, fromSealedEvent, toSealedEvent } from './audit-documents.js';
import { asking, isStoreFault } from './mongo-faults.js';
import type { AuditEventDocument } from './schemas.js';
import type { SentCommands } from './sent-commands.js';

/** What has not reached a majority by then leaves the outcome open. */
const READ_LIMIT_MS = 2500;

export class MongooseAuditStore extends AuditStore {
  constructor(
    private readonly events: Model<AuditEventDocument>,
    private readonly sent: SentCommands,
  ) {
    super();
  }

  async append(batch: readonly SealedEvent[]): Promise<void> {
    const comment = batch[0]?.id ?? '';
    const documents = batch.map(fromSealedEvent);
    const insert = () => driverCollection(this.events).insertMany(documents, { ordered: true, comment });
    const outcome = await this.sent.watch(comment, insert);
    if ('result' in outcome) return;
    const { fault, sent } = outcome;
    if (sent === 0) throw isStoreFault(fault) ? new StorageUnavailable(fault) : fault;
    if (!(await this.holds(batch))) throw new AuditChainLost(fault);
  }

  lastEvents(): Promise<SealedEvent[]> {
    return asking(async () => {
      const newest = await this.newestOf({}, { _id: -1 });
      if (newest === null) return [];
      const { writerId } = newest;
      const last = AUDIT_CLASSES.map((name) => this.newestOf({ writerId, class: name }, { seq: -1 }));
      return (await Promise.all(last)).filter((document) => document !== null).map(toSealedEvent);
    });
  }

  /** Whether a majority has all of the batch. A no isn't final: what isn't there yet may still be on its way. */
  private async holds(batch: readonly SealedEvent[]): Promise<boolean> {
    const _id = { $in: batch.map(({ id }) => new Types.UUID(id)) };
    const query = this.events.find({ _id }, { hash: 1 }).readConcern('majority').maxTimeMS(READ_LIMIT_MS);
    try {
      const found = new Set((await query.lean().exec()).map(({ hash }) => hash));
      return batch.every(({ hash }) => found.has(hash));
    } catch {
      return false;
    }
  }

  private newestOf(
    filter: Partial<Pick<AuditEventDocument, 'writerId' | 'class'>>,
    order: { readonly [field: string]: -1 },
  ): Promise<AuditEventDocument | null> {
    const query = this.events.findOne(filter).sort(order).readConcern('majority').maxTimeMS(READ_LIMIT_MS);
    return query.lean<AuditEventDocument>().exec();
  }
}
