import { NotFound } from '../../../src/domain/errors.js';
import type { Note } from '../domain/note.js';
import type { NoteRepository } from './ports/note-repository.js';

/** One of the caller's notes, with its text. */
export class ReadNote {
  constructor(private readonly notes: NoteRepository) {}

  /**
   * One read.
   * @throws NotFound there is no such note, or it is somebody else's
   */
  async execute(id: string, userId: string): Promise<Note> {
    const note = await this.notes.find(id, userId);
    if (note === null) throw new NotFound('note');
    return note;
  }
}
