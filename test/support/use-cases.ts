import { JwtService } from '@nestjs/jwt';
import { AuditTrail } from '../../src/application/audit/audit-trail.js';
import { CascadeReuse } from '../../src/application/auth/cascade-reuse.js';
import { ChoosePassword } from '../../src/application/auth/choose-password.js';
import { EndPresentedSessions } from '../../src/application/auth/end-presented-sessions.js';
import { GrantRefresh } from '../../src/application/auth/grant-refresh.js';
import { JudgeRefresh } from '../../src/application/auth/judge-refresh.js';
import { LimitGuesses } from '../../src/application/auth/limit-guesses.js';
import { LogIn } from '../../src/application/auth/log-in.js';
import { LogOutEverywhere } from '../../src/application/auth/log-out-everywhere.js';
import { LogOut } from '../../src/application/auth/log-out.js';
import { PrepareRefresh } from '../../src/application/auth/prepare-refresh.js';
import { ProvePassword } from '../../src/application/auth/prove-password.js';
import { RefreshSession } from '../../src/application/auth/refresh-session.js';
import { RefusalTrail } from '../../src/application/auth/refusal-trail.js';
import { RefuseRefresh } from '../../src/application/auth/refuse-refresh.js';
import { RegisterUser } from '../../src/application/auth/register-user.js';
import { SignIn } from '../../src/application/auth/sign-in.js';
import type { DeliverRefreshToken, SignedIn } from '../../src/application/auth/signed-in.js';
import type { AuditLog } from '../../src/application/ports/audit-log.js';
import type { KnownDevice } from '../../src/application/ports/device-tokens.js';
import type { EmailDigest } from '../../src/application/ports/email-digest.js';
import type { Lockouts } from '../../src/application/ports/lockouts.js';
import type { PasswordHasher } from '../../src/application/ports/password-hasher.js';
import type { SessionRepository } from '../../src/application/ports/session-repository.js';
import type { UserRepository } from '../../src/application/ports/user-repository.js';
import { SessionPolicy } from '../../src/application/session-policy.js';
import { EndSessions } from '../../src/application/sessions/end-sessions.js';
import { OpenSession } from '../../src/application/sessions/open-session.js';
import type { AuditDetails, AuditType } from '../../src/domain/audit-event.js';
import type { ClientContext } from '../../src/domain/client-context.js';
import type { Session } from '../../src/domain/session.js';
import { type Argon2Cost, Argon2PasswordHasher } from '../../src/infrastructure/crypto/argon2-password-hasher.js';
import { BowserDeviceClassifier } from '../../src/infrastructure/crypto/bowser-device-classifier.js';
import { HmacEmailDigest } from '../../src/infrastructure/crypto/hmac-email-digest.js';
import { HmacRefreshTokens } from '../../src/infrastructure/crypto/hmac-refresh-tokens.js';
import { JwtAccessTokenKeys } from '../../src/infrastructure/crypto/jwt-access-token-keys.js';
import { JwtAccessTokens } from '../../src/infrastructure/crypto/jwt-access-tokens.js';
import { secretKeyFrom } from '../../src/infrastructure/crypto/signing-keys.js';
import { ZxcvbnPasswordStrength } from '../../src/infrastructure/crypto/zxcvbn-password-strength.js';
import { SqliteAuditLog } from '../../src/infrastructure/persistence/sqlite/sqlite-audit-log.js';
import { SqliteLockouts } from '../../src/infrastructure/persistence/sqlite/sqlite-lockouts.js';
import { SqliteSessionRepository } from '../../src/infrastructure/persistence/sqlite/sqlite-session-repository.js';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { SqliteUserRepository } from '../../src/infrastructure/persistence/sqlite/sqlite-user-repository.js';
import { FixedClock, SeededRandom } from './fixed.js';
import { Tap } from './tap.js';

export const MINUTE = 60_000;
export const DAY = 86_400_000;

export const EMAIL = 'ada@example.com';
export const PASSWORD = 'seven purple llamas';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
export const CLIENT: ClientContext = { ipAddress: '192.0.2.1', userAgent: FIREFOX, requestId: 'request-1' };

/** The least that the settings allow; hashing is real, and quick. */
export const CHEAP: Argon2Cost = { memoryCost: 7168, timeCost: 1, parallelism: 1 };

const POLICY = {
  refreshTokenTtlMs: 30 * DAY,
  sessionMaxAgeMs: 90 * DAY,
  maxSessionsPerUser: 20,
  refreshLeewayMs: 0,
  reuseScope: 'user',
} as const satisfies ConstructorParameters<typeof SessionPolicy>[0];

export interface UseCaseOptions {
  readonly policy?: Partial<ConstructorParameters<typeof SessionPolicy>[0]>;
  readonly appKeys?: readonly [string, ...string[]];
  readonly argon2?: Argon2Cost;
  /** Another instance on the same store, with the same clock. */
  readonly beside?: UseCases;
}

/** One event of the trail, as it is stored. */
export interface StoredEvent {
  readonly type: AuditType;
  readonly details: AuditDetails[AuditType];
  readonly outcome: string;
  readonly actorId: string | null;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly ipAddress: string | null;
}

