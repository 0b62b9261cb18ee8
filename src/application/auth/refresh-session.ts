import { StorageUnavailable } from '../../domain/errors.js';
import type { RefreshVerdict } from '../../domain/refresh-verdict.js';
import type { SessionRepository } from '../ports/session-repository.js';
import type { GrantRefresh } from './grant-refresh.js';
import type { JudgeRefresh } from './judge-refresh.js';
import type { PreparedRefresh, PrepareRefresh, PresentedRefresh } from './prepare-refresh.js';
import type { RefuseRefresh } from './refuse-refresh.js';
import type { DeliverRefreshToken, SignedIn } from './signed-in.js';

export interface RefreshRequest extends PresentedRefresh {
  readonly deliver: DeliverRefreshToken;
}

/** The live token can lose a moment to a write whose outcome was unclear; a second write settles it. */
const WRITES = 2;

/**
 * Exchanges a refresh token for its successor and a new access token (RFC 6749 §6; rotation and reuse detection as in
 * RFC 9700 §4.14.2). One write decides every race.
 */
export class RefreshSession {
  constructor(
    private readonly prepare: PrepareRefresh,
    private readonly sessions: SessionRepository,
    private readonly grant: GrantRefresh,
    private readonly judge: JudgeRefresh,
    private readonly refuse: RefuseRefresh,
  ) {}

  /**
   * Store calls: none for a token that isn't ours; three for a refresh that goes through (one write of the session, one
   * read of the user, one audit insert). When the write did not match, two reads more and what the verdict does.
   * @throws DomainError `refresh-token-missing|invalid|expired|revoked|reused`, `idempotency-key-reused`
   * @throws StorageUnavailable nothing happened, or `deliver` was called: the client goes on from its cookie jar
   * @throws RefreshOutcomeUnknown
   */
  async execute(request: RefreshRequest): Promise<SignedIn> {
    const prepared = this.prepare.execute(request);
    const { token, command, now } = prepared;
    for (let writes = 0; writes < WRITES; writes += 1) {
      const rotated = await this.sessions.rotate(command);
      if (rotated !== null) {
        request.deliver(prepared.successors[0], rotated);
        return this.grant.afterRotation(rotated, now, request.client);
      }
      const verdict = await this.judge.execute(token, command.idempotencyKeyHash, request.client);
      if (verdict.kind === 'retry') return this.repeat(request, prepared, verdict);
      if (verdict.kind !== 'current') return this.refuse.execute(verdict, token, request.client);
    }
    throw new StorageUnavailable('the live token did not match its own session');
  }

  private async repeat(
    { deliver, client }: RefreshRequest,
    { successors, now }: PreparedRefresh,
    verdict: Extract<RefreshVerdict, { kind: 'retry' }>,
  ): Promise<SignedIn> {
    // Another instance may sign with another of the APP_KEYS while a new one is being promoted.
    const successor = successors.find(({ hash }) => hash === verdict.session.tokenHash);
    if (successor === undefined) throw new StorageUnavailable('no key gives the successor that the session holds');
    deliver(successor, verdict.session);
    return this.grant.again(verdict, now, client);
  }
}
