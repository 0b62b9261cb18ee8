import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import { PasswordHasher } from '../../application/ports/password-hasher.js';
import { MissingPepper } from '../../domain/errors.js';
import { type Peppers } from './peppers.js';

/** argon2id cost: memory in KiB, passes, lanes. */
export interface Argon2Cost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** argon2id (RFC 9106) as PHC strings; a pepper is its `secret` input (§3.1: K). */
export class Argon2PasswordHasher extends PasswordHasher {
  private decoy: Promise<string> | undefined;

  constructor(
    private readonly cost: Argon2Cost,
    private readonly peppers: Peppers,
  ) {
    super();
  }

  async hash(password: string): Promise<string> {
    const { secret } = this.peppers.newest;
    const hash = await argon2.hash(password, { ...this.cost, type: argon2.argon2id, secret });
    // The library's order of parameters is its own; libargon2 and all that is built on it read only this one.
    const { memoryCost, timeCost, parallelism } = this.cost;
    return this.peppers.seal(hash.replace(/\$[mtp]=[^$]*\$/, () => `$m=${memoryCost},t=${timeCost},p=${parallelism}$`));
  }

  async verify(hash: string, password: string): Promise<boolean> {
    const { phc, pepper } = this.peppers.open(hash);
    if (pepper !== null) return argon2.verify(phc, password, { secret: pepper.secret });
    await this.verifyNothing(password);
    throw new MissingPepper();
  }

  async verifyNothing(password: string): Promise<void> {
    await this.verify(await this.decoyHash(), password);
  }

  needsRenewal(hash: string): boolean {
    const { phc, pepper } = this.peppers.open(hash);
    return pepper !== this.peppers.newest || !phc.startsWith('$argon2id$') || argon2.needsRehash(phc, this.cost);
  }

  /** Made once, and made at start-up (`warmUp`), so that the first unknown e-mail isn't slower than the rest. */
  private decoyHash(): Promise<string> {
    return (this.decoy ??= this.hash(randomBytes(24).toString('base64url')));
  }

  async warmUp(): Promise<void> {
    await this.decoyHash();
  }
}
