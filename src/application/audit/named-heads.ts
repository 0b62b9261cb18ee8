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

/** Where heads are named: in the trail itself, by its checkpoints, or in an export or a log that is kept elsewhere. */
export type Source = 'trail' | 'file';
const SOURCES: readonly Source[] = ['file', 'trail'];

/**
 * Heads of chains that are known to have been there. Keeps the furthest that each source names of each chain, so its size
 * goes with the number of chains, not of events. One for both sources would be the trail's, which goes further than an
 * older file: who has the key could make a checkpoint that hides what the file knows.
 */
export class NamedHeads {
  /** By source, then by chain. */
  private readonly named: Readonly<Record<Source, Map<string, NamedHead>>> = { file: new Map(), trail: new Map() };
  private readonly ends = new Map<string, End>();

  constructor(private readonly findings: Findings) {}

  name({ writerId, heads }: WriterHeads, source: Source, by: string): void {
    const named = this.named[source];
    for (const head of heads) {
      const key = keyOf({ writerId, class: head.class });
      const known = named.get(key);
      if (known === undefined || known.seq < head.seq) named.set(key, { ...head, writerId, by });
    }
  }

  /** Holds a genuine event of the store against the heads that were named for its place, if there are any. */
  compare(event: SealedEvent): void {
    const key = keyOf(event);
    const heads = SOURCES.map((source) => this.named[source].get(key));
    const other = heads.find((head) => head?.seq === event.seq && head.hash !== event.hash);
    if (other !== undefined) this.findings.add('replaced', event, `${other.by} names another event at this place`);
  }

  /**
   * Finds what can't have been purged before this event, which says that all before it was: who has the key can make it say
   * so. The file was read before; the trail may name a place only after it was passed.
   */
  findPurgedEarly(event: SealedEvent, now: Date): void {
    const head = this.named.file.get(keyOf(event));
    if (head === undefined || head.seq >= event.seq || isDue(head, now)) return;
    const detail = `${head.by} names event ${head.seq}, which is missing before it and isn't due yet`;
    this.findings.add('missing', event, detail);
  }

  end(last: ChainId & End): void {
    this.ends.set(keyOf(last), { id: last.id, seq: last.seq });
  }

  /**
   * Once the whole trail was read: finds the chains that end before a head that isn't due for purging yet. Of each chain the
   * furthest of these tells; a further one that is due says nothing, and mustn't hide what another source knows.
   */
  findCutTails(now: Date): void {
    const named = SOURCES.flatMap((source) => [...this.named[source].values()]);
    const cutOff = named.filter((head) => !isDue(head, now) && !this.isReached(head));
    for (const head of furthestOfEachChain(cutOff)) {
      const end = this.ends.get(keyOf(head));
      const at = { writerId: head.writerId, class: head.class, id: end?.id ?? null, seq: (end?.seq ?? 0) + 1 };
      const left = end === undefined ? 'nothing of the chain is left' : `the chain ends at ${end.seq}`;
      this.findings.add('cut', at, `${head.by} names event ${head.seq}, but ${left}`);
    }
  }

  private isReached(head: NamedHead): boolean {
    const end = this.ends.get(keyOf(head));
    return end !== undefined && end.seq >= head.seq;
  }
}

function furthestOfEachChain(heads: readonly NamedHead[]): NamedHead[] {
  const ofChain = Map.groupBy(heads, keyOf);
  return [...ofChain.values()].map((known) => known.reduce((one, other) => (other.seq > one.seq ? other : one)));
}

function isDue({ purgeAt }: ChainHead, now: Date): boolean {
  return new Date(purgeAt) <= now;
}

function keyOf(chain: ChainId): string {
  return `${chain.writerId} ${chain.class}`;
}
