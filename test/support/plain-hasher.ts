import { PasswordHasher } from '../../src/application/ports/password-hasher.js';

/** No hash at all, in no time: for runs in which the passwords are not the point and thousands are proved. */
export class PlainHasher extends PasswordHasher {
  async hash(password: string): Promise<string> {
    return `plain:${password}`;
  }

  async verify(hash: string, password: string): Promise<boolean> {
    return hash === `plain:${password}`;
  }

  async verifyNothing(): Promise<void> {
    return;
  }

  needsRenewal(): boolean {
    return false;
  }
}
