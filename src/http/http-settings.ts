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
}
