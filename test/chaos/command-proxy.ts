import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import mongoose from 'mongoose';
import type { Fault, Injector } from './faults.ts';

const OP_MSG = 2013;
const HEADER_BYTES = 16;
const APP_NAME = 'ratchet-chaos';
/** What the driver does for itself. */
const OWN: ReadonlySet<string> = new Set(['hello', 'ismaster', 'ping', 'endSessions']);
const SERVER_CODES: Readonly<Record<string, number>> = { 'not the primary': 10107, 'stepping down': 189 };
const ALWAYS = 1_000_000;

interface Command {
  readonly name: string;
  readonly collection: string;
  readonly isPolling: boolean;
}

/**
 * Stands between the service and a MongoDB server, and knows the commands that pass. Errors come from the server itself
 * (its `failCommand`, for the one command that is let through meanwhile); connections end here, before a command has
 * reached the server or when its answer comes; and answers stay away.
 */
export class CommandProxy implements Injector {
  readonly kinds = {
    'not the primary': [1, 2, ALWAYS],
    'stepping down': [1],
    'closed before': [1, 2, ALWAYS],
    'closed after': [1, 2, ALWAYS],
    'no answer': [1, 2],
  };
  private readonly server: Server;
  private readonly target: { readonly host: string; readonly port: number };
  private readonly control: mongoose.Connection;
  private readonly sockets = new Set<Socket>();
  private fault: Fault | null = null;
  private passed = 0;
  private hits: string[] = [];
  /** What waits until a fail point has met its command. */
  private gate: Promise<void> = Promise.resolve();

  private constructor(server: Server, serverUri: URL, control: mongoose.Connection) {
    this.server = server;
    this.target = { host: serverUri.hostname, port: Number(serverUri.port) };
    this.control = control;
    server.on('connection', (client) => this.join(client));
  }

  static async before(databaseUri: string): Promise<CommandProxy> {
    const control = await mongoose.createConnection(databaseUri).asPromise();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new CommandProxy(server, new URL(databaseUri), control);
  }

  /** `directConnection`, or the driver would go round the proxy; short times, or the faults would take hours. */
  uri(database: string): string {
    const { port } = this.server.address() as AddressInfo;
    const options = {
      directConnection: 'true',
      appName: APP_NAME,
      socketTimeoutMS: '600',
      // A server that really steps down tells whoever streams; a fail point doesn't.
      serverMonitoringMode: 'poll',
      heartbeatFrequencyMS: '50',
      minHeartbeatFrequencyMS: '20',
    };
    return `mongodb://127.0.0.1:${port}/${database}?${new URLSearchParams(options).toString()}`;
  }

  arm(fault: Fault): Promise<void> {
    this.passed = 0;
    this.hits = [];
    this.fault = fault;
    return Promise.resolve();
  }

  disarm(): Promise<readonly string[]> {
    this.fault = null;
    return Promise.resolve(this.hits);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
    await this.control.close();
  }

  private join(client: Socket): void {
    const upstream = connect(this.target);
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        peer.destroy();
      });
    }
    const closed = new Promise((resolve) => upstream.once('close', resolve));
    const pass = (bytes: Buffer): unknown => client.write(bytes);
    let onAnswer = pass;
    upstream.on('data', (bytes) => onAnswer(bytes));
    eachMessage(client, (message) => {
      const command = commandOf(message);
      const kind = command === null ? null : this.hit(command);
      if (kind === null) void this.gate.then(() => upstream.write(message));
      else if (kind === 'closed before') client.destroy();
      else if (kind in SERVER_CODES)
        this.letFail(
          command!.name,
          SERVER_CODES[kind]!,
          () => upstream.write(message),
          Promise.race([new Promise((resolve) => upstream.once('data', resolve)), closed]),
        );
      else {
        onAnswer = kind === 'closed after' ? () => client.destroy() : () => (onAnswer = pass);
        void this.gate.then(() => upstream.write(message));
      }
    });
  }

  /** The kind of fault that this command meets. */
  private hit({ name, collection, isPolling }: Command): string | null {
    const { fault } = this;
    if (fault === null || isPolling || fault.isOver()) return null;
    this.passed += 1;
    if (this.passed < fault.nth || this.passed >= fault.nth + fault.times) return null;
    this.hits.push(collection === '' ? name : `${name} ${collection}`);
    return fault.kind;
  }

  /** Nothing else passes until the server has failed this command. */
  private letFail(name: string, errorCode: number, send: () => void, answered: Promise<unknown>): void {
    const data = { failCommands: [name], errorCode, appName: APP_NAME };
    this.gate = this.gate.then(async () => {
      await this.control.db?.admin().command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data });
      send();
      await answered;
    });
  }
}

function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length >= HEADER_BYTES && waiting.length >= waiting.readInt32LE(0)) {
      const length = waiting.readInt32LE(0);
      take(waiting.subarray(0, length));
      waiting = waiting.subarray(length);
    }
  });
}

/** The command of a message, if it is one of the service's: its first field names it. */
function commandOf(message: Buffer): Command | null {
  if (message.readInt32LE(12) !== OP_MSG) return null;
  const start = HEADER_BYTES + 5;
  const length = message.readInt32LE(start);
  const document = mongoose.mongo.BSON.deserialize(message.subarray(start, start + length));
  const [first = ['', '']] = Object.entries(document);
  const [name, collection] = first as [string, unknown];
  if (OWN.has(name)) return null;
  const filter = document['filter'] as { revokedAt?: { $gte?: Date } } | undefined;
  const isPolling = name === 'find' && filter?.revokedAt?.$gte !== undefined;
  return { name, collection: typeof collection === 'string' ? collection : '', isPolling };
}
