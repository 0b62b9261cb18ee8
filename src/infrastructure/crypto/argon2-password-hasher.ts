import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import { PasswordHasher } from '../../application/ports/password-hasher.js';

/** argon2id cost: memory in KiB, passes, lanes. */
export interface Argon2Cost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** argon2id (RFC 9106) as PHC strings. */
export class Argon2PasswordHasher extends PasswordHasher {
  private decoy: Promise<string> | undefined;

  constructor(private readonly cost: Argon2Cost) {
    super();
  }

  async hash(password: string): Promise<string> {
    const hash = await argon2.hash(password, { ...this.cost, type: argon2.argon2id });
    // The library's order of parameters is its own; libargon2 and all that is built on it read only this one.
    const { memoryCost, timeCost, parallelism } = this.cost;
    return hash.replace(/\$[mtp]=[^$]*\$/, () => `$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
  }

  verify(hash: string, password: string): Promise<boolean> {
    return argon2.verify(hash, password);
  }

  async verifyNothing(password: string): Promise<void> {
    await argon2.verify(await this.decoyHash(), password);
  }

  needsRenewal(hash: string): boolean {
    return !hash.startsWith('$argon2id$') || argon2.needsRehash(hash, this.cost);
  }

  /** Made once, and made at start-up (`warmUp`), so that the first unknown e-mail isn't slower than the rest. */
  private decoyHash(): Promise<string> {
    return (this.decoy ??= this.hash(randomBytes(24).toString('base64url')));
  }

  async warmUp(): Promise<void> {
    await this.decoyHash();
  }
}
