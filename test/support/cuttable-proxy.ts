import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Stands between the service and a MongoDB server and fails as networks do: connections cut before a command arrives,
 * or after it was done and before its answer came back. Commands are recognised by a text in their bytes.
 */
export class CuttableProxy {
  private readonly server: Server;
  private readonly target: { host: string; port: number };
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  private cutOn: string | null = null;
  private dropping: { text: string; times: number } | null = null;

  private holding: { text: string; times: number } | null = null;
  private held: (() => Promise<unknown>)[] = [];
  private forgetsRetries = false;

  private constructor(server: Server, target: { host: string; port: number }) {
    this.server = server;
    this.target = target;
    server.on('connection', (client) => this.join(client));
  }

  static async before(serverUri: string): Promise<CuttableProxy> {
    const { hostname, port } = new URL(serverUri);
    const proxy = new CuttableProxy(createServer(), { host: hostname, port: Number(port || 27017) });
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** `directConnection`, or the driver would learn the server's own address and go round the proxy. */
  uri(database: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `mongodb://127.0.0.1:${port}/${database}?directConnection=true`;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Ends every connection as a kernel does whose process died with something unread: at once, and writes to it fail. */
  reset(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** What was held back reaches the server as if from another client: so it doesn't know the driver's retry again. */
  forgetRetries(): void {
    this.forgetsRetries = true;
  }

  mend(): void {
    this.isCut = false;
    this.cutOn = null;
    this.dropping = null;
  }

  /** Cuts everything when a command with `text` comes, before the server gets it. */
  cutBefore(text: string): void {
    this.cutOn = text;
  }

  /** Lets the server do the next `times` commands with `text`, and cuts their connection in place of the answer. */
  dropAnswersTo(text: string, times: number): void {
    this.dropping = { text, times };
  }

  /**
   * Cuts the connection of the next `times` commands with `text`, and lets the server have them only when another one
   * comes: just before it.
   */
  holdBack(text: string, times: number): void {
    this.holding = { text, times };
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (this.isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(this.target);
    let isDropping = false;
    let isHeld = false;
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        if (!isHeld) peer.destroy();
      });
    }
    client.on('data', (bytes) => {
      if (this.cutOn !== null && bytes.includes(this.cutOn)) {
        this.cut();
        return;
      }
      if (this.dropping !== null && this.dropping.times > 0 && bytes.includes(this.dropping.text)) {
        this.dropping.times -= 1;
        isDropping = true;
      }
      if (this.holding !== null && bytes.includes(this.holding.text)) {
        if (this.holding.times > 0) {
          this.holding.times -= 1;
          isHeld = true;
          this.held.push(() => answered(upstream, this.forgetsRetries ? ofAnotherSession(bytes) : bytes));
          client.destroy();
        } else void this.release().then(() => upstream.write(bytes));
        return;
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (isDropping) client.destroy();
      else client.write(bytes);
    });
  }

  private async release(): Promise<void> {
    for (const deliver of this.held.splice(0)) await deliver();
  }
}

function answered(upstream: Socket, bytes: Buffer): Promise<unknown> {
  const answer = new Promise((resolve) => upstream.once('data', resolve));
  upstream.write(bytes);
  return answer;
}

/** The command with a bit of its `lsid.id` (a BSON binary of 16 bytes) turned over. */
function ofAnotherSession(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  const id = other.indexOf('\x05id\0', other.indexOf('lsid\0')) + 4;
  const lastByte = id + 4 + 1 + 15;
  other.writeUInt8(other.readUInt8(lastByte) ^ 1, lastByte);
  return other;
}
