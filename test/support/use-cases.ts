import { AuditTrail } from '../../src/application/audit/audit-trail.js';
import type { AuditWriter } from '../../src/application/audit/audit-writer.js';
import { ChangePassword } from '../../src/application/auth/change-password.js';
import { ChoosePassword } from '../../src/application/auth/choose-password.js';
import { ConfirmCaller } from '../../src/application/auth/confirm-caller.js';
import { LimitGuesses } from '../../src/application/auth/limit-guesses.js';
import { LogIn } from '../../src/application/auth/log-in.js';
import { LogOutEverywhere } from '../../src/application/auth/log-out-everywhere.js';
import { LogOut } from '../../src/application/auth/log-out.js';
import { NewUser } from '../../src/application/auth/new-user.js';
import type { RefreshSession } from '../../src/application/auth/refresh-session.js';
import { ProvePassword } from '../../src/application/auth/prove-password.js';
import type { RegisterUser } from '../../src/application/auth/register-user.js';
import { SignIn } from '../../src/application/auth/sign-in.js';
import type { DeliverRefreshToken, SignedIn } from '../../src/application/auth/signed-in.js';
import type { KnownDevice } from '../../src/application/ports/device-tokens.js';
import type { Lockouts } from '../../src/application/ports/lockouts.js';
import type { PasswordBlocklist } from '../../src/application/ports/password-blocklist.js';
import type { PasswordHasher } from '../../src/application/ports/password-hasher.js';
import type { PasswordStrength } from '../../src/application/ports/password-strength.js';
import type { SessionRepository } from '../../src/application/ports/session-repository.js';
import type { UserRepository } from '../../src/application/ports/user-repository.js';
import { SessionPolicy } from '../../src/application/session-policy.js';
import { EndSession } from '../../src/application/sessions/end-session.js';
import { EndSessions } from '../../src/application/sessions/end-sessions.js';
import { ListOwnSessions } from '../../src/application/sessions/list-own-sessions.js';
import { NewSession } from '../../src/application/sessions/new-session.js';
import { OpenSession } from '../../src/application/sessions/open-session.js';
import { RevocationFeed } from '../../src/application/sessions/revocation-feed.js';
import type { AuditType } from '../../src/domain/audit-event.js';
import type { ClientContext } from '../../src/domain/client-context.js';
import type { Session } from '../../src/domain/session.js';
import { type Argon2Cost, Argon2PasswordHasher } from '../../src/infrastructure/crypto/argon2-password-hasher.js';
import { BowserDeviceClassifier } from '../../src/infrastructure/crypto/bowser-device-classifier.js';
import type { HmacRefreshTokens } from '../../src/infrastructure/crypto/hmac-refresh-tokens.js';
import { EmptyPasswordBlocklist } from '../../src/infrastructure/crypto/empty-password-blocklist.js';
import type { Peppers } from '../../src/infrastructure/crypto/peppers.js';
import estimate from '../../src/infrastructure/crypto/zxcvbn-thread.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { AdminCases } from './admin-cases.js';
import { auditWriterOver } from './audit.js';
import { FixedClock, NO_PEPPERS, SeededRandom, SeenEvents, TEST_POLICY } from './fixed.js';
import { RecoveryCases, type VerificationMode } from './recovery-cases.js';
import { refreshing } from './refreshing.js';
import { sqlitePorts, type StorePorts } from './store-ports.js';
import { eventsIn, type StoredEvent } from './stored-events.js';
import { Tap } from './tap.js';
import { tokensUnder } from './tokens.js';
import { WatchCases } from './watch-cases.js';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
export const EMAIL = 'ada@example.com';
export const PASSWORD = 'seven purple llamas';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
export const CLIENT: ClientContext = { ipAddress: '192.0.2.1', userAgent: FIREFOX, requestId: 'request-1' };

/** The least that the settings allow; hashing is real, and quick. */
export const CHEAP: Argon2Cost = { memoryCost: 7168, timeCost: 1, parallelism: 1 };

