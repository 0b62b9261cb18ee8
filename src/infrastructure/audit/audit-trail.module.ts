import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { AuditChains } from '../../application/audit/audit-chains.js';
import { AuditRetention } from '../../application/audit/audit-retention.js';
import { AuditTrail } from '../../application/audit/audit-trail.js';
import { AuditWriter } from '../../application/audit/audit-writer.js';
import { AuditSeal } from '../../application/ports/audit-seal.js';
import { AuditStore } from '../../application/ports/audit-store.js';
import type { CheckpointLog } from '../../application/ports/checkpoint-log.js';
import { Clock } from '../../application/ports/clock.js';
import { EventObserver } from '../../application/ports/event-observer.js';
import { Metrics } from '../../application/ports/metrics.js';
import { Random } from '../../application/ports/random.js';

const CHECKPOINT_EVERY_MS = 60_000;

@Global()
@Module({})
class AuditTrailPartsModule {}

/**
 * The audit trail of this process: its chains, and a checkpoint once a minute. The module that ends it is not a global one:
 * those Nest stops last, so the store still stands. Of its kind Nest stops the last imported first, so whatever writes events
 * while it stops must be imported after this.
 */
@Module({})
export class AuditTrailModule implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(AuditWriter) private readonly writer: AuditWriter,
    // The command line has none: it is gone before anyone could ask.
    @Optional() @Inject(Metrics) metrics?: Metrics,
  ) {
    metrics?.gauge('ratchet_audit_queue_events', 'Events that wait for the store.', () => writer.waiting);
  }

  static notingIn(checkpoints: CheckpointLog): DynamicModule {
    return {
      module: AuditTrailModule,
      imports: [{ module: AuditTrailPartsModule, ...partsOf(checkpoints) }],
    };
  }

  onModuleInit(): void {
    // A checkpoint that fails is made up for by the next.
    this.timer = setInterval(() => void this.writer.checkpoint().catch(() => undefined), CHECKPOINT_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writer.close();
  }
}

function partsOf(checkpoints: CheckpointLog): Pick<DynamicModule, 'providers' | 'exports'> {
  return {
    providers: [
      {
        provide: AuditWriter,
        inject: [AuditStore, AuditSeal, AuditRetention, Clock, Random],
        useFactory: (
          ...[store, seal, retention, clock, random]: [AuditStore, AuditSeal, AuditRetention, Clock, Random]
        ) => new AuditWriter(store, new AuditChains(seal, retention, clock, random), checkpoints),
      },
      {
        provide: AuditTrail,
        inject: [AuditWriter, Clock, Random, EventObserver],
        useFactory: (writer: AuditWriter, clock: Clock, random: Random, observer: EventObserver) =>
          new AuditTrail(writer, clock, random, observer),
      },
    ],
    exports: [AuditWriter, AuditTrail],
  };
}
