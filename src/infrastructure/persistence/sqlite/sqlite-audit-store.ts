import { AuditChainLost, AuditStore } from '../../../application/ports/audit-store.js';
import type { SealedEvent } from '../../../domain/audit-chain.js';
import { AUDIT_CLASSES } from '../../../domain/audit-event.js';
import { columnsOf, INSERT_EVENT, toSealedEvent } from './audit-rows.js';
import { text } from './columns.js';
import type { SqliteStore } from './sqlite-store.js';

const LAST_WRITER = 'SELECT writerId FROM auditEvents ORDER BY id DESC LIMIT 1';
const LAST_OF_CHAIN = 'SELECT * FROM auditEvents WHERE writerId = ? AND class = ? ORDER BY seq DESC LIMIT 1';

/** SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE. */
const TAKEN: readonly unknown[] = [1555, 2067];

export class SqliteAuditStore extends AuditStore {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  async append(batch: readonly SealedEvent[]): Promise<void> {
    try {
      await this.store.write(() => {
        for (const event of batch) this.store.run(INSERT_EVENT, ...columnsOf(event));
      });
    } catch (fault) {
      throw isTaken(fault) ? new AuditChainLost(fault) : fault;
    }
  }

  async lastEvents(): Promise<SealedEvent[]> {
    const newest = this.store.get(LAST_WRITER);
    if (newest === undefined) return [];
    const rows = AUDIT_CLASSES.map((name) => this.store.get(LAST_OF_CHAIN, text(newest, 'writerId'), name));
    return rows.filter((row) => row !== undefined).map(toSealedEvent);
  }
}

function isTaken(fault: unknown): boolean {
  return TAKEN.includes((fault as { errcode?: unknown }).errcode);
}
