import type { Logger } from 'pino';
import { createLogger } from '../../src/infrastructure/observability/logger.js';

/** The service's own logger with every level on, and all that it writes. */
export class CapturedLog {
  text = '';
  readonly logger: Logger = createLogger('trace', { write: (line: string) => void (this.text += line) });

  lines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The line that tells of the answer to a request; it comes a moment after the answer. */
  async answered(requestId: string): Promise<Record<string, unknown>> {
    for (let tries = 0; tries < 100; tries += 1) {
      const line = this.lines().find(({ reqId, msg }) => reqId === requestId && msg === 'answered');
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`no line for ${requestId}`);
  }
}