/** A signed-in client: the answer, and what its cookie jar now holds. */
export interface SignedInClient extends SignedIn {
  readonly token: string;
}

/** Building the dictionaries takes a while, and nothing in them changes. */
let strength: ZxcvbnPasswordStrength | undefined;

/** Every use case over SQLite in memory, real tokens and real (cheap) hashes; the clock is the test's. */
export class UseCases {
  readonly clock: FixedClock;
  readonly random: SeededRandom;
  readonly store: SqliteStore;
  readonly policy: SessionPolicy;
  readonly refreshTokens: HmacRefreshTokens;
  readonly users: Tap<UserRepository>;
  readonly sessions: Tap<SessionRepository>;
  readonly audit: Tap<AuditLog>;
  readonly hasher: Tap<PasswordHasher>;
  readonly lockouts: Tap<Lockouts>;
  readonly emails: EmailDigest;
  readonly registerUser: RegisterUser;
  readonly logIn: LogIn;
  readonly refreshSession: RefreshSession;
  readonly logOut: LogOut;
  readonly logOutEverywhere: LogOutEverywhere;
  /** Every refresh token handed out, oldest first, also those of answers that failed. */
  readonly delivered: string[] = [];

  constructor({ policy, appKeys = ['a key for tests, the first of its kind'], argon2, beside }: UseCaseOptions = {}) {
    this.clock = beside?.clock ?? new FixedClock();
    this.random = beside?.random ?? new SeededRandom();
    this.store = beside?.store ?? SqliteStore.inMemory();
    this.policy = new SessionPolicy({ ...POLICY, ...policy });
    this.refreshTokens = new HmacRefreshTokens(appKeys);
    this.users = new Tap<UserRepository>(new SqliteUserRepository(this.store));
    this.sessions = new Tap<SessionRepository>(new SqliteSessionRepository(this.store));
    this.audit = new Tap<AuditLog>(new SqliteAuditLog(this.store));
    this.lockouts = new Tap<Lockouts>(new SqliteLockouts(this.store));
    this.emails = new HmacEmailDigest(appKeys);
    this.hasher = new Tap<PasswordHasher>(new Argon2PasswordHasher(argon2 ?? CHEAP));
    const keys = new JwtAccessTokenKeys('HS256', 'https://auth.test', 'test', [secretKeyFrom('a secret for tests')]);
    const accessTokens = new JwtAccessTokens(new JwtService(), keys, 600);
    const trail = new AuditTrail(this.audit.port, this.clock, this.random);
    const ends = new EndSessions(this.users.port, this.sessions.port, trail, this.clock);
    const endPresented = new EndPresentedSessions(this.refreshTokens, this.sessions.port, this.clock);
    const open = new OpenSession(this.sessions.port, this.refreshTokens, this.policy, this.clock, this.random);
    const signIn = new SignIn(open, endPresented, this.users.port, trail, accessTokens);
    const choosePassword = new ChoosePassword((strength ??= new ZxcvbnPasswordStrength()), this.hasher.port);
    this.registerUser = new RegisterUser(this.users.port, choosePassword, signIn, this.clock, this.random);
    const guesses = new LimitGuesses(this.lockouts.port, this.emails, trail, this.clock);
    const prove = new ProvePassword(this.hasher.port, guesses, trail);
    this.logIn = new LogIn(this.users.port, this.hasher.port, prove, signIn, this.clock);
    this.logOut = new LogOut(endPresented, trail);
    this.logOutEverywhere = new LogOutEverywhere(this.users.port, this.sessions.port, ends, this.clock);
    this.refreshSession = new RefreshSession(
      new PrepareRefresh(this.refreshTokens, this.policy, this.clock, this.random),
      this.sessions.port,
      new GrantRefresh(this.users.port, ends, trail, accessTokens),
      new JudgeRefresh(this.sessions.port, this.users.port, new BowserDeviceClassifier(), this.policy, this.clock),
      new RefuseRefresh(
        new RefusalTrail(trail, this.policy, this.clock),
        new CascadeReuse(this.sessions.port, this.users.port, ends, this.policy),
        ends,
      ),
    );
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

  /** What the store holds of a session that is there. */
  async stored({ id }: { id: string }): Promise<Session> {
    const session = await this.sessions.real.find(id);
    if (session === null) throw new Error(`no session ${id}`);
    return session;
  }

  /** The stored events of a type, or all, oldest first. */
  events(type?: AuditType): StoredEvent[] {
    const rows = this.store.all('SELECT * FROM auditEvents WHERE type = ?1 OR ?1 IS NULL ORDER BY id', type ?? null);
    return rows.map((row) => ({ ...row, details: JSON.parse(String(row['details'])) as unknown }) as StoredEvent);
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

  private async holding(execute: (deliver: DeliverRefreshToken) => Promise<SignedIn>): Promise<SignedInClient> {
    const held: string[] = [];
    const signedIn = await execute(({ token }) => {
      held.push(token);
      this.delivered.push(token);
    });
    const [token, ...others] = held;
    if (token === undefined || others.length > 0) throw new Error('not exactly one refresh token was handed out');
    return { ...signedIn, token };
  }
}
