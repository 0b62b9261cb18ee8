import { Module } from '@nestjs/common';
import { SqliteStore } from '../../../../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { NoteRepository } from '../../../application/ports/note-repository.js';
import { NOTE_MIGRATIONS, SqliteNoteRepository } from './sqlite-note-repository.js';

/** The notes' port over the service's SQLite database. */
@Module({
  providers: [
    {
      provide: NoteRepository,
      inject: [SqliteStore],
      useFactory: (store: SqliteStore) => {
        store.migrate('notes', NOTE_MIGRATIONS);
        return new SqliteNoteRepository(store);
      },
    },
  ],
  exports: [NoteRepository],
})
export class SqliteNotesModule {}
