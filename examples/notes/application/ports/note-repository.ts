import type { PageRequest } from '../../../../src/application/page.js';
import type { Note } from '../../domain/note.js';

/**
 * Notes. Every method throws `StorageUnavailable` when the store doesn't confirm that it was done; doing it again is
 * harmless.
 */
export abstract class NoteRepository {
  /** Stores a note. False if its owner has one of that title; of any number of racers exactly one gets true. */
  abstract insert(note: Note): Promise<boolean>;

  /** Takes back a note that was never answered for. */
  abstract withdraw(id: string): Promise<void>;

  /** The note if it is that account's, else null. */
  abstract find(id: string, userId: string): Promise<Note | null>;

  /** The account's notes, newest first, keyed by id; one more than the limit if there is one. */
  abstract page(userId: string, page: PageRequest): Promise<Note[]>;
}
