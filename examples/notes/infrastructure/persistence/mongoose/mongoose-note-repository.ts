import { type Model, Types } from 'mongoose';
import type { PageRequest } from '../../../../../src/application/page.js';
import { asking, isDuplicateKey } from '../../../../../src/infrastructure/persistence/mongoose/mongo-faults.js';
import { NoteRepository } from '../../../application/ports/note-repository.js';
import type { Note } from '../../../domain/note.js';
import type { NoteDocument } from './note-schema.js';

export class MongooseNoteRepository extends NoteRepository {
  constructor(private readonly notes: Model<NoteDocument>) {
    super();
  }

  insert({ id, userId, ...content }: Note): Promise<boolean> {
    return asking(async () => {
      try {
        await this.notes.insertOne({ _id: new Types.UUID(id), userId: new Types.UUID(userId), ...content });
        return true;
      } catch (fault) {
        if (isDuplicateKey(fault)) return false;
        throw fault;
      }
    });
  }

  async withdraw(id: string): Promise<void> {
    await asking(() => this.notes.deleteOne({ _id: new Types.UUID(id) }).exec());
  }

  find(id: string, userId: string): Promise<Note | null> {
    const own = { _id: new Types.UUID(id), userId: new Types.UUID(userId) };
    return asking(async () => {
      const document = await this.notes.findOne(own).lean<NoteDocument>().exec();
      return document === null ? null : toNote(document);
    });
  }

  page(userId: string, { limit, after }: PageRequest): Promise<Note[]> {
    const rest = after === null ? {} : { _id: { $lt: new Types.UUID(after) } };
    // An aggregation takes ids as they are; Mongoose's own queries can't compare UUIDs.
    const found = this.notes
      .aggregate<NoteDocument>([{ $match: { userId: new Types.UUID(userId), ...rest } }])
      .sort({ _id: -1 })
      .limit(limit + 1);
    return asking(async () => (await found.exec()).map(toNote));
  }
}

function toNote({ _id, userId, ...content }: NoteDocument): Note {
  return { id: _id.toString(), userId: userId.toString(), ...content };
}
