import { describe, expect, it } from '@jest/globals';
import { SessionRepository } from '../../src/application/ports/session-repository.js';
import { UserRepository } from '../../src/application/ports/user-repository.js';
import { partOf, signIn, signInAs } from '../support/accounts.ts';
import { PASSWORD } from '../support/browser.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

/** Fields that are nobody's business but the service's. */
const PRIVATE =
  /"(passwordHash|tokenHash|familyHash|attemptId|idempotencyKeyHash|userEpoch|sessionEpoch\w*|sparedSessionId|sessionsOpened|absoluteExpiresAt|purgeAt)":/;

describe.each(STORES)('what is shown of accounts and sessions over $name', (kind) => {
  const service = useService(kind);

  it('holds no secret, and nothing made of one', async () => {
    const owner = await signInAs(service(), 'user');
    const tokens = [owner.token];
    for (const key of ['the first random key', 'the second random key']) {
      await owner.refresh({ 'idempotency-key': key });
      tokens.push(owner.token);
    }
    await owner.goOn();
    tokens.push(owner.token);
    const phone = await signIn(service(), owner.email);
    await phone.post('/auth/password/change', { currentPassword: PASSWORD, newPassword: 'eleven green walruses' });
    const support = await signInAs(service(), 'support');

    const { userId, sessionId } = owner;
    const answers = await Promise.all([
      phone.get('/auth/me'),
      phone.get('/auth/sessions'),
      support.get('/admin/users'),
      support.get(`/admin/users/${userId}`),
      support.get(`/admin/users/${userId}/sessions?state=all`),
      support.get(`/admin/sessions/${sessionId}`),
      support.get(`/admin/audit-events?userId=${userId}`),
      support.get('/admin/overview'),
      support.get('/metrics'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const shown = JSON.stringify(answers.map(({ body, headers }) => [body, [...headers]]));
    expect(shown.includes(sessionId)).toBe(true);
    expect(PRIVATE.exec(shown)).toBeNull();

    const session = await partOf(service(), SessionRepository).find(sessionId);
    const user = await partOf(service(), UserRepository).findById(userId);
    const secrets = [
      user?.passwordHash,
      session?.tokenHash,
      session?.familyHash,
      ...(session?.rotations ?? []).map(({ attemptId }) => attemptId),
      ...tokens.map((token) => token?.split('.')[1]),
      'the first random key',
      PASSWORD,
      'eleven green walruses',
      owner.accessToken,
      phone.accessToken,
    ];
    // Three hashes, three attempts, four tokens, and the five that were named.
    expect(secrets).toHaveLength(15);
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(8);
      expect([secret, shown.includes(secret ?? '')]).toEqual([secret, false]);
    }
  });
});
