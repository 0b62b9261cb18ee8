/** Reads a `User-Agent`. */
export abstract class DeviceClassifier {
  /**
   * Kind of device, operating system and browser without versions, as one comparable text; "unknown" for none. A program
   * that is no browser counts by its product token (RFC 9110 §10.1.5).
   */
  abstract familyOf(userAgent: string | null): string;
}
