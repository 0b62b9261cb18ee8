import { getConnectionToken } from '@nestjs/mongoose';
import { type Connection, Types } from 'mongoose';
import type { SealedEvent } from '../../src/domain/audit-chain.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import type { Persistence } from './persistence.ts';

/** What somebody can do to the trail who writes to the store directly. */
export interface Tampering {
  set(id: string, field: keyof SealedEvent, value: unknown): Promise<void>;
  remove(...ids: string[]): Promise<void>;
  /** The fields of one event, under another id. */
  insert(event: SealedEvent): Promise<void>;
  /** So that a place can be taken twice. */
  dropUniqueness(): Promise<void>;
}

export function tamperingWith({
  health,
  context,
  auditStore,
}: Pick<Persistence, 'health' | 'context' | 'auditStore'>): Tampering {
  const insert = (event: SealedEvent) => auditStore.append([event]);
  return health.store === 'sqlite'
    ? { ...sqliteTampering(context.get(SqliteStore, { strict: false })), insert }
    : { ...mongoTampering(context.get<Connection>(getConnectionToken(), { strict: false })), insert };
}

function sqliteTampering(store: SqliteStore): Omit<Tampering, 'insert'> {
  const run = async (sql: string, ...values: (string | number | null)[]) => {
    await store.write(() => store.run(sql, ...values));
  };
  return {
    set: (id, field, value) => {
      const column = field === 'details' ? JSON.stringify(value) : value instanceof Date ? value.getTime() : value;
      return run(`UPDATE auditEvents SET ${field} = ? WHERE id = ?`, column as string | number | null, id);
    },
    remove: async (...ids) => {
      for (const id of ids) await run('DELETE FROM auditEvents WHERE id = ?', id);
    },
    dropUniqueness: () => run('DROP INDEX auditChains'),
  };
}

function mongoTampering(connection: Connection): Omit<Tampering, 'insert'> {
  const events = connection.collection<{ _id: Types.UUID }>('audit_events');
  const uuids: readonly string[] = ['actorId', 'userId', 'sessionId', 'writerId'];
  return {
    set: async (id, field, value) => {
      const stored = uuids.includes(field) && typeof value === 'string' ? new Types.UUID(value) : value;
      await events.updateOne({ _id: new Types.UUID(id) }, { $set: { [field]: stored } });
    },
    remove: async (...ids) => {
      await events.deleteMany({ _id: { $in: ids.map((id) => new Types.UUID(id)) } });
    },
    dropUniqueness: async () => {
      await events.dropIndex('writerId_1_class_1_seq_1');
    },
  };
}
