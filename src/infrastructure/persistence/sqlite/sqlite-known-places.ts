import { KnownPlaces } from '../../../application/ports/known-places.js';
import { type Place, REMEMBERED_PLACES } from '../../../domain/place.js';
import { placesOf } from './session-rows.js';
import type { SqliteStore } from './sqlite-store.js';

const LATEST = `
  SELECT places FROM sessions
  WHERE userId = :userId AND (:before IS NULL OR id < :before)
    AND revokedReason IS NOT 'abandoned'
  ORDER BY id DESC LIMIT :limit`;

const ADD = `
  UPDATE sessions
  SET places = json_insert(
    CASE WHEN json_array_length(places) >= ${REMEMBERED_PLACES} THEN json_remove(places, '$[0]') ELSE places END,
    '$[#]', json(?4))
  WHERE id = ?1 AND NOT EXISTS (
    SELECT 1 FROM json_each(places)
    WHERE value ->> 'device' = ?2 AND value ->> 'network' IS ?3)`;

export class SqliteKnownPlaces extends KnownPlaces {
  constructor(private readonly store: SqliteStore) {
    super();
  }

  async ofUser(userId: string, before: string | null, limit: number): Promise<Place[]> {
    return this.store.all(LATEST, { userId, before, limit }).flatMap(placesOf);
  }

  async add(sessionId: string, { device, network }: Place): Promise<void> {
    const place = JSON.stringify({ device, network });
    await this.store.write(() => this.store.run(ADD, sessionId, device, network, place));
  }
}
