import { type Model, Types } from 'mongoose';
import { KnownPlaces } from '../../../application/ports/known-places.js';
import { type Place, REMEMBERED_PLACES } from '../../../domain/place.js';
import { asking } from './mongo-faults.js';
import type { SessionDocument } from './schemas.js';

export class MongooseKnownPlaces extends KnownPlaces {
  constructor(private readonly sessions: Model<SessionDocument>) {
    super();
  }

  ofUser(userId: string, before: string | null, limit: number): Promise<Place[]> {
    const older = before === null ? {} : { _id: { $lt: new Types.UUID(before) } };
    const filter = { userId: new Types.UUID(userId), ...older };
    return asking(async () => {
      // As a query, mongoose would refuse `$lt` on an id.
      const latest = this.sessions.aggregate<Pick<SessionDocument, 'places'>>([
        { $match: filter },
        { $sort: { _id: -1 } },
        { $match: { revokedReason: { $ne: 'abandoned' } } },
        { $limit: limit },
        { $project: { _id: 0, places: 1 } },
      ]);
      return (await latest.exec()).flatMap(({ places }) => places);
    });
  }

  async add(sessionId: string, { device, network }: Place): Promise<void> {
    const isNew = { places: { $not: { $elemMatch: { device: { $eq: device }, network: { $eq: network } } } } };
    const push = { $push: { places: { $each: [{ device, network }], $slice: -REMEMBERED_PLACES } } };
    await asking(() => this.sessions.updateOne({ _id: new Types.UUID(sessionId), ...isNew }, push).exec());
  }
}
