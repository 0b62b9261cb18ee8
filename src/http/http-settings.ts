/** What the HTTP side needs of the configuration. Doubles as its own injection token. */
export class HttpSettings {
  constructor(
    /** The service's own origin. */
    readonly publicUrl: string,
    /** Other origins whose pages may call with credentials. */
    readonly allowedOrigins: readonly string[],
    readonly cookies: {
      readonly secure: boolean;
      readonly sameSite: 'strict' | 'lax' | 'none';
      readonly hostPrefix: boolean;
    },
  ) {}

  get refreshCookieName(): string {
    return `${this.cookiePrefix}refresh_token`;
  }

  get deviceCookieName(): string {
    return `${this.cookiePrefix}device`;
  }

  /** The prefixes make browsers insist on what they promise (RFC 6265bis §4.1.3). */
  private get cookiePrefix(): string {
    return this.cookies.hostPrefix ? '__Host-' : this.cookies.secure ? '__Secure-' : '';
  }
}
