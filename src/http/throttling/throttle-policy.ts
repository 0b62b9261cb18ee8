/** Routes that are throttled together; a route that names none is in `default`. */
export type ThrottleGroup = 'login' | 'register' | 'refresh' | 'recovery' | 'default';

/** So many requests of one client network in so long a window. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
}

/** The settings of request throttling. */
export interface ThrottlePolicy {
  /** False: no request is counted. */
  readonly isOn: boolean;
  readonly rates: Readonly<Record<ThrottleGroup, Rate>>;
}
