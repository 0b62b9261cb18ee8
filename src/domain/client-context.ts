/** From where a request came: what events and sessions remember of it. */
export interface ClientContext {
  /** Canonical text of the address; IPv4-mapped IPv6 is written as IPv4. */
  readonly ipAddress: string | null;
  /** The header as sent, cut to 512 characters. */
  readonly userAgent: string | null;
  readonly requestId: string | null;
}
