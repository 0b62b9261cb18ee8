import type { AuditFact } from '../../domain/audit-event.js';
import type { Place } from '../../domain/place.js';
import type { Session } from '../../domain/session.js';
import { noveltyOf } from '../../domain/suspicion.js';
import type { KnownPlaces } from '../ports/known-places.js';
import type { SuspicionPolicy } from './suspicion-policy.js';

/** Finds logins from devices and networks that the user has not been seen on. */
export class WatchLogins {
  constructor(
    private readonly places: KnownPlaces,
    private readonly policy: SuspicionPolicy,
  ) {}

  /**
   * What is suspicious about a session just opened. Of several opened at once in one new place the earliest is told of.
   * One read; if the store can't do it, nothing is suspicious.
   */
  async execute({ id, userId, places }: Session): Promise<AuditFact[]> {
    const [place] = places;
    if (place === undefined) return [];
    const known = await this.places.ofUser(userId, id, this.policy.rememberedSessions).catch((): Place[] => []);
    const isNew = noveltyOf(place, known);
    const who = { actorId: userId, userId, sessionId: id };
    const { device, network } = place;
    return [
      ...(isNew.device ? [{ type: 'suspicious.new_device', details: { device }, ...who } as const] : []),
      ...(isNew.network && network !== null
        ? [{ type: 'suspicious.new_network', details: { network }, ...who } as const]
        : []),
    ];
  }
}
