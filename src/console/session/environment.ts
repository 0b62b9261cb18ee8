import type { Problem } from './problem.ts';

/** The account that is signed in, as the service describes it. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly isActive: boolean;
  readonly emailVerified: boolean;
  readonly createdAt: string;
}

/** What a login, a registration and a refresh answer. */
export interface Tokens {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly user: Account;
  readonly session: { readonly id: string; readonly expiresAt: string };
}

/** What tabs tell each other. It stays in the memory of pages of this origin. */
export type TabMessage =
  | { readonly kind: 'tokens'; readonly tokens: Tokens; readonly freshUntil: number }
  | { readonly kind: 'ended'; readonly reason: Problem['reason'] | null };

/** The browser, as the session client needs it; tests give another. */
export interface Environment {
  /** As `fetch`, with the service's cookies and a limit of time. */
  send(request: string | Request, init?: RequestInit): Promise<Response>;
  /** Runs one task at a time over all tabs of the origin. */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
  tell(message: TabMessage): void;
  /** Messages of other tabs, never one's own. */
  listen(listener: (message: TabMessage) => void): void;
  /**
   * Calls `begin` whenever this tab becomes the one, of those that somebody sees, that watches for all tabs, and what `begin` returned
   * when it is that no longer. Returns what ends it.
   */
  lead(begin: () => () => void): () => void;
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after so many milliseconds; returns what calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
  /** 128 random bits or more, printable. */
  newKey(): string;
  /**
   * A text that outlives a reload; null if there is none. What one tab has written before its `write` resolves is what every other
   * tab reads from then on.
   */
  readonly pendingKey: { read(): Promise<string | null>; write(text: string | null): Promise<void> };
}