export interface UseCaseOptions {
  readonly policy?: Partial<ConstructorParameters<typeof SessionPolicy>[0]>;
  readonly appKeys?: readonly [string, ...string[]];
  readonly argon2?: Argon2Cost;
  readonly peppers?: Peppers;
  readonly verification?: VerificationMode;
  /** Another instance on the same store, with the same clock. */
  readonly beside?: UseCases;
  /** In place of `sqlitePorts`. */
  readonly ports?: (store: SqliteStore) => StorePorts;
  /** In place of argon2, and of its time. */
  readonly hasher?: PasswordHasher;
}

/** A signed-in client: the answer, and what its cookie jar now holds. */
export interface SignedInClient extends SignedIn {
  readonly token: string;
}

/** In this thread: what waits for another's answer would come at moments that no scheduler of a test can choose. */
const strength: PasswordStrength = { estimate: async (password, ownWords) => estimate({ password, ownWords }) };

/** Every use case over SQLite in memory, real tokens and real (cheap) hashes; the clock is the test's. */
export class UseCases {
  readonly clock: FixedClock;
  readonly random: SeededRandom;
  readonly store: SqliteStore;
  readonly policy: SessionPolicy;
  readonly refreshTokens: HmacRefreshTokens;
  readonly users: Tap<UserRepository>;
  readonly sessions: Tap<SessionRepository>;
  readonly audit: Tap<AuditWriter>;
  readonly hasher: Tap<PasswordHasher>;
  readonly lockouts: Tap<Lockouts>;
  /** What the observer of the trail was told. */
  readonly observed = new SeenEvents();
  readonly blocklist: Tap<PasswordBlocklist>;
  readonly recovery: RecoveryCases;
  readonly watch: WatchCases;
  readonly registerUser: RegisterUser;
  readonly logIn: LogIn;
  readonly refreshSession: RefreshSession;
  readonly logOut: LogOut;
  readonly logOutEverywhere: LogOutEverywhere;
  readonly changePassword: ChangePassword;
  readonly admin: AdminCases;
  readonly endSession: EndSession;
  readonly listOwnSessions: ListOwnSessions;
  readonly ends: EndSessions;
  readonly confirmCaller: ConfirmCaller;
  readonly feed: RevocationFeed;
  /** Every refresh token handed out, oldest first, also those of answers that failed. */
  readonly delivered: string[] = [];

  constructor({
    policy,
    appKeys = ['a key for tests, the first of its kind'],
    argon2,
    peppers,
    verification = 'off',
    beside,
    ports: portsOver = sqlitePorts,
    hasher,
  }: UseCaseOptions = {}) {
    this.clock = beside?.clock ?? new FixedClock();
    this.random = beside?.random ?? new SeededRandom();
    this.store = beside?.store ?? SqliteStore.inMemory();
    const ports = portsOver(this.store);
    this.policy = new SessionPolicy({ ...TEST_POLICY, ...policy });
    const { refreshTokens, accessTokens, emails } = tokensUnder(appKeys);
    this.refreshTokens = refreshTokens;
    this.users = new Tap<UserRepository>(ports.users);
    this.sessions = new Tap<SessionRepository>(ports.sessions);
    this.audit = new Tap<AuditWriter>(auditWriterOver(ports.auditStore, this.clock, this.random));
    this.lockouts = new Tap<Lockouts>(ports.lockouts);
    this.blocklist = new Tap<PasswordBlocklist>(new EmptyPasswordBlocklist());
    this.hasher = new Tap<PasswordHasher>(hasher ?? new Argon2PasswordHasher(argon2 ?? CHEAP, peppers ?? NO_PEPPERS));
    const trail = new AuditTrail(this.audit.port, this.clock, this.random, this.observed);
    this.feed = new RevocationFeed(this.sessions.port, accessTokens, this.clock);
    const ends = new EndSessions(this.users.port, this.sessions.port, this.feed, trail, this.clock);
    const confirmCaller = new ConfirmCaller(this.sessions.port, this.users.port, ends, this.clock);
    this.ends = ends;
    this.confirmCaller = confirmCaller;
    const devices = new BowserDeviceClassifier();
    const newSession = new NewSession(this.refreshTokens, devices, this.policy, this.clock, this.random);
    const open = new OpenSession(this.sessions.port, newSession, this.refreshTokens, this.policy, this.clock);
    this.watch = new WatchCases(ports.places, this.clock, trail, devices);
    const choosePassword = new ChoosePassword(strength, this.hasher.port, this.blocklist.port);
    const guesses = new LimitGuesses(this.lockouts.port, emails, trail, this.clock);
    const records = { users: this.users, actionTokens: ports.actionTokens, clock: this.clock, random: this.random };
    this.recovery = new RecoveryCases(records, trail, choosePassword, ends, verification, guesses);
    const signIn = new SignIn(this.recovery.requireVerified, open, this.feed, this.watch.loginTrail, accessTokens);
    const newUser = new NewUser(this.clock, this.random);
    this.registerUser = this.recovery.registration(signIn);
    const prove = new ProvePassword(this.hasher.port, guesses, trail, this.watch.failures);
    this.logIn = new LogIn(this.users.port, this.hasher.port, prove, signIn, this.clock);
    this.logOut = new LogOut(this.refreshTokens, this.sessions.port, this.feed, trail, this.clock);
    this.logOutEverywhere = new LogOutEverywhere(confirmCaller, ends);
    const { replacePassword } = this.recovery;
    this.changePassword = new ChangePassword(confirmCaller, prove, choosePassword, replacePassword);
    this.admin = new AdminCases(this, { trail, ends, confirmCaller, choosePassword, newUser, guesses });
    this.endSession = new EndSession(this.sessions.port, ends, trail);
    this.listOwnSessions = new ListOwnSessions(this.users.port, this.sessions.port, this.clock);
    const stores = { users: this.users.port, sessions: this.sessions.port };
    this.refreshSession = refreshing(this, { ...stores, accessTokens, devices, trail, moves: this.watch.moves });
  }

