import type { SealedEvent } from '../../domain/audit-chain.js';
import { AUDIT_CLASSES, type ChainHead, type WriterHeads } from '../../domain/audit-event.js';

/** The member of a log line's object that holds a checkpoint. */
export const CHECKPOINT_MEMBER = 'auditCheckpoint';

/** What a line of an archive can tell: an event with its proof, or the heads of a writer's chains. */
export type ArchiveRecord =
  { readonly kind: 'event'; readonly event: SealedEvent } | { readonly kind: 'heads'; readonly position: WriterHeads };

/** An event as a line of JSON, complete: from it and the key everything can be checked again. */
export function archiveLine(event: SealedEvent): string {
  return JSON.stringify(event);
}

/** Reads a line of an export or a JSON log; null for one that holds neither an event nor a checkpoint. */
export function readArchiveLine(line: string): ArchiveRecord | null {
  const value = parse(line);
  const position = value?.[CHECKPOINT_MEMBER];
  if (isWriterHeads(position)) return { kind: 'heads', position };
  return value !== null && typeof value['hash'] === 'string' ? { kind: 'event', event: toEvent(value) } : null;
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether the types are right is for the seal to say: a line with wrong ones isn't what was exported. */
function toEvent(value: Record<string, unknown>): SealedEvent {
  const { occurredAt, purgeAt, prevPurgeAt } = value;
  const times = {
    occurredAt: toDate(occurredAt),
    purgeAt: toDate(purgeAt),
    prevPurgeAt: prevPurgeAt === null ? null : toDate(prevPurgeAt),
  };
  return { ...value, ...times } as unknown as SealedEvent;
}

function toDate(value: unknown): Date {
  return new Date(typeof value === 'string' ? value : NaN);
}

function isWriterHeads(value: unknown): value is WriterHeads {
  return (
    isRecord(value) &&
    typeof value['writerId'] === 'string' &&
    Array.isArray(value['heads']) &&
    value['heads'].every(isChainHead)
  );
}

function isChainHead(value: unknown): value is ChainHead {
  return (
    isRecord(value) &&
    AUDIT_CLASSES.some((name) => name === value['class']) &&
    Number.isSafeInteger(value['seq']) &&
    typeof value['hash'] === 'string' &&
    typeof value['purgeAt'] === 'string' &&
    !Number.isNaN(Date.parse(value['purgeAt']))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
