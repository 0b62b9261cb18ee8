import { CreateAdmin } from '../../src/application/admin/create-admin.js';
import { AuditTrail } from '../../src/application/audit/audit-trail.js';
import { ChoosePassword } from '../../src/application/auth/choose-password.js';
import { NewUser } from '../../src/application/auth/new-user.js';
import { PasswordHasher } from '../../src/application/ports/password-hasher.js';
import { UserRepository } from '../../src/application/ports/user-repository.js';
import type { Role } from '../../src/domain/role.js';
import { type Answer, bearer, Browser, newEmail, PASSWORD, type ProblemBody, type TokenBody } from './browser.ts';
import type { Service } from './service.ts';

/** A port or a use case of the running application. */
export function partOf<T>({ app }: Service, part: abstract new (...args: never[]) => T): T {
  return app.get<T>(part, { strict: false });
}

/** A browser in which somebody is signed in: it keeps the refresh cookie, and sends the access token along. */
export class Device extends Browser {
  accessToken = '';
  userId = '';
  sessionId = '';

  constructor(
    address: string,
    readonly email: string,
    headers: Record<string, string> = {},
  ) {
    super(address, headers);
  }

  async signIn(password = PASSWORD): Promise<this> {
    return this.keepTokens(await this.login(this.email, password));
  }

  /** As `refresh`, which must go through; from then on the new access token is sent. */
  async goOn(): Promise<this> {
    return this.keepTokens(await this.refresh());
  }

  /** The same browser a moment ago: cookie and access token as they are now. */
  copy(): Device {
    return Object.assign(new Device(this.address, this.email), this);
  }

  override send<T = ProblemBody>(path: string, request: Parameters<Browser['send']>[1]): Promise<Answer<T>> {
    const token = this.accessToken === '' ? {} : bearer(this.accessToken);
    return super.send<T>(path, { ...request, headers: { ...token, ...request.headers } });
  }

  private keepTokens({ status, body }: Answer<TokenBody & ProblemBody>): this {
    if (status !== 200) throw new Error(`not signed in: ${status} ${body.code}`);
    this.accessToken = body.accessToken;
    this.userId = body.user.id;
    this.sessionId = body.session.id;
    return this;
  }
}

/** Makes an account of a role past the HTTP API, where everybody begins as a user. Returns its e-mail. */
export async function createAccount(service: Service, role: Role, email = newEmail()): Promise<string> {
  const passwordHash = await partOf(service, PasswordHasher).hash(PASSWORD);
  const user = partOf(service, NewUser).execute(email, passwordHash, role);
  if (!(await partOf(service, UserRepository).insert(user))) throw new Error(`${email} is taken`);
  return email;
}

/** Signs in to an account that there is. */
export function signIn(service: Service, email: string, headers: Record<string, string> = {}): Promise<Device> {
  return new Device(service.address, email, headers).signIn();
}

/** Makes an account of a role and signs in to it. */
export async function signInAs(service: Service, role: Role): Promise<Device> {
  return signIn(service, await createAccount(service, role));
}

/** Makes an administrator as the command line does. */
export async function createAdmin(service: Service, email = newEmail()): Promise<string> {
  const admins = new CreateAdmin(
    partOf(service, UserRepository),
    partOf(service, ChoosePassword),
    partOf(service, NewUser),
    partOf(service, AuditTrail),
  );
  await admins.execute(email, PASSWORD, { ipAddress: null, userAgent: null, requestId: null });
  return email;
}
