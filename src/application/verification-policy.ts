/** Whether e-mail addresses have to be confirmed (`EMAIL_VERIFICATION`). Doubles as its own injection token. */
export class VerificationPolicy {
  constructor(private readonly mode: 'off' | 'optional' | 'required') {}

  /** A new account is mailed a token. */
  get isAsked(): boolean {
    return this.mode !== 'off';
  }

  /** Nobody signs in before the address is confirmed, and a registration doesn't tell whether it was known. */
  get isRequired(): boolean {
    return this.mode === 'required';
  }
}
