import { expect, it } from '@jest/globals';
import { FixedClock } from '../../../test/support/fixed.js';
import { sampleUser } from '../../../test/support/samples.js';
import { ACTION_TOKEN_RETENTION_MS, type ActionToken } from '../../domain/action-token.js';
import { RandomActionTokens } from '../../infrastructure/crypto/random-action-tokens.js';
import { ActionTokenRepository } from '../ports/action-token-repository.js';
import { IssueActionToken } from './issue-action-token.js';

class KeptTokens extends ActionTokenRepository {
  readonly kept: ActionToken[] = [];

  async issue(token: ActionToken): Promise<boolean> {
    this.kept.push(token);
    return true;
  }

  find = async () => null;
  redeem = async () => false;
  giveBack = async () => undefined;
}

it('an action token is kept past its end, so that a late click is told that it is late', async () => {
  const records = new KeptTokens();
  const issue = new IssueActionToken(new RandomActionTokens(), records, new FixedClock());
  const issued = await issue.execute(sampleUser(), 'password-reset', 3);
  const [stored] = records.kept;
  expect(stored).toMatchObject({ expiresAt: issued?.expiresAt, redeemedBy: null });
  expect(stored!.purgeAt.getTime() - stored!.expiresAt.getTime()).toBe(ACTION_TOKEN_RETENTION_MS);
});
