/** A device in words for people; "unknown" where the user agent doesn't say. */
export interface Device {
  /** desktop, mobile, tablet, tv, bot … */
  readonly type: string;
  /** As "Windows", "Android"; without a version. */
  readonly os: string;
  /** As "Firefox"; for other programs the product that they call themselves. */
  readonly browser: string;
}

/** Reads a `User-Agent`. */
export abstract class DeviceClassifier {
  abstract describe(userAgent: string | null): Device;

  /**
   * Kind of device, operating system and browser without versions, as one comparable text; "unknown" for none. A program
   * that is no browser counts by its product token (RFC 9110 §10.1.5).
   */
  abstract familyOf(userAgent: string | null): string;
}
