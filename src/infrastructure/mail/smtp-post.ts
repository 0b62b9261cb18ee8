import { createTransport, type Transporter } from 'nodemailer';
import type { Letter } from './letter.js';
import { mailOf, type Post, sendAsWritten } from './post.js';

const CONNECTIONS = 2;
const CONNECT_MS = 10_000;
const IDLE_MS = 30_000;

/** Hands letters to a mail server (RFC 5321), over a few connections that are kept. */
export class SmtpPost implements Post {
  private readonly transport: Transporter;

  /** @param url `smtp://` or `smtps://`; with a user name in it, TLS is demanded unless its query says otherwise */
  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.transport = sendAsWritten(
      createTransport({
        url,
        requireTLS: new URL(url).username !== '',
        pool: true,
        maxConnections: CONNECTIONS,
        connectionTimeout: CONNECT_MS,
        greetingTimeout: CONNECT_MS,
        socketTimeout: IDLE_MS,
      }),
    );
  }

  async deliver(letter: Letter): Promise<void> {
    await this.transport.sendMail(mailOf(letter, this.from));
  }

  close(): void {
    this.transport.close();
  }
}
