import type { UserRepository } from '../ports/user-repository.js';
import { emailTaken } from './new-user.js';
import type { OpenAccount } from './open-account.js';
import type { SignIn } from './sign-in.js';
import type { CredentialsRequest, SignedIn } from './signed-in.js';

/** Opens an account and signs its owner in at once: whoever asks learns whether the e-mail was known. */
export class RegisterSignedIn {
  constructor(
    private readonly users: UserRepository,
    private readonly openAccount: OpenAccount,
    private readonly signIn: SignIn,
  ) {}

  /**
   * Takes a normalised e-mail and an accepted password. One read, the insert of `OpenAccount`, then what `SignIn` does.
   * @throws DomainError `email-taken`
   */
  async execute(request: CredentialsRequest): Promise<SignedIn> {
    const { email, password, presentedTokens, client, deliver } = request;
    // Asked before hashing only to save the work; the insert decides.
    if ((await this.users.findByEmail(email)) !== null) throw emailTaken();
    const signedIn = await this.openAccount.execute(email, password, (user) =>
      this.signIn.execute({ user, act: 'user.registered', presentedTokens, client, deliver }),
    );
    if (signedIn === null) throw emailTaken();
    return signedIn;
  }
}
