import { Module } from '@nestjs/common';
import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { NoteRepository } from '../../../application/ports/note-repository.js';
import { MongooseNoteRepository } from './mongoose-note-repository.js';
import { type NoteDocument, noteSchema } from './note-schema.js';

const NOTE = { name: 'Note', schema: noteSchema };

/** The notes' port over the service's MongoDB connection. */
@Module({
  imports: [MongooseModule.forFeature([NOTE])],
  providers: [
    {
      provide: NoteRepository,
      inject: [getModelToken(NOTE.name)],
      useFactory: async (notes: Model<NoteDocument>) => {
        await notes.createIndexes();
        return new MongooseNoteRepository(notes);
      },
    },
  ],
  exports: [NoteRepository],
})
export class MongooseNotesModule {}
