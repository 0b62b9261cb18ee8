/** RFC 5321 §4.5.3.1.3 limits a path to 256 octets with its brackets. */
export const EMAIL_MAX_LENGTH = 254;

/**
 * The one spelling under which an address is stored, compared and unique: trimmed, Unicode NFC, lower case.
 * NFC comes again after the lower-casing, which can decompose (U+0130 does).
 */
export function normalizeEmail(raw: string): string {
  return raw.trim().normalize('NFC').toLowerCase().normalize('NFC');
}

/** The words of an address that a password must not be built from: `ada.lovelace@math.example` has four. */
export function wordsOfEmail(email: string): string[] {
  return email.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3);
}
