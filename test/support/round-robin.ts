import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Gives each connection to the next instance, as a load balancer does; whoever doesn't listen is passed over. */
export class RoundRobin {
  /** Connections that each instance has got, by its address. */
  readonly served = new Map<string, number>();
  private turn = 0;

  private constructor(private readonly server: Server) {
    server.on('connection', (client) => this.join(client, this.served.size));
  }

  static async before(...addresses: string[]): Promise<RoundRobin> {
    const balancer = new RoundRobin(createServer());
    addresses.forEach((address) => balancer.add(address));
    await new Promise<void>((resolve) => balancer.server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get address(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  add(address: string): void {
    this.served.set(address, 0);
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket, triesLeft: number): void {
    const addresses = [...this.served.keys()];
    const address = addresses[this.turn++ % addresses.length]!;
    const upstream = connect(Number(new URL(address).port), '127.0.0.1');
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.once('connect', () => {
      this.served.set(address, this.served.get(address)! + 1);
      client.pipe(upstream).pipe(client);
      upstream.on('close', () => client.destroy());
    });
    upstream.on('error', () => {
      if (upstream.bytesRead === 0 && upstream.bytesWritten === 0 && triesLeft > 1) {
        this.join(client, triesLeft - 1);
      } else client.destroy();
    });
  }
}
