import type { ChainId, SealedEvent } from '../../domain/audit-chain.js';
import type { ChainHead, WriterHeads } from '../../domain/audit-event.js';
import type { Findings } from './audit-report.js';

interface NamedHead extends ChainHead, ChainId {
  /** Who says so, for people. */
  readonly by: string;
}

interface End {
  readonly id: string;
  readonly seq: number;
}

/**
 * Heads of chains that are known to have been there: from checkpoints in the trail, from an export, from the log. Keeps the
 * furthest of each chain, so its size goes with the number of chains, not of events.
 */
export class NamedHeads {
  private readonly named = new Map<string, NamedHead>();
  private readonly ends = new Map<string, End>();

  constructor(private readonly findings: Findings) {}

  name({ writerId, heads }: WriterHeads, by: string): void {
    for (const head of heads) {
      const key = keyOf({ writerId, class: head.class });
      const known = this.named.get(key);
      if (known === undefined || known.seq < head.seq) this.named.set(key, { ...head, writerId, by });
    }
  }

  /** Holds a genuine event of the store against the head that was named for its place, if there is one. */
  compare(event: SealedEvent): void {
    const head = this.named.get(keyOf(event));
    if (head?.seq !== event.seq || head.hash === event.hash) return;
    this.findings.add('replaced', event, `${head.by} names another event at this place`);
  }

  end(last: ChainId & End): void {
    this.ends.set(keyOf(last), { id: last.id, seq: last.seq });
  }

  /** Once the whole trail was read: finds the chains that end before a head that isn't due for purging yet. */
  findCutTails(now: Date): void {
    for (const [key, head] of this.named) {
      const end = this.ends.get(key);
      if ((end !== undefined && end.seq >= head.seq) || new Date(head.purgeAt) <= now) continue;
      const at = { writerId: head.writerId, class: head.class, id: end?.id ?? null, seq: (end?.seq ?? 0) + 1 };
      const left = end === undefined ? 'nothing of the chain is left' : `the chain ends at ${end.seq}`;
      this.findings.add('cut', at, `${head.by} names event ${head.seq}, but ${left}`);
    }
  }
}

function keyOf(chain: ChainId): string {
  return `${chain.writerId} ${chain.class}`;
}
