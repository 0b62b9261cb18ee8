import { Module } from '@nestjs/common';
import type { Extension } from '../../src/app.module.js';
import { AuditTrail } from '../../src/application/audit/audit-trail.js';
import { ConfirmCaller } from '../../src/application/auth/confirm-caller.js';
import { Clock } from '../../src/application/ports/clock.js';
import { Random } from '../../src/application/ports/random.js';
import { provide } from '../../src/http/provide.js';
import { ConfirmFreshLogin } from './application/confirm-fresh-login.js';
import { ListNotes } from './application/list-notes.js';
import { NoteRepository } from './application/ports/note-repository.js';
import { ReadNote } from './application/read-note.js';
import { WriteNote } from './application/write-note.js';
import { NotesController } from './http/notes.controller.js';
import { MongooseNotesModule } from './infrastructure/persistence/mongoose/mongoose-notes.module.js';
import { SqliteNotesModule } from './infrastructure/persistence/sqlite/sqlite-notes.module.js';

@Module({
  controllers: [NotesController],
  providers: [
    provide(WriteNote, NoteRepository, AuditTrail, Clock, Random),
    provide(ListNotes, NoteRepository),
    provide(ReadNote, NoteRepository),
    provide(ConfirmFreshLogin, ConfirmCaller, Clock),
  ],
})
class NotesModule {}

/** The module whole, over the store that the service has. */
export const notes: Extension = ({ store }) => ({
  module: NotesModule,
  imports: [store.kind === 'mongodb' ? MongooseNotesModule : SqliteNotesModule],
});
