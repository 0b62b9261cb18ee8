import type { AuditFact } from '../../domain/audit-event.js';
import { isSamePlace, type Place, placeOf } from '../../domain/place.js';
import type { Session } from '../../domain/session.js';
import { noveltyOf } from '../../domain/suspicion.js';
import type { DeviceClassifier } from '../ports/device-classifier.js';
import type { KnownPlaces } from '../ports/known-places.js';
import type { SuspicionPolicy } from './suspicion-policy.js';

/** A session was refreshed in a place that it has not been used in. */
export interface Move {
  readonly place: Place;
  /** None if the user is known there. */
  readonly suspicions: readonly AuditFact[];
}

/**
 * Finds sessions that turn up on another kind of device (a cookie doesn't move between those by itself) or in a network
 * where the user has not been seen.
 */
export class WatchMoves {
  constructor(
    private readonly places: KnownPlaces,
    private readonly devices: DeviceClassifier,
    private readonly policy: SuspicionPolicy,
  ) {}

  /**
   * Null for a session that stays where it was or goes where it has been: no store access, and nothing to compute when
   * address and user agent are those of the use before. One read when the network is new to the session.
   */
  async moveOf(session: Session): Promise<Move | null> {
    if (isUsedAsBefore(session)) return null;
    const place = placeOf(this.devices.familyOf(session.userAgent), session.ipAddress);
    if (session.places.some((known) => isSamePlace(known, place))) return null;
    const isNew = noveltyOf(place, session.places);
    const network = isNew.network && !(await this.isUsersNetwork(session, place));
    if (!isNew.device && !network) return { place, suspicions: [] };
    const changed = isNew.device && network ? 'device and network' : network ? 'network' : 'device';
    const who = { actorId: session.userId, userId: session.userId, sessionId: session.id };
    return { place, suspicions: [{ type: 'suspicious.session_moved', details: { ...place, changed }, ...who }] };
  }

  /** After the suspicion is stored: the session has been there now. One write; if it is lost, the place stays new. */
  async learn({ id }: Session, { place }: Move): Promise<void> {
    await this.places.add(id, place).catch(() => undefined);
  }

  private async isUsersNetwork({ userId }: Session, { network }: Place): Promise<boolean> {
    const known = await this.places.ofUser(userId, null, this.policy.rememberedSessions).catch((): Place[] => []);
    return known.some((place) => place.network === network);
  }
}

function isUsedAsBefore({ rotations, ipAddress, userAgent }: Session): boolean {
  const before = rotations.at(-2);
  return before !== undefined && before.ipAddress === ipAddress && before.userAgent === userAgent;
}
