import type { ChainId, SealedEvent } from '../../domain/audit-chain.js';
import type { AuditEvents } from '../ports/audit-events.js';
import type { AuditSeal } from '../ports/audit-seal.js';
import type { Clock } from '../ports/clock.js';
import { type ArchiveRecord, readArchiveLine } from './archive.js';
import { type AuditReport, Findings } from './audit-report.js';
import { ChainWalk } from './chain-walk.js';
import { NamedHeads } from './named-heads.js';

/** Reads the whole trail and finds every event that was edited, deleted, moved or added by anyone without the key. */
export class VerifyAuditTrail {
  constructor(
    private readonly events: AuditEvents,
    private readonly seal: AuditSeal,
    private readonly clock: Clock,
  ) {}

  /**
   * The service may write and purge meanwhile. `against` is an earlier export, or JSON log lines with checkpoints: what
   * it names last of each chain tells what was cut off, left out or written anew. Memory goes with the number of chains, not
   * of events.
   * @throws StorageUnavailable
   */
  async execute(against: AsyncIterable<string> | null = null): Promise<AuditReport> {
    const findings = new Findings();
    const heads = new NamedHeads(findings);
    const compared = against === null ? null : await this.readArchive(against, heads, findings);
    const walk = new ChainWalk(this.seal, this.clock, findings, heads, (chain) => this.firstOf(chain));
    let held: SealedEvent | null = null;
    for await (const event of this.events.inChainOrder()) {
      if (held !== null) await walk.step(held, event);
      held = event;
    }
    if (held !== null) await walk.step(held, null);
    walk.end();
    heads.findCutTails(this.clock.now());
    const { events, chains } = walk;
    return { events, chains, compared, findings: findings.named, faults: findings.count };
  }

  private async firstOf(chain: ChainId): Promise<SealedEvent | null> {
    for await (const event of this.events.inChainOrder(chain)) return event;
    return null;
  }

  private async readArchive(lines: AsyncIterable<string>, heads: NamedHeads, findings: Findings): Promise<number> {
    let number = 0;
    let compared = 0;
    for await (const line of lines) {
      number += 1;
      const record = readArchiveLine(line);
      if (record === null) continue;
      compared += 1;
      this.learn(record, `line ${number} of the file`, heads, findings);
    }
    return compared;
  }

  private learn(record: ArchiveRecord, by: string, heads: NamedHeads, findings: Findings): void {
    if (record.kind === 'heads') {
      heads.name(record.position, 'file', by);
    } else if (this.seal.judge(record.event) === 'genuine') {
      const { writerId, seq, hash, purgeAt, ...event } = record.event;
      const head = { class: event.class, seq, hash, purgeAt: purgeAt.toISOString() };
      heads.name({ writerId, heads: [head] }, 'file', by);
    } else {
      findings.add('archive-forged', record.event, `${by} is not as it was exported, or its key is unknown`);
    }
  }
}
