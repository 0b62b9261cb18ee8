import { addAuditTypes } from '../../../src/domain/audit-event.js';

/** The module's events with their details: what happened to which note, never what stands in it. */
interface NoteEvents {
  'note.written': { noteId: string };
}

declare module '../../../src/domain/audit-event.js' {
  interface ModuleAuditDetails extends NoteEvents {}
}

addAuditTypes<keyof NoteEvents>({
  'note.written': { class: 'routine', outcome: 'success', owasp: 'sensitive_create' },
});
