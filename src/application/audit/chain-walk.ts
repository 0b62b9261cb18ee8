import { type ChainId, isSameChain, type SealedEvent } from '../../domain/audit-chain.js';
import type { AuditSeal } from '../ports/audit-seal.js';
import type { Clock } from '../ports/clock.js';
import type { FindingKind, Findings } from './audit-report.js';
import type { NamedHeads } from './named-heads.js';

/** How far from where it stands the place of a moved event is looked for. */
const SEARCHED_PLACES = 1000;

interface Place {
  readonly event: SealedEvent;
  readonly isGenuine: boolean;
}

/** Walks over the trail in the order of its chains and finds where it isn't what was written. */
export class ChainWalk {
  events = 0;
  chains = 0;
  private chain: ChainId | null = null;
  /** The event that holds the place before, in the same chain. */
  private last: Place | null = null;

  /** `firstOf` reads the first event that a chain still has. */
  constructor(
    private readonly seal: AuditSeal,
    private readonly clock: Clock,
    private readonly findings: Findings,
    private readonly heads: NamedHeads,
    private readonly firstOf: (chain: ChainId) => Promise<SealedEvent | null>,
  ) {}

  /** The event after it tells an edited event from an inserted one. */
  async step(event: SealedEvent, following: SealedEvent | null): Promise<void> {
    if (this.chain === null || !isSameChain(this.chain, event)) this.enter(event);
    this.events += 1;
    const next = following !== null && isSameChain(following, event) ? following : null;
    const verdict = this.seal.judge(event);
    if (verdict === 'genuine') return this.acceptGenuine(event);
    if (verdict === 'key-unknown') {
      this.findings.add('key-unknown', event, `none of AUDIT_KEYS is the key ${event.keyId} that it names`);
    } else if (this.nameForged(event, next) === 'inserted') return;
    this.last = { event, isGenuine: false };
  }

  /** Must be called after the last step. */
  end(): void {
    if (this.last !== null) this.heads.end(this.last.event);
  }

  private enter(chain: ChainId): void {
    this.end();
    this.chain = { writerId: chain.writerId, class: chain.class };
    this.chains += 1;
    this.last = null;
  }

  private async acceptGenuine(event: SealedEvent): Promise<void> {
    if (this.last !== null && event.seq <= this.last.event.seq) {
      this.findings.add('duplicated', event, `its place was taken already, by ${this.last.event.id}`);
      return;
    }
    await this.checkPlace(event);
    this.heads.compare(event);
    if (event.type === 'audit.checkpoint') this.heads.name(event.details, 'trail', `checkpoint ${event.id}`);
    if (event.type === 'audit.chain_started' && event.details.follows !== null) {
      this.heads.name(event.details.follows, 'trail', `event ${event.id}`);
    }
    this.last = { event, isGenuine: true };
  }

  private async checkPlace(event: SealedEvent): Promise<void> {
    const before = this.last?.event.seq ?? 0;
    if (event.seq === before + 1) {
      if (this.last?.isGenuine === true && this.last.event.hash !== event.prevHash) {
        this.findings.add('replaced', event, `it follows another event than ${this.last.event.id}, which is before it`);
      }
    } else if (await this.wasPurgedBefore(event)) {
      this.heads.findPurgedEarly(event, this.clock.now());
    } else {
      const missing =
        event.seq === before + 2 ? `event ${before + 1} is` : `events ${before + 1} to ${event.seq - 1} are`;
      this.findings.add('missing', event, `${missing} missing before it`);
    }
  }

  /** Purging takes the beginning of a chain, nothing else, and may do so while the chain is being read. */
  private async wasPurgedBefore(event: SealedEvent): Promise<boolean> {
    if (event.prevPurgeAt === null || event.prevPurgeAt > this.clock.now()) return false;
    if (this.last === null) return true;
    const first = await this.firstOf(event);
    return first === null || first.seq > this.last.event.seq;
  }

  private nameForged(event: SealedEvent, next: SealedEvent | null): FindingKind {
    const place = this.placeOf(event);
    if (place !== null) {
      this.findings.add('reordered', event, `it was written as ${place}`);
      return 'reordered';
    }
    const kind = this.kindOf(event, next);
    this.findings.add(kind, event, TEXTS[kind]);
    return kind;
  }

  private kindOf(event: SealedEvent, next: SealedEvent | null): keyof typeof TEXTS {
    const hashBefore = this.last?.event.hash ?? null;
    if (next !== null) return next.prevHash === hashBefore ? 'inserted' : 'edited';
    return event.prevHash === hashBefore ? 'edited-or-inserted' : 'inserted';
  }

  private placeOf(event: SealedEvent): number | null {
    // Moved events still link to the one that they came after; the search is long.
    if (event.prevHash === (this.last?.event.hash ?? null) || this.findings.isFull) return null;
    for (let distance = 1; distance <= SEARCHED_PLACES; distance += 1) {
      for (const seq of [event.seq - distance, event.seq + distance]) {
        if (seq > 0 && this.seal.judge({ ...event, seq }) === 'genuine') return seq;
      }
    }
    return null;
  }
}

const TEXTS = {
  edited: 'its hash is not that of what it says',
  inserted: 'its hash is not that of what it says, and the chain is whole without it',
  'edited-or-inserted': 'its hash is not that of what it says, and no event follows that could tell more',
} as const;
