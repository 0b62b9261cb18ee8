import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly to: string[];
  /** With the line ends and dots of the wire (RFC 5321 §4.5.2). */
  readonly source: string;
}

const OTHERS: Readonly<Record<string, string>> = { QUIT: '221 bye', STAR: '502 no TLS here' };

/** A mail server that takes everything, or refuses recipients as it is told to, and keeps what it got. */
export class SmtpSink {
  readonly mails: ReceivedMail[] = [];
  /** Answers to the next recipients, as `451 later`; then they are taken. */
  readonly refusals: string[] = [];
  /** Every command line that came. */
  readonly commands: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => this.talk(socket));
  }

  static async start(): Promise<SmtpSink> {
    const sink = new SmtpSink(createServer());
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    let pending = '';
    let recipients: string[] = [];
    let isData = false;
    const answer = (line: string) => socket.write(`${line}\r\n`);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      pending += bytes.toString();
      for (let end = ending(); end >= 0; end = ending()) {
        const text = pending.slice(0, end);
        pending = pending.slice(end + (isData ? 5 : 2));
        if (isData) {
          this.mails.push({ to: recipients, source: text });
          recipients = [];
          isData = false;
          answer('250 taken');
        } else command(text);
      }
    });
    const ending = () => pending.indexOf(isData ? '\r\n.\r\n' : '\r\n');
    const command = (line: string) => {
      this.commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'RCPT') {
        const refusal = this.refusals.shift();
        if (refusal === undefined) recipients.push(/<(.*)>/.exec(line)?.[1] ?? '');
        answer(refusal ?? '250 ok');
      } else if (verb === 'DATA') {
        isData = true;
        answer('354 go on');
      } else answer(OTHERS[verb] ?? '250 ok');
    };
    answer('220 sink');
  }
}
