/** A browser that has signed in to an account before. */
export interface KnownDevice {
  readonly userId: string;
  readonly deviceId: string;
}

/**
 * Makes and recognises device tokens: proof that a browser has signed in to an account, so that its failures are counted apart
 * from strangers' (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Never a credential. No store access.
 */
export abstract class DeviceTokens {
  /** A token for the device, good for `DEVICE_TOKEN_DAYS` from `now`. */
  abstract issue(device: KnownDevice, now: Date): string;

  /** Null unless it is the canonical spelling, the MAC of one of the keys holds (compared in constant time), and it isn't too old. */
  abstract recognize(token: string, now: Date): KnownDevice | null;
}

/** Browsers keep no cookie longer (RFC 6265bis §5.5). */
export const DEVICE_TOKEN_DAYS = 400;
