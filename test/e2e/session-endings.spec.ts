import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Device, signInAs } from '../support/accounts.ts';
import { ENDINGS, MAX_SESSIONS, setScene } from '../support/endings.ts';
import { useService } from '../support/service.ts';
import { type PageBody, type SessionBody, TIME } from '../support/shapes.ts';
import { STORES } from '../support/stores.ts';

describe.each(STORES)('a session over $name', (kind) => {
  const service = useService(kind, MAX_SESSIONS);
  let admin: Device;

  beforeAll(async () => {
    admin = await signInAs(service(), 'admin');
  });

  it.each(ENDINGS)('is over when $how: $reason', async ({ reason, end }) => {
    const scene = await setScene(service(), admin);
    const before = scene.victim.copy();
    await end(scene);
    const refused = await before.copy().get('/auth/me');
    expect([refused.status, refused.body.code]).toEqual([401, 'token-revoked']);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    const refresh = await before.refresh();
    expect([refresh.status, refresh.body.code, refresh.body.reason]).toEqual([401, 'refresh-token-revoked', reason]);
    expect(before.token).toBeNull();
    const path = `/admin/users/${before.userId}/sessions?state=all`;
    const { items } = (await admin.get<PageBody<SessionBody>>(path)).body;
    expect(items.find(({ id }) => id === before.sessionId)).toMatchObject({ revokedAt: TIME, revokedReason: reason });
    const live = (await admin.get<PageBody<SessionBody>>(path.replace('all', 'live'))).body.items;
    expect(live.map(({ id }) => id)).not.toContain(before.sessionId);
  });
});
