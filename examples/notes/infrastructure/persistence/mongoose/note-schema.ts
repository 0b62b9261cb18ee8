import { Schema, type Types } from 'mongoose';
import { schemaOf } from '../../../../../src/infrastructure/persistence/mongoose/schemas.js';

/** Ids are BSON UUIDs, as everywhere. */
export interface NoteDocument {
  _id: Types.UUID;
  userId: Types.UUID;
  title: string;
  text: string;
  createdAt: Date;
}

const uuid = { type: Schema.Types.UUID, required: true } as const;
const instant = { type: Date, required: true } as const;

export const noteSchema = schemaOf<NoteDocument>(
  // No `required` for the text: Mongoose calls an empty one missing.
  { _id: uuid, userId: uuid, title: { type: String, required: true }, text: String, createdAt: instant },
  'notes',
);
noteSchema.index({ userId: 1, title: 1 }, { unique: true });
noteSchema.index({ userId: 1, _id: -1 });
