import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Clock } from '../../application/ports/clock.js';
import type { Random } from '../../application/ports/random.js';
import type { Letter } from './letter.js';
import { mailOf, type Post, sendAsWritten } from './post.js';

/** Lays letters down as `.eml` files that their reader's own eyes can read, for machines without a mail server. */
export class FilePost implements Post {
  private readonly transport = sendAsWritten(createTransport({ streamTransport: true, buffer: true, newline: 'unix' }));

  constructor(
    private readonly folder: string,
    private readonly from: string,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  async deliver(letter: Letter): Promise<void> {
    const date = this.clock.now();
    const { message } = await this.transport.sendMail({ ...mailOf(letter, this.from), date });
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = `${date.toISOString().replaceAll(':', '-')}-${letter.kind}-${this.random.uuid()}`;
    // Under its name only when it is whole: somebody may be waiting for it.
    const draft = join(this.folder, `.${name}`);
    await writeFile(draft, message as Buffer, { mode: 0o600, flag: 'wx' });
    await rename(draft, join(this.folder, `${name}.eml`));
  }

  close(): void {
    this.transport.close();
  }
}
