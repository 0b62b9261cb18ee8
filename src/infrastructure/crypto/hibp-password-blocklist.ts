import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { PasswordBlocklist } from '../../application/ports/password-blocklist.js';
import { StorageUnavailable } from '../../domain/errors.js';
import { HashFile } from './hash-file.js';

/** Lines looked at when the file is opened: a list in another order does not pass. */
const SAMPLES = 64;

/**
 * A local copy of Have I Been Pwned's password list, ordered by hash. It stays where it is: a look-up is a binary search
 * on the disk (30 reads of 111 bytes in the whole list's 40 GB).
 */
export class HibpPasswordBlocklist extends PasswordBlocklist {
  private constructor(
    private readonly file: FileHandle,
    private readonly hashes: HashFile,
  ) {
    super();
  }

  /** @throws Error the file isn't there, or isn't such a list as far as a few reads can tell */
  static async open(path: string): Promise<HibpPasswordBlocklist> {
    const file = await open(path, 'r');
    try {
      const hashes = new HashFile(file, (await file.stat()).size);
      await hashes.assertSorted(SAMPLES);
      return new HibpPasswordBlocklist(file, hashes);
    } catch (fault) {
      await file.close();
      throw fault;
    }
  }

  async contains(password: string): Promise<boolean> {
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
    try {
      return await this.hashes.contains(hash);
    } catch (cause) {
      throw new StorageUnavailable(cause);
    }
  }

  /** Nest calls it at shutdown. */
  async onApplicationShutdown(): Promise<void> {
    await this.file.close();
  }
}
