import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { CuttableProxy } from './cuttable-proxy.ts';
import type { Service } from './service.ts';
import { sharedMongoUri, STORES, type StoreSettings } from './stores.ts';

/** Ways to take a store away from the running service. */
export interface Sabotage {
  readonly store: StoreSettings;
  takeAway(): void;
  refuseAuditEvents(service: Service): void;
  giveBack(): void;
  end(): Promise<void>;
}

async function sabotageSqlite(): Promise<Sabotage> {
  const store = STORES[0]!.create();
  let other: DatabaseSync | undefined;
  const connection = () => (other ??= new DatabaseSync(join(store.variables.DATA_DIR, 'ratchet.db')));
  return {
    store,
    takeAway: () => connection().exec('BEGIN EXCLUSIVE'),
    refuseAuditEvents: ({ app }) => {
      // Every audit event needs 64 MiB of a disk that has 4: nothing but a full disk's error, in no other statement.
      connection().exec(`
        CREATE TABLE ballast (bytes BLOB);
        CREATE TRIGGER refusal BEFORE INSERT ON auditEvents BEGIN INSERT INTO ballast VALUES (zeroblob(67108864)); END`);
      app.get(SqliteStore, { strict: false }).get('PRAGMA max_page_count = 1024');
    },
    giveBack: () => connection().exec(connection().isTransaction ? 'ROLLBACK' : 'DROP TRIGGER refusal'),
    end: async () => other?.close(),
  };
}

async function sabotageMongo(): Promise<Sabotage> {
  const proxy = await CuttableProxy.before(sharedMongoUri());
  const store = STORES[1]!.create();
  const variables = { ...store.variables, MONGO_URI: proxy.uri(`ratchet-${randomUUID()}`) };
  return {
    store: { ...store, variables },
    takeAway: () => proxy.cut(),
    refuseAuditEvents: () => proxy.cutBefore('audit_events'),
    giveBack: () => proxy.mend(),
    end: () => proxy.close(),
  };
}

/** For each store, its name and a fresh one that can be taken away. */
export const SABOTAGES = [
  ['sqlite', sabotageSqlite],
  ['mongodb', sabotageMongo],
] as const;
