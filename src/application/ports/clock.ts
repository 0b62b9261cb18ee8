/** The only source of the present time. */
export abstract class Clock {
  /** The present instant, with millisecond precision. */
  abstract now(): Date;
}
