import type { Connection, mongo } from 'mongoose';

/** How a write ended, and how often the driver sent it: not at all, once, or again after a network fault. */
export type SentWrite<T> = { readonly sent: number } & ({ readonly result: T } | { readonly fault: unknown });

/**
 * Knows how often writes have left for the server. The driver doesn't tell: when the second selection of a server
 * fails, its error hides that a first attempt was sent, and a result may be that of a second attempt. Writes are
 * recognised by their `comment`; the connection must have been made with `monitorCommands`.
 */
export class SentCommands {
  private readonly awaited = new Map<string, number>();

  constructor(connection: Connection) {
    connection.getClient().on('commandStarted', (event: mongo.CommandStartedEvent) => {
      const comment: unknown = event.command['comment'];
      if (typeof comment === 'string') this.count(comment);
    });
  }

  /** Runs a write that carries `comment`. Zero sent: the server can't have done it. */
  async watch<T>(comment: string, write: () => Promise<T>): Promise<SentWrite<T>> {
    const sent = () => this.awaited.get(comment) ?? 0;
    this.awaited.set(comment, 0);
    try {
      const result = await write();
      return { result, sent: sent() };
    } catch (fault) {
      return { fault, sent: sent() };
    } finally {
      this.awaited.delete(comment);
    }
  }

  private count(comment: string): void {
    const sent = this.awaited.get(comment);
    if (sent !== undefined) this.awaited.set(comment, sent + 1);
  }
}
