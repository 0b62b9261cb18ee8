import type { ClientContext } from '../../src/domain/client-context.js';
import { DomainError } from '../../src/domain/errors.js';
import { CLIENT, type SignedInClient, type UseCases } from '../support/use-cases.js';
import type { ModelSession, Reference } from './reference.js';

export const DEVICES: Readonly<Record<string, string | null>> = {
  laptop: CLIENT.userAgent,
  phone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile Safari/604.1',
};

/** A session of the real service, beside the model's of the same index. */
interface RealSession {
  readonly id: string;
  readonly userId: string;
  /** One for each generation. */
  readonly tokens: string[];
}

type AppKeys = readonly [string, ...string[]];

/** Starts the service with these keys, on the store and by the clock of the one that ran before. */
export type Start = (appKeys: AppKeys, before: UseCases | undefined) => UseCases;

/** The service under test, and what its clients have in hand. */
export class Rig {
  app: UseCases;
  readonly sessions: RealSession[] = [];
  readonly userIds = new Map<string, string>();
  private strangers = 0;
  private keys = 0;
  private appKeys: AppKeys = ['the first key of the application'];

  /** `run` keeps the accounts of one sequence apart from those of the others in the same store. */
  constructor(
    private readonly start: Start,
    private readonly run: string,
    private readonly purgeStore: (app: UseCases) => Promise<unknown>,
  ) {
    this.app = start(this.appKeys, undefined);
  }

  /** A new key comes before the others, and the service starts again. */
  async rotateKeys(): Promise<void> {
    this.appKeys = [`key ${this.appKeys.length + 1} of the application`, ...this.appKeys];
    this.app = this.start(this.appKeys, this.app);
    await this.app.feed.poll();
  }

  purge(): Promise<unknown> {
    return this.purgeStore(this.app);
  }

  emailOf(owner: string): string {
    return `${owner}-${this.run}@example.com`;
  }

  from(device: string): ClientContext {
    return { ...CLIENT, userAgent: DEVICES[device] ?? null };
  }

  /** An address that nobody has guessed from, so that no limit on guessing is met. */
  fromElsewhere(device: string): ClientContext {
    this.strangers += 1;
    return { ...this.from(device), ipAddress: `198.51.${this.strangers >> 8}.${this.strangers & 255}` };
  }

  freshKey(): string {
    this.keys += 1;
    return `an idempotency key, number ${this.keys}`;
  }

  opened(owner: string, { session, user, token }: SignedInClient): void {
    this.userIds.set(owner, user.id);
    this.sessions.push({ id: session.id, userId: user.id, tokens: [token] });
  }

  /** The token of a generation; one that is still to come is made with the service's own key. */
  tokenOf({ tokens }: RealSession, generation: number): string {
    const known = tokens[generation];
    if (known !== undefined) return known;
    const newest = this.app.refreshTokens.recognize(tokens.at(-1)!)!;
    return this.app.refreshTokens.successors(newest)[0].token;
  }

  /** Throws if a list of live sessions, or what is said of access tokens, is not as in the model. */
  async compare(model: Reference, liveBefore: readonly ModelSession[]): Promise<void> {
    for (const [owner, userId] of this.userIds) {
      const user = (await this.app.users.real.findById(userId))!;
      const real = (await this.app.sessions.real.listLive(user, this.app.clock.now())).map(({ id }) => id);
      const said = model.sessions.flatMap((session, index) =>
        session.owner === owner && model.isLive(session) ? [this.sessions[index]!.id] : [],
      );
      same(`live sessions of ${owner}`, real.sort().join(), said.sort().join());
    }
    for (const session of liveBefore) {
      const { id } = this.sessions[model.sessions.indexOf(session)]!;
      same(`access tokens of ${id} revoked`, String(this.app.feed.isRevoked(id)), String(session.isOver));
    }
  }
}

export function same(what: string, real: string, said: string): void {
  if (real !== said) throw new Error(`${what}: the service says ${real || 'none'}, the model ${said || 'none'}`);
}

/** "done", or the code of the refusal; anything else that is thrown is a fault of the service. */
export async function answerTo(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'done';
  } catch (fault) {
    if (fault instanceof DomainError) return fault.code;
    throw fault;
  }
}
