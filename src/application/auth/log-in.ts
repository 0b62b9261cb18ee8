import { normalizeEmail } from '../../domain/email.js';
import { Overloaded } from '../../domain/errors.js';
import { normalizePassword } from '../../domain/password-policy.js';
import type { User } from '../../domain/user.js';
import type { Clock } from '../ports/clock.js';
import type { KnownDevice } from '../ports/device-tokens.js';
import type { PasswordHasher } from '../ports/password-hasher.js';
import type { UserRepository } from '../ports/user-repository.js';
import type { ProvePassword } from './prove-password.js';
import type { SignIn } from './sign-in.js';
import type { CredentialsRequest, SignedIn } from './signed-in.js';

export interface LogInRequest extends CredentialsRequest {
  /** What the browser's device cookies prove, of whatever account. */
  readonly knownDevices: readonly KnownDevice[];
}

/** Proves a password and signs its owner in. */
export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly provePassword: ProvePassword,
    private readonly signIn: SignIn,
    private readonly clock: Clock,
  ) {}

  /**
   * Store calls: one read of the user, those of `ProvePassword`, then those of `SignIn`; one write more when the hash is
   * renewed. None when there is no room to hash.
   * @throws InvalidCredentials
   * @throws DomainError `account-locked`, `overloaded`
   */
  async execute(request: LogInRequest): Promise<SignedIn> {
    this.hasher.checkRoom();
    const password = normalizePassword(request.password);
    const proved = await this.prove(request, password);
    const user = await this.renewHash(proved, password);
    return this.signIn.execute({
      user,
      act: { passwordHashRenewed: user !== proved },
      presentedTokens: request.presentedTokens,
      client: request.client,
      deliver: request.deliver,
    });
  }

  private async prove(request: LogInRequest, password: string): Promise<User> {
    const { client, knownDevices } = request;
    const email = normalizeEmail(request.email);
    const user = await this.users.findByEmail(email);
    const device = knownDevices.find(({ userId }) => userId === user?.id);
    const guesser = device === undefined ? { ipAddress: client.ipAddress } : { deviceId: device.deviceId };
    const who = { actorId: null, userId: user?.id ?? null, sessionId: null };
    return this.provePassword.execute({
      email,
      password,
      user,
      guesser,
      client,
      failure: (reason) => ({ type: 'login.failed', details: { reason }, ...who }),
    });
  }

  /** A renewal that loses to another write of the hash is dropped: a login must never undo a reset. */
  private async renewHash(user: User, password: string): Promise<User> {
    if (!this.hasher.needsRenewal(user.passwordHash)) return user;
    const passwordHash = await this.hasher.hash(password).catch(nothingIfOverloaded);
    if (passwordHash === null) return user;
    const won = await this.users.renewPasswordHash(user.id, user.passwordHash, passwordHash, this.clock.now());
    return won ? { ...user, passwordHash } : user;
  }
}

/** Renewing can wait for the next login. */
function nothingIfOverloaded(fault: unknown): null {
  if (fault instanceof Overloaded) return null;
  throw fault;
}
