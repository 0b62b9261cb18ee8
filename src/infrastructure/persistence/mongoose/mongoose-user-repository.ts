import { type Model, type mongo, Types } from 'mongoose';
import type { PageRequest } from '../../../application/page.js';
import { type EpochRaise, type UserFilter, UserRepository } from '../../../application/ports/user-repository.js';
import { administeringRoles, leavesOffice, type Rights } from '../../../domain/role.js';
import type { User } from '../../../domain/user.js';
import { asking, isDuplicateKey } from './mongo-faults.js';
import type { GuardDocument, UserDocument } from './schemas.js';
import { inTransaction } from './transaction.js';
import { fromUser, raised, toUser } from './user-documents.js';

/** No text that begins with a prefix sorts after the prefix and this. */
const LAST_CHARACTER = '\u{10FFFF}';

export class MongooseUserRepository extends UserRepository {
  constructor(
    private readonly users: Model<UserDocument>,
    private readonly guards: Model<GuardDocument>,
  ) {
    super();
  }

  insert(user: User): Promise<boolean> {
    return asking(async () => {
      try {
        await this.users.insertOne(fromUser(user));
        return true;
      } catch (fault) {
        if (!isDuplicateKey(fault)) throw fault;
        // The driver's retry may have met what its first try had written: then nobody else has the e-mail.
        return (await this.users.exists({ _id: new Types.UUID(user.id) }).exec()) !== null;
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

  async markEmailVerified(id: string, at: Date): Promise<void> {
    const unverified = { _id: new Types.UUID(id), emailVerifiedAt: null };
    await asking(() => this.users.updateOne(unverified, { $set: { emailVerifiedAt: at, updatedAt: at } }).exec());
  }

  raiseSessionEpoch(id: string, seenEpoch: number, raise: EpochRaise): Promise<User | null> {
    return asking(() => this.swap({ _id: new Types.UUID(id), sessionEpoch: seenEpoch }, raised(seenEpoch, raise)));
  }

  replacePassword(
    id: string,
    { passwordHash: seenHash, sessionEpoch }: Pick<User, 'passwordHash' | 'sessionEpoch'>,
    passwordHash: string,
    raise: EpochRaise,
  ): Promise<User | null> {
    const seen = { _id: new Types.UUID(id), sessionEpoch, passwordHash: seenHash };
    return asking(() => this.swap(seen, { passwordHash, ...raised(sessionEpoch, raise) }));
  }

  changeRights(
    { id, role, isActive, sessionEpoch }: User,
    rights: Rights,
    { raise, at }: { readonly raise: EpochRaise | null; readonly at: Date },
  ): Promise<User | 'last-admin' | 'moved'> {
    const seen = { _id: new Types.UUID(id), role, isActive, sessionEpoch };
    const change = { ...rights, updatedAt: at, ...(raise !== null && raised(sessionEpoch, raise)) };
    return asking(() =>
      inTransaction(this.users.db, async (session) => {
        if (leavesOffice({ role, isActive }, rights) && !(await this.hasOtherAdmin(seen._id, session))) {
          return 'last-admin';
        }
        return (await this.swap(seen, change, session)) ?? 'moved';
      }),
    );
  }

  page({ emailPrefix, role, isActive }: UserFilter, { limit, after }: PageRequest): Promise<User[]> {
    const email = {
      ...(emailPrefix !== undefined && { $gte: emailPrefix, $lt: `${emailPrefix}${LAST_CHARACTER}` }),
      ...(after !== null && { $gt: after }),
    };
    const filter = {
      ...(Object.keys(email).length > 0 && { email }),
      ...(role !== undefined && { role: { $eq: role } }),
      ...(isActive !== undefined && { isActive: { $eq: isActive } }),
    };
    return asking(async () => {
      const query = this.users
        .find(filter)
        .sort({ email: 1 })
        .limit(limit + 1);
      return (await query.lean<UserDocument[]>().exec()).flatMap((document) => toUser(document) ?? []);
    });
  }

  private async swap(
    seen: Partial<UserDocument>,
    change: Partial<UserDocument>,
    session: mongo.ClientSession | null = null,
  ): Promise<User | null> {
    const options = { returnDocument: 'after', session } as const;
    return toUser(await this.users.findOneAndUpdate(seen, { $set: change }, options).lean<UserDocument>().exec());
  }

  private async hasOtherAdmin(id: Types.UUID, session: mongo.ClientSession): Promise<boolean> {
    // Written first: of two such transactions one now waits for the other, and then counts what that one has left.
    await this.guards.updateOne({ _id: 'last-admin' }, { $inc: { version: 1 } }, { session }).exec();
    const others = { role: { $in: administeringRoles() }, isActive: true, _id: { $ne: id } };
    return (await this.users.exists(others).session(session).exec()) !== null;
  }
}
