import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { signatureOf } from '../../src/infrastructure/notification/webhook-notifier.js';

export interface Notice {
  readonly id: string;
  readonly events: readonly { readonly type: string; readonly userId: string | null }[];
}

/** Takes notices whose signature is right, and keeps them. */
export class WebhookReceiver {
  readonly notices: Notice[] = [];
  private readonly server: Server;

  constructor(private readonly secret: string) {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const signature = String(request.headers['ratchet-signature']);
        const seconds = Number(/^t=(\d+),/.exec(signature)?.[1]);
        const isRight = signature === signatureOf(this.secret, seconds, body);
        if (isRight) this.notices.push(JSON.parse(body) as Notice);
        response.writeHead(isRight ? 204 : 401).end();
      });
    });
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
