import { type Model, Types } from 'mongoose';
import { UserRepository } from '../../../application/ports/user-repository.js';
import type { RevokedReason } from '../../../domain/session.js';
import type { User } from '../../../domain/user.js';
import { asking, isDuplicateKey } from './mongo-faults.js';
import type { UserDocument } from './schemas.js';

export class MongooseUserRepository extends UserRepository {
  constructor(private readonly users: Model<UserDocument>) {
    super();
  }

  insert(user: User): Promise<boolean> {
    return asking(async () => {
      try {
        await this.users.insertOne(fromUser(user));
        return true;
      } catch (fault) {
        if (isDuplicateKey(fault)) return false;
        throw fault;
      }
    });
  }

  async withdraw(id: string, passwordHash: string): Promise<void> {
    await asking(() => this.users.deleteOne({ _id: new Types.UUID(id), passwordHash }).exec());
  }

  findByEmail(email: string): Promise<User | null> {
    return asking(async () =>
      toUser(
        await this.users
          .findOne({ email: { $eq: email } })
          .lean<UserDocument>()
          .exec(),
      ),
    );
  }

  findById(id: string): Promise<User | null> {
    return asking(async () => toUser(await this.users.findById(new Types.UUID(id)).lean<UserDocument>().exec()));
  }

  renewPasswordHash(id: string, seenHash: string, newHash: string, at: Date): Promise<boolean> {
    const seen = { _id: new Types.UUID(id), passwordHash: seenHash };
    return asking(async () => {
      const { modifiedCount } = await this.users
        .updateOne(seen, { $set: { passwordHash: newHash, updatedAt: at } })
        .exec();
      return modifiedCount === 1;
    });
  }

  raiseSessionEpoch(id: string, seenEpoch: number, reason: RevokedReason, at: Date): Promise<number | null> {
    const seen = { _id: new Types.UUID(id), sessionEpoch: seenEpoch };
    const sessionEpoch = seenEpoch + 1;
    const raised = { sessionEpoch, sessionEpochReason: reason, sparedSessionId: null, updatedAt: at };
    return asking(async () => {
      const { modifiedCount } = await this.users.updateOne(seen, { $set: raised }).exec();
      return modifiedCount === 1 ? sessionEpoch : null;
    });
  }
}

function toUser(document: UserDocument | null): User | null {
  if (document === null) return null;
  const { _id, sparedSessionId, ...rest } = document;
  return { ...rest, id: _id.toString(), sparedSessionId: sparedSessionId?.toString() ?? null };
}

function fromUser({ id, sparedSessionId, ...rest }: User): UserDocument {
  return {
    ...rest,
    _id: new Types.UUID(id),
    sparedSessionId: sparedSessionId === null ? null : new Types.UUID(sparedSessionId),
  };
}
