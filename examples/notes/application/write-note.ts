import type { AuditTrail } from '../../../src/application/audit/audit-trail.js';
import type { CallerIds } from '../../../src/application/auth/confirm-caller.js';
import type { Clock } from '../../../src/application/ports/clock.js';
import type { Random } from '../../../src/application/ports/random.js';
import type { ClientContext } from '../../../src/domain/client-context.js';
import { NoteTitleTaken } from '../domain/note-errors.js';
import '../domain/note-events.js';
import type { Note } from '../domain/note.js';
import type { NoteRepository } from './ports/note-repository.js';

/** Writes a note for the caller. */
export class WriteNote {
  constructor(
    private readonly notes: NoteRepository,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * One insert, one audit insert; if that fails, the note is taken back, so that it can be written again.
   * @throws NoteTitleTaken
   */
  async execute(
    { userId, sessionId }: CallerIds,
    content: Pick<Note, 'title' | 'text'>,
    client: ClientContext,
  ): Promise<Note> {
    const { title, text } = content;
    const note = { id: this.random.uuid(), userId, title, text, createdAt: this.clock.now() };
    if (!(await this.notes.insert(note))) throw new NoteTitleTaken();
    const who = { actorId: userId, userId, sessionId };
    try {
      await this.trail.record(client, { type: 'note.written', details: { noteId: note.id }, ...who });
    } catch (fault) {
      await this.notes.withdraw(note.id).catch(() => undefined);
      throw fault;
    }
    return note;
  }
}
