import type { Connection, mongo } from 'mongoose';

/**
 * Knows which writes have left for the server. The driver's errors don't tell: when the second selection of a server
 * fails, its error hides that a first attempt was sent. Writes are recognised by their `comment`; the connection must
 * have been made with `monitorCommands`.
 */
export class SentCommands {
  private readonly awaited = new Map<string, boolean>();

  constructor(connection: Connection) {
    connection.getClient().on('commandStarted', (event: mongo.CommandStartedEvent) => {
      const comment: unknown = event.command['comment'];
      if (typeof comment === 'string' && this.awaited.has(comment)) this.awaited.set(comment, true);
    });
  }

  /** Runs a write that carries `comment`; if it fails, `wasSent` tells whether the server may have done it. */
  async watch<T>(
    comment: string,
    write: () => Promise<T>,
  ): Promise<{ result: T } | { fault: unknown; wasSent: boolean }> {
    this.awaited.set(comment, false);
    try {
      return { result: await write() };
    } catch (fault) {
      return { fault, wasSent: this.awaited.get(comment) === true };
    } finally {
      this.awaited.delete(comment);
    }
  }
}
