/** The only source of randomness: a cryptographically secure generator. */
export abstract class Random {
  /** A new UUIDv7 (RFC 9562 §5.7) in canonical lower case; later ones of one process sort after earlier ones. */
  abstract uuid(): string;
}
