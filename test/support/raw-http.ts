import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How long an answer that isn't followed by a close is waited for. */
const PATIENCE_MS = 5000;

/** Bytes on a socket in place of a client. */
export class RawClient {
  text = '';
  readonly closed: Promise<unknown>;

  private constructor(readonly socket: Socket) {
    socket.on('data', (data) => (this.text += data.toString('latin1')));
    // A server that hangs up while we still write.
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  static async open(address: string): Promise<RawClient> {
    const { hostname, port } = new URL(address);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  send(text: string): void {
    if (this.socket.writable) this.socket.write(Buffer.from(text, 'latin1'));
  }

  /** The statuses of the answers so far. */
  get statuses(): number[] {
    return [...this.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  }

  /** Until the other side has hung up, or has answered so many times. */
  async answers(count: number): Promise<number[]> {
    const isEnough = () => this.statuses.length >= count;
    const enough = new Promise<void>((resolve) => {
      this.socket.on('data', () => isEnough() && resolve());
    });
    const late = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
    await Promise.race([this.closed, enough, late]);
    return this.statuses;
  }

  /** Whether the other side has hung up by itself. */
  async isHungUp(): Promise<boolean> {
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref());
    const ended = once(this.socket, 'end').then(() => true);
    return Promise.race([this.closed.then(() => true), this.socket.readableEnded ? true : ended, late]);
  }

  close(): void {
    this.socket.destroy();
  }
}
