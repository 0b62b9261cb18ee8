export interface Fault {
  readonly kind: string;
  /** The first command (or statement) that it hits, from 1. */
  readonly nth: number;
  /** How many it hits, one after the other. */
  readonly times: number;
  /** From then on it hits no more. */
  readonly isOver: () => boolean;
}

/** Fails what the service asks of its store, one command of our choice; the service's own polling doesn't count. */
export interface Injector {
  /** Each with how often in a row it is tried: once, so that the driver may retry, and so often that it can't. */
  readonly kinds: Readonly<Record<string, readonly number[]>>;
  arm(fault: Fault): Promise<void>;
  /** Resolves with the names of what was hit. */
  disarm(): Promise<readonly string[]>;
  close(): Promise<void>;
}
