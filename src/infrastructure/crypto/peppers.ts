import { deriveKey } from './derive-key.js';

const ID_BYTES = 6;

export interface Pepper {
  /** Eight characters of base64url that stand before the hashes made with it; null for none. */
  readonly id: string | null;
  readonly secret: Buffer;
}

const NONE: Pepper = { id: null, secret: Buffer.alloc(0) };

/** The secrets that hashes need and the database doesn't have, newest first (`PASSWORD_PEPPERS`). */
export class Peppers {
  private readonly known: readonly (Pepper & { readonly id: string })[];

  constructor(
    keys: readonly string[],
    private readonly log: { error(line: string): void },
  ) {
    this.known = keys.map((key) => ({
      id: deriveKey(key, 'password-pepper id', ID_BYTES).toString('base64url'),
      secret: deriveKey(key, 'password-pepper secret'),
    }));
  }

  /** Newest first, as the log and the stored hashes name them. */
  get ids(): string[] {
    return this.known.map(({ id }) => id);
  }

  /** What new hashes are made with. */
  get newest(): Pepper {
    return this.known[0] ?? NONE;
  }

  seal(phc: string): string {
    const { id } = this.newest;
    return id === null ? phc : `${id}:${phc}`;
  }

  /** Takes a stored hash apart; `pepper` is null, and that is logged, if it was made with one that is not known here. */
  open(stored: string): { phc: string; pepper: Pepper | null } {
    const [, id = null, phc = stored] = /^([\w-]{8}):(\$.*)$/.exec(stored) ?? [];
    const pepper = [NONE, ...this.known].find((each) => each.id === id) ?? null;
    if (pepper === null) this.log.error(`a password hash needs pepper ${id}, which is not in PASSWORD_PEPPERS`);
    return { phc, pepper };
  }
}
