import { type Page, pageOf, type PageRequest } from '../../../src/application/page.js';
import type { Note } from '../domain/note.js';
import type { NoteRepository } from './ports/note-repository.js';

/** The notes of an account, newest first. */
export class ListNotes {
  constructor(private readonly notes: NoteRepository) {}

  /** One read. An account that isn't there has no notes. */
  async execute(userId: string, page: PageRequest): Promise<Page<Note>> {
    return pageOf(await this.notes.page(userId, page), page, ({ id }) => id);
  }
}
