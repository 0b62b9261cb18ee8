/** The only source of the present time, and of how much of it has passed. */
export abstract class Clock {
  /** The present instant, with millisecond precision. */
  abstract now(): Date;

  /** Milliseconds since some moment of this process; whoever sets the system's clock doesn't move it. */
  abstract uptimeMs(): number;
}
