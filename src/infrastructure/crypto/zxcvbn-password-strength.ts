import { extname } from 'node:path';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Piscina } from 'piscina';
import { PasswordStrength } from '../../application/ports/password-strength.js';
import type { PasswordEstimate } from '../../domain/password-policy.js';
import { Overloaded } from '../../domain/errors.js';
import type { EstimateRequest } from './zxcvbn-thread.js';

/** With 45 ms for the worst password, the last of them waits for six seconds. */
const QUEUE_LIMIT = 128;
const IDLE_MS = 60_000;
const THREAD = new URL(`zxcvbn-thread${extname(import.meta.url)}`, import.meta.url).href;

/**
 * zxcvbn-ts in a thread of its own, so that a hostile password holds up no request. It starts with the first estimate and
 * ends a minute after the last: its dictionaries take half a second and some 75 MB.
 */
export class ZxcvbnPasswordStrength extends PasswordStrength implements OnApplicationShutdown {
  private readonly thread = new Piscina<EstimateRequest, PasswordEstimate>({
    filename: THREAD,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    maxQueue: QUEUE_LIMIT,
    recordTiming: false,
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
  });

  async estimate(password: string, ownWords: readonly string[]): Promise<PasswordEstimate> {
    if (this.thread.queueSize >= QUEUE_LIMIT) throw new Overloaded();
    return this.thread.run({ password, ownWords });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.destroy();
  }
}
