/** Counted in Unicode code points after NFC (NIST SP 800-63B-4 §3.1.1.2 asks for at least 64 to be allowed). */
export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 128;

/** zxcvbn's scale runs from 0 to 4; 3 is "safely unguessable": more than 10^8 guesses. */
export const PASSWORD_MIN_SCORE = 3;

/** What a strength estimator says: its 0–4 score, and in words what makes the password weak, if it can tell. */
export interface PasswordEstimate {
  readonly score: number;
  readonly warning: string | null;
}

/** The one form in which a password is measured and hashed, so that every keyboard spells it alike. */
export function normalizePassword(raw: string): string {
  return raw.normalize('NFC');
}

/** Why the form of a normalised password is refused, or null. Cheap: it comes before the estimator. */
export function formFault(password: string): string | null {
  const length = Array.from(password).length;
  if (length < PASSWORD_MIN_LENGTH) return `must have at least ${PASSWORD_MIN_LENGTH} characters`;
  if (length > PASSWORD_MAX_LENGTH) return `must have at most ${PASSWORD_MAX_LENGTH} characters`;
  return null;
}

/** Why a password is refused that is built from the words of its own account, or that is guessable; or null. */
export function strengthFault(
  password: string,
  ownWords: readonly string[],
  estimate: PasswordEstimate,
): string | null {
  const lowered = password.toLowerCase();
  const rest = ownWords.reduce((left, word) => left.replaceAll(word, ''), lowered);
  if (rest.length <= lowered.length / 2) return 'must not be built from the e-mail address';
  if (estimate.score >= PASSWORD_MIN_SCORE) return null;
  return `is too easy to guess: ${estimate.warning ?? 'add another word or two; uncommon words are better.'}`;
}
