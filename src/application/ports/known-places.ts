import type { Place } from '../../domain/place.js';

/**
 * The places that sessions remember, kept with them and for as long. Both methods throw `StorageUnavailable` when the
 * store doesn't confirm that it was done.
 */
export abstract class KnownPlaces {
  /**
   * Places of the user's latest `limit` sessions, ended ones too, of those opened before the session `before` (by id; null
   * for all). Sessions whose token nobody was given don't count. One indexed read.
   */
  abstract ofUser(userId: string, before: string | null, limit: number): Promise<Place[]>;

  /** Adds a place to those that a session remembers, atomically: once, and the oldest goes if there are too many. One write. */
  abstract add(sessionId: string, place: Place): Promise<void>;
}
