import type { ClientContext } from '../../domain/client-context.js';
import { DomainError, StorageUnavailable } from '../../domain/errors.js';
import type { ActionTokenRepository } from '../ports/action-token-repository.js';
import type { Clock } from '../ports/clock.js';
import type { Random } from '../ports/random.js';
import type { ActionTokenHolder, RecognizeActionToken } from './recognize-action-token.js';

/**
 * Does what an action token is for, once. The token is used up first, so that no race can have it twice; if the act then
 * fails, it is given back, so that the same request can be made again.
 */
export class RedeemActionToken {
  constructor(
    private readonly recognize: RecognizeActionToken,
    private readonly records: ActionTokenRepository,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * One write, then those of `act`, which must be harmless when it is done again. One write more if it throws.
   * @throws DomainError `invalid-action-token`: somebody else was first
   * @throws StorageUnavailable try again with the same token; where that can't be promised, its text says so
   */
  async execute(holder: ActionTokenHolder, client: ClientContext, act: () => Promise<void>): Promise<void> {
    const { hash, purpose, user } = holder;
    const attemptId = this.random.uuid();
    let isFirst: boolean;
    try {
      isFirst = await this.records.redeem(hash, attemptId, this.clock.now());
      if (isFirst) await act();
    } catch (fault) {
      await this.giveBack(hash, attemptId);
      throw fault;
    }
    if (!isFirst) await this.recognize.refuse(purpose, 'spent', user.id, client);
  }

  private async giveBack(hash: string, attemptId: string): Promise<void> {
    try {
      await this.records.giveBack(hash, attemptId);
    } catch (cause) {
      if (!(cause instanceof StorageUnavailable)) throw cause;
      throw new DomainError(
        'storage-unavailable',
        'The store cannot be reached right now. Try again; if the token is refused then, ask for a new mail.',
        { cause },
      );
    }
  }
}