  register({ email = EMAIL, password = PASSWORD, presentedTokens = [] as string[] } = {}): Promise<SignedInClient> {
    return this.holding((deliver) =>
      this.registerUser.execute({ email, password, presentedTokens, client: CLIENT, deliver }),
    );
  }

  login({
    email = EMAIL,
    password = PASSWORD,
    presentedTokens = [] as string[],
    knownDevices = [] as KnownDevice[],
    client = CLIENT,
  } = {}): Promise<SignedInClient> {
    return this.holding((deliver) =>
      this.logIn.execute({ email, password, presentedTokens, knownDevices, client, deliver }),
    );
  }

  refresh(
    tokens: string | readonly string[],
    { key = null, client = CLIENT }: { key?: string | null; client?: ClientContext } = {},
  ): Promise<SignedInClient> {
    const presentedTokens = [tokens].flat();
    return this.holding((deliver) =>
      this.refreshSession.execute({ presentedTokens, idempotencyKey: key, client, deliver }),
    );
  }

  /** Ends all sessions of a user in their first epoch, past the use cases, and marks none. */
  async raiseEpoch(userId: string): Promise<void> {
    await this.users.real.raiseSessionEpoch(userId, 0, { reason: 'logout-all', spare: null, at: this.clock.now() });
  }

  /** What the store holds of a session that is there. */
  async stored({ id }: { id: string }): Promise<Session> {
    const session = await this.sessions.real.find(id);
    if (session === null) throw new Error(`no session ${id}`);
    return session;
  }

  /** The stored events of a type, or all but the trail's own, oldest first. */
  events(type?: AuditType): StoredEvent[] {
    return eventsIn(this.store, type);
  }

  /** Changes rows behind the service's back. */
  async sql(statement: string, ...values: (string | number | null)[]): Promise<void> {
    await this.store.write(() => this.store.run(statement, ...values));
  }

  /** What was hashed, in order. */
  get hashings(): string[] {
    return this.hasher.calls.filter((name) => ['hash', 'verify', 'verifyNothing'].includes(name));
  }

  forgetCalls(): void {
    for (const tap of [this.users, this.sessions, this.audit, this.hasher, this.lockouts]) tap.calls.length = 0;
  }

  private async holding(execute: (deliver: DeliverRefreshToken) => Promise<SignedIn | null>): Promise<SignedInClient> {
    const held: string[] = [];
    const signedIn = await execute(({ token }) => {
      held.push(token);
      this.delivered.push(token);
    });
    const [token, ...others] = held;
    if (signedIn === null || token === undefined || others.length > 0)
      throw new Error('not exactly one refresh token was handed out');
    return { ...signedIn, token };
  }
}
