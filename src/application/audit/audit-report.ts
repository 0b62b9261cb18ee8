import type { ChainId } from '../../domain/audit-chain.js';

/** What was done to the trail, as far as what is left can tell. */
export type FindingKind =
  | 'edited'
  | 'inserted'
  | 'edited-or-inserted'
  | 'reordered'
  | 'duplicated'
  | 'missing'
  | 'replaced'
  | 'cut'
  | 'key-unknown'
  | 'archive-forged';

export interface Finding extends ChainId {
  readonly kind: FindingKind;
  /** The event at which it shows; null where the chain has none. */
  readonly id: string | null;
  readonly seq: number;
  readonly detail: string;
}

export interface AuditReport {
  /** Events read from the store, and the chains that they make up. */
  readonly events: number;
  readonly chains: number;
  /** Lines of the other file that could be compared, 0 if it was the wrong file; null without one. */
  readonly compared: number | null;
  /** In the order of reading; the first `NAMED_FINDINGS` of them. */
  readonly findings: readonly Finding[];
  /** All of them, counted. */
  readonly faults: number;
}

/** Enough to see what happened; a trail that is wrong throughout must not fill the memory. */
export const NAMED_FINDINGS = 20;

export class Findings {
  readonly named: Finding[] = [];
  count = 0;

  get isFull(): boolean {
    return this.named.length >= NAMED_FINDINGS;
  }

  add(kind: FindingKind, at: ChainId & { readonly id: string | null; readonly seq: number }, detail: string): void {
    this.count += 1;
    const { id, writerId, seq } = at;
    if (!this.isFull) this.named.push({ kind, id, writerId, class: at.class, seq, detail });
  }
}
