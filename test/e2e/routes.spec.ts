import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { AppModule } from '../../src/app.module.js';
import { createAdmin, signIn } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Access, CONSOLE, controllerRoutes, DOCUMENTATION, startWatchingRoutes } from '../support/routes.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

/** Who is let in where. To open a route is a change of this table. */
const EXPECTED: Record<string, Access> = {
  'GET /.well-known/jwks.json': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /metrics': 'public',
  'GET /problems/:code': 'public',
  'POST /auth/email/verify': 'public',
  'POST /auth/login': 'public',
  'POST /auth/logout': 'public',
  'POST /auth/password/forgot': 'public',
  'POST /auth/password/reset': 'public',
  'POST /auth/refresh': 'public',
  'POST /auth/register': 'public',
  'DELETE /auth/sessions': 'account:own',
  'DELETE /auth/sessions/:id': 'account:own',
  'GET /auth/me': 'account:own',
  'GET /auth/roles': 'account:own',
  'GET /auth/sessions': 'account:own',
  'POST /auth/email/resend': 'account:own',
  'POST /auth/logout-all': 'account:own',
  'POST /auth/password/change': 'account:own',
  'GET /admin/audit-events': 'audit:read',
  'GET /admin/overview': 'audit:read',
  'GET /admin/users': 'users:read',
  'GET /admin/users/:id': 'users:read',
  'PATCH /admin/users/:id': 'users:write',
  'POST /admin/users/:id/unlock': 'users:write',
  'GET /admin/sessions/:id': 'sessions:read',
  'GET /admin/users/:id/sessions': 'sessions:read',
  'DELETE /admin/sessions/:id': 'sessions:revoke',
  'DELETE /admin/users/:id/sessions': 'sessions:revoke',
};

@Controller('undecided')
class UndecidedController {
  @Get()
  answer() {
    return { secret: true };
  }
}

describe('every route', () => {
  let store: StoreSettings;
  let service: Service;
  let registered: string[];

  beforeAll(async () => {
    store = STORES[0]!.create();
    [service, registered] = await startWatchingRoutes(() => startService(store));
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  it('says who is let in: everyone, or callers with a permission', () => {
    const undecided = Object.entries(controllerRoutes(service)).filter(([, access]) => access === 'neither');
    expect(undecided).toEqual([]);
  });

  it('lets in whom the table says', () => {
    expect(controllerRoutes(service)).toEqual(EXPECTED);
  });

  it('is of a controller, and so behind the guards, or a file of the documentation or the console', () => {
    expect(registered).toEqual([...Object.keys(EXPECTED), ...DOCUMENTATION, ...CONSOLE].sort());
  });
});

describe('a route that says neither', () => {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    const application = AppModule.with.bind(AppModule);
    jest
      .spyOn(AppModule, 'with')
      .mockImplementation((...args) => ({ ...application(...args), controllers: [UndecidedController] }));
    store = STORES[0]!.create();
    service = await startService(store);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await service.stop();
    await store.discard();
  });

  it('is found by the walk over the routes', () => {
    expect(controllerRoutes(service)['GET /undecided']).toBe('neither');
  });

  it('answers nobody, not even an administrator', async () => {
    const stranger = await new Browser(service.address).get('/undecided');
    expect([stranger.status, stranger.body.code]).toEqual([401, 'token-missing']);
    const admin = await signIn(service, await createAdmin(service));
    expect((await admin.get('/admin/users')).status).toBe(200);
    const refused = await admin.get('/undecided');
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"');
    expect(JSON.stringify(refused.body)).not.toContain('secret');
  });
});
