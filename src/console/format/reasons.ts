/** Why a session ended, as `revokedReason` and a problem's `reason` say it. */
const REASONS: Readonly<Record<string, string>> = {
  logout: 'signed out',
  'ended-by-owner': 'ended from another device of the account',
  'ended-by-admin': 'ended by an administrator',
  'logout-all': 'signed out everywhere',
  'password-changed': 'the password was changed on another device',
  'password-reset': 'the password was reset',
  'role-changed': 'the role of the account was changed',
  'user-inactive': 'the account was closed',
  'reuse-detected': 'a used-up token came back, so somebody may have copied it',
  replaced: 'a new sign-in in the same browser took its place',
  evicted: 'too many devices were signed in, and this one was unused longest',
  'store-rollback': 'the service’s data went back in time',
  abandoned: 'the sign-in was not completed',
  'refresh-token-expired': 'it was not used for too long',
  'refresh-token-revoked': 'it was ended',
  'refresh-token-reused': 'a used-up token came back, so somebody may have copied it',
  'refresh-token-invalid': 'the browser’s cookie is not valid any more',
};

export function reasonText(reason: string): string {
  return REASONS[reason] ?? reason;
}
