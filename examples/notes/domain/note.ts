/** A note of an account. */
export interface Note {
  readonly id: string;
  readonly userId: string;
  /** One of a kind among the notes of its owner. */
  readonly title: string;
  readonly text: string;
  readonly createdAt: Date;
}

export const TITLE_MAX_LENGTH = 120;
export const TEXT_MAX_LENGTH = 2000;

/** A note's text is shown only to who signed in this recently. */
export const FRESH_LOGIN_MS = 15 * 60 * 1000;
