import { ApiProperty } from '@nestjs/swagger';
import type { Note } from '../domain/note.js';

/** A note as lists show it: without its text. */
export class NoteSummaryView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'Llamas' })
  title!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: Date;

  static of({ id, title, createdAt }: Note): NoteSummaryView {
    return { id, title, createdAt };
  }
}

/** A note as its owner sees it. */
export class NoteView extends NoteSummaryView {
  @ApiProperty({ example: 'Seven of them, purple.' })
  text!: string;

  static override of(note: Note): NoteView {
    return Object.assign(NoteSummaryView.of(note), { text: note.text });
  }
}
