import type { ChainLink, SealedEvent } from '../../domain/audit-chain.js';
import {
  AUDIT_CLASSES,
  type AuditClass,
  type AuditEvent,
  eventOf,
  type WriterHeads,
} from '../../domain/audit-event.js';
import type { ClientContext } from '../../domain/client-context.js';
import type { AuditSeal } from '../ports/audit-seal.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { AuditRetention } from './audit-retention.js';

type Tip = Pick<ChainLink, 'seq' | 'hash' | 'purgeAt'>;
type Tips = Map<AuditClass, Tip>;

/** The service itself, when it writes of its own accord. */
const NOBODY: ClientContext = { ipAddress: null, userAgent: null, requestId: null };
const BY_ITSELF = { actorId: null, userId: null, sessionId: null };

/**
 * The chains of this process, one for each class, under one writer id: knows their ends and seals what comes next. The
 * ends move only by `confirm`, so a batch that was refused leaves no gap: its places are taken again.
 */
export class AuditChains {
  private writerId = '';
  private tips: Tips = new Map();
  /** Drawn with the writer's id, so that it is older than any event of the chains that it opens. */
  private opening: Pick<AuditEvent, 'id' | 'occurredAt'> = { id: '', occurredAt: new Date(0) };
  private predecessor: WriterHeads | null = null;
  private unconfirmed = 0;

  constructor(
    private readonly seals: AuditSeal,
    private readonly retention: AuditRetention,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.begin();
  }

  /** Whom the first event of these chains will name: the last writer in the store, as far as its events are genuine. */
  follow(lastEvents: readonly SealedEvent[]): void {
    const genuine = lastEvents.filter((event) => this.seals.judge(event) === 'genuine');
    const [first] = genuine;
    if (first !== undefined) this.predecessor = headsOf(first.writerId, genuine);
  }

  /** The events in their places after what is confirmed; the first batch of a writer begins with `audit.chain_started`. */
  seal(events: readonly AuditEvent[]): SealedEvent[] {
    const tips = new Map(this.tips);
    const all = tips.size === 0 ? [this.chainStarted(), ...events] : events;
    return all.map((event) => this.link(event, tips));
  }

  /** The batch is stored. */
  confirm(batch: readonly SealedEvent[]): void {
    for (const event of batch) this.tips.set(event.class, event);
    this.unconfirmed = 0;
  }

  /** Nobody knows how much of the batch is stored: these chains end, and others begin that name them. */
  abandon(batch: readonly SealedEvent[]): void {
    if (this.tips.size > 0) this.predecessor = this.position();
    this.unconfirmed += batch.length;
    this.begin();
  }

  /** How far the chains have come for certain. */
  position(): WriterHeads {
    const ends = AUDIT_CLASSES.flatMap((name) => {
      const tip = this.tips.get(name);
      return tip === undefined ? [] : [{ class: name, ...tip }];
    });
    return headsOf(this.writerId, ends);
  }

  /** An event that names where the chains end. */
  checkpoint(): AuditEvent {
    const fact = { type: 'audit.checkpoint', details: this.position(), ...BY_ITSELF } as const;
    return eventOf(fact, NOBODY, this.random.uuid(), this.clock.now());
  }

  private begin(): void {
    this.writerId = this.random.uuid();
    this.tips = new Map();
    this.opening = { id: this.random.uuid(), occurredAt: this.clock.now() };
  }

  private chainStarted(): AuditEvent {
    const details = { follows: this.predecessor, unconfirmed: this.unconfirmed };
    const fact = { type: 'audit.chain_started', details, ...BY_ITSELF } as const;
    return eventOf(fact, NOBODY, this.opening.id, this.opening.occurredAt);
  }

  private link(event: AuditEvent, tips: Tips): SealedEvent {
    const tip = tips.get(event.class);
    const purgeAt = this.retention.purgeAt(event.class, this.clock.now());
    const sealed = this.seals.seal({
      ...event,
      writerId: this.writerId,
      seq: (tip?.seq ?? 0) + 1,
      // A clock that was set back must not let an event go before the one that it follows.
      purgeAt: tip !== undefined && tip.purgeAt > purgeAt ? tip.purgeAt : purgeAt,
      prevHash: tip?.hash ?? null,
      prevPurgeAt: tip?.purgeAt ?? null,
    });
    tips.set(event.class, sealed);
    return sealed;
  }
}

function headsOf(writerId: string, ends: readonly (Tip & { readonly class: AuditClass })[]): WriterHeads {
  const heads = ends.map((end) => ({
    class: end.class,
    seq: end.seq,
    hash: end.hash,
    purgeAt: end.purgeAt.toISOString(),
  }));
  return { writerId, heads };
}
