import type { PageRequest } from '../../../../../src/application/page.js';
import { date, millis, text } from '../../../../../src/infrastructure/persistence/sqlite/columns.js';
import type { Row, SqliteStore } from '../../../../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { NoteRepository } from '../../../application/ports/note-repository.js';
import type { Note } from '../../../domain/note.js';

/** Each entry takes the module's tables one version on; a published entry is never edited. */
export const NOTE_MIGRATIONS = [
  `
  CREATE TABLE notes (
    id TEXT PRIMARY KEY,
    userId TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    UNIQUE (userId, title)
  ) STRICT;
  CREATE INDEX notesOfUserById ON notes (userId, id);
  `,
];

const INSERT = `
  INSERT INTO notes (id, userId, title, text, createdAt) VALUES (?, ?, ?, ?, ?) ON CONFLICT (userId, title) DO NOTHING`;

export class SqliteNoteRepository extends NoteRepository {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  insert(note: Note): Promise<boolean> {
    const values = [note.id, note.userId, note.title, note.text, millis(note.createdAt)];
    return this.store.write(() => this.store.run(INSERT, ...values) === 1);
  }

  async withdraw(id: string): Promise<void> {
    await this.store.write(() => this.store.run('DELETE FROM notes WHERE id = ?', id));
  }

  async find(id: string, userId: string): Promise<Note | null> {
    const row = this.store.get('SELECT * FROM notes WHERE id = ? AND userId = ?', id, userId);
    return row === undefined ? null : toNote(row);
  }

  async page(userId: string, { limit, after }: PageRequest): Promise<Note[]> {
    const [rest, key] = after === null ? ['', []] : ['AND id < ?', [after]];
    const sql = `SELECT * FROM notes WHERE userId = ? ${rest} ORDER BY id DESC LIMIT ?`;
    return this.store.all(sql, userId, ...key, limit + 1).map(toNote);
  }
}

function toNote(row: Row): Note {
  return {
    id: text(row, 'id'),
    userId: text(row, 'userId'),
    title: text(row, 'title'),
    text: text(row, 'text'),
    createdAt: date(row, 'createdAt'),
  };
}
