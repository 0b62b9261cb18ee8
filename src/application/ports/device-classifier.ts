/** Reads a `User-Agent`. */
export abstract class DeviceClassifier {
  /** Kind of device, operating system and browser without versions, as one comparable text; "unknown" for none. */
  abstract familyOf(userAgent: string | null): string;
}
