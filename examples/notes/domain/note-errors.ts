import { DomainError } from '../../../src/domain/errors.js';

/** The module's ways to refuse, besides those of the core. */
export type NoteErrorCode = 'note-title-taken' | 'fresh-login-required';

declare module '../../../src/domain/errors.js' {
  interface ModuleErrors extends Record<NoteErrorCode, true> {}
}

/** The account has a note of this title. */
export class NoteTitleTaken extends DomainError {
  override readonly name = 'NoteTitleTaken';

  constructor() {
    super('note-title-taken', 'There is a note of this title already.', {
      errors: [{ field: 'title', message: 'is taken' }],
    });
  }
}

/** The session of the caller is too old for what it asks. */
export class FreshLoginRequired extends DomainError {
  override readonly name = 'FreshLoginRequired';

  constructor() {
    super('fresh-login-required', 'The text of a note is shown for 15 minutes after signing in.');
  }
}
