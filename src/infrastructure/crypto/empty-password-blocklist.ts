import { PasswordBlocklist } from '../../application/ports/password-blocklist.js';

/** Without `PASSWORD_BLOCKLIST_FILE`: no password is known. */
export class EmptyPasswordBlocklist extends PasswordBlocklist {
  contains(): Promise<boolean> {
    return Promise.resolve(false);
  }
}
