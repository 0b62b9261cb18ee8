import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Device, signIn, signInAs } from '../support/accounts.ts';
import { Browser, newEmail, PASSWORD, type ProblemBody } from '../support/browser.ts';
import { storedEvents } from '../support/persistence.ts';
import { CONSOLE, controllerRoutes, DOCUMENTATION, startWatchingRoutes } from '../support/routes.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

/**
 * What every caller gets from every route. "user" asks for what is the caller's own, "support" and "admin" under /admin
 * for a bystander's, "foreign" is a user who asks for a bystander's, "malformed" a caller with the right to ask whose id
 * is none. "inactive" and "demoted" were administrators; their access tokens have not expired.
 */
const MATRIX = `
  route                            | nobody                    | user                     | support                  | admin                    | inactive                  | demoted                   | foreign       | malformed
  GET /.well-known/jwks.json       | 200                       | 200                      | 200                      | 200                      | 200                       | 200                       | -             | -
  GET /docs                        | 200                       | 200                      | 200                      | 200                      | 200                       | 200                       | -             | -
  GET /openapi.json                | 200                       | 200                      | 200                      | 200                      | 200                       | 200                       | -             | -
  GET /health/live                 | 200                       | 200                      | 200                      | 200                      | 200                       | 200                       | -             | -
  GET /health/ready                | 200                       | 200                      | 200                      | 200                      | 200                       | 200                       | -             | -
  GET /metrics                     | 200                       | 200                      | 200                      | 200                      | 200                       | 200                       | -             | -
  GET /problems/:code              | 200                       | 200                      | 200                      | 200                      | 200                       | 200                       | -             | 404 not-found
  POST /auth/register              | 201                       | 201                      | 201                      | 201                      | 201                       | 201                       | -             | -
  POST /auth/login                 | 200                       | 200                      | 200                      | 200                      | 401 invalid-credentials   | 200                       | -             | -
  POST /auth/refresh               | 401 refresh-token-missing | 200                      | 200                      | 200                      | 401 refresh-token-revoked | 401 refresh-token-revoked | -             | -
  POST /auth/logout                | 204                       | 204                      | 204                      | 204                      | 204                       | 204                       | -             | -
  POST /auth/password/forgot       | 202                       | 202                      | 202                      | 202                      | 202                       | 202                       | -             | -
  POST /auth/password/reset        | 400 invalid-action-token  | 400 invalid-action-token | 400 invalid-action-token | 400 invalid-action-token | 400 invalid-action-token  | 400 invalid-action-token  | -             | -
  POST /auth/email/verify          | 400 invalid-action-token  | 400 invalid-action-token | 400 invalid-action-token | 400 invalid-action-token | 400 invalid-action-token  | 400 invalid-action-token  | -             | -
  POST /auth/logout-all            | 401 token-missing         | 200                      | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
  POST /auth/password/change       | 401 token-missing         | 204                      | 204                      | 204                      | 401 token-revoked         | 401 token-revoked         | -             | -
  POST /auth/email/resend          | 401 token-missing         | 202                      | 202                      | 202                      | 401 token-revoked         | 401 token-revoked         | -             | -
  GET /auth/me                     | 401 token-missing         | 200                      | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
  GET /auth/roles                  | 401 token-missing         | 200                      | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
  GET /auth/sessions               | 401 token-missing         | 200                      | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
  DELETE /auth/sessions            | 401 token-missing         | 200                      | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
  DELETE /auth/sessions/:id        | 401 token-missing         | 204                      | 204                      | 204                      | 401 token-revoked         | 401 token-revoked         | 404 not-found | 404 not-found
  GET /admin/users                 | 401 token-missing         | 403 forbidden            | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
  GET /admin/users/:id             | 401 token-missing         | 403 forbidden            | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | 403 forbidden | 404 not-found
  PATCH /admin/users/:id           | 401 token-missing         | 403 forbidden            | 403 forbidden            | 200                      | 401 token-revoked         | 401 token-revoked         | 403 forbidden | 404 not-found
  POST /admin/users/:id/unlock     | 401 token-missing         | 403 forbidden            | 403 forbidden            | 204                      | 401 token-revoked         | 401 token-revoked         | 403 forbidden | 404 not-found
  GET /admin/users/:id/sessions    | 401 token-missing         | 403 forbidden            | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | 403 forbidden | 404 not-found
  DELETE /admin/users/:id/sessions | 401 token-missing         | 403 forbidden            | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | 403 forbidden | 404 not-found
  GET /admin/sessions/:id          | 401 token-missing         | 403 forbidden            | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | 403 forbidden | 404 not-found
  DELETE /admin/sessions/:id       | 401 token-missing         | 403 forbidden            | 204                      | 204                      | 401 token-revoked         | 401 token-revoked         | 403 forbidden | 404 not-found
  GET /admin/audit-events          | 401 token-missing         | 403 forbidden            | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
  GET /admin/overview              | 401 token-missing         | 403 forbidden            | 200                      | 200                      | 401 token-revoked         | 401 token-revoked         | -             | -
`;

type Row = Readonly<Record<string, string>>;

const [COLUMNS = [], ...LINES] = MATRIX.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()));
const ROWS: Row[] = LINES.map((cells) => Object.fromEntries(cells.map((cell, index) => [COLUMNS[index] ?? '', cell])));
const CALLERS = COLUMNS.slice(1);

const BODIES: Record<string, (email: string) => unknown> = {
  'POST /auth/register': () => ({ email: newEmail(), password: PASSWORD }),
  'POST /auth/login': (email) => ({ email, password: PASSWORD }),
  'POST /auth/password/forgot': (email) => ({ email }),
  'POST /auth/password/reset': () => ({ token: 'of no mail', newPassword: 'eleven green walruses' }),
  'POST /auth/email/verify': () => ({ token: 'of no mail' }),
  'POST /auth/password/change': () => ({ currentPassword: PASSWORD, newPassword: 'eleven green walruses' }),
  'PATCH /admin/users/:id': () => ({ role: 'support' }),
};

/** One answer, and what the trail should say of it. */
interface Cell {
  readonly answer: string;
  readonly actorId: string | null;
  readonly target: string | null;
}

describe.each(STORES)('every route for every caller over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;
  let registered: string[];
  let bystander: Device;
  let fallen: Record<string, Device>;
  let answers: Map<string, Record<string, Cell>>;

  beforeAll(async () => {
    store = kind.create();
    [service, registered] = await startWatchingRoutes(() => startService(store));
    bystander = await signInAs(service, 'user');
    const inactive = await signInAs(service, 'admin');
    const demoted = await signInAs(service, 'admin');
    fallen = { inactive, demoted };
    const root = await signInAs(service, 'admin');
    await root.patch(`/admin/users/${inactive.userId}`, { isActive: false });
    await root.patch(`/admin/users/${demoted.userId}`, { role: 'user' });
    const rows = await Promise.all(ROWS.map(async ({ route = '' }) => [route, await askFor(route)] as const));
    answers = new Map(rows);
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  async function askFor(route: string): Promise<Record<string, Cell>> {
    const cells: Record<string, Cell> = {};
    for (const column of CALLERS) cells[column] = await ask(route, column);
    return cells;
  }

  async function ask(route: string, column: string): Promise<Cell> {
    const isAsked = { foreign: route.includes(':id'), malformed: route.includes(':') }[column] ?? true;
    if (!isAsked) return { answer: '-', actorId: null, target: null };
    const caller = await callerOf(route, column);
    const target = route.includes(':') ? await targetOf(route, column, caller) : null;
    const [method = '', path = ''] = route.replace(/:\w+/, target ?? '').split(' ');
    const { email, userId } = caller instanceof Device ? caller : { email: bystander.email, userId: null };
    const { status, body } = await caller.call<ProblemBody | undefined>(method, path, BODIES[route]?.(email));
    return { answer: status < 400 ? `${status}` : `${status} ${body?.code ?? ''}`, actorId: userId, target };
  }

  async function callerOf(route: string, column: string): Promise<Browser> {
    if (column === 'nobody') return new Browser(service.address);
    const dead = fallen[column];
    if (dead !== undefined) return dead.copy();
    if (column === 'malformed') return signInAs(service, route.includes('/admin') ? 'admin' : 'user');
    return signInAs(service, column === 'foreign' ? 'user' : (column as 'user' | 'support' | 'admin'));
  }

  /** The id in the path. Who may end or change what it names gets one of their own, or one cell would decide the next. */
  async function targetOf(route: string, column: string, caller: Browser): Promise<string> {
    if (column === 'malformed') return 'not-an-id';
    if (route === 'GET /problems/:code') return 'not-found';
    const isStaff = ['support', 'admin'].includes(column);
    let target = bystander;
    if (column === 'user' || (isStaff && route.includes('/auth'))) {
      target = await signIn(service, (caller as Device).email);
    } else if (isStaff && !route.startsWith('GET')) target = await signInAs(service, 'user');
    return route.includes('users/:id') ? target.userId : target.sessionId;
  }

  it('has a row for every route', () => {
    const rest = DOCUMENTATION.filter((route) => !['GET /docs', 'GET /openapi.json'].includes(route));
    const files = [...rest, ...CONSOLE];
    expect(ROWS.map(({ route }) => route).sort()).toEqual(registered.filter((route) => !files.includes(route)));
  });

  it.each(ROWS)('$route', (row) => {
    const cells = Object.entries(answers.get(row['route'] ?? '') ?? {});
    const found = Object.fromEntries(cells.map(([column, { answer }]) => [column, answer]));
    expect({ route: row['route'], ...found }).toEqual(row);
  });

  it('did nothing where it was refused', async () => {
    expect((await bystander.get('/auth/me')).body).toMatchObject({ role: 'user', isActive: true });
    expect((await bystander.refresh()).status).toBe(200);
  });

  it('HEAD is as closed as GET', async () => {
    for (const { route = '', nobody = '' } of ROWS.filter(({ route }) => route?.startsWith('GET '))) {
      const path = route.replace('GET ', '').replace(':id', bystander.userId).replace(':code', 'not-found');
      const { status } = await new Browser(service.address).call('HEAD', path);
      expect([route, status]).toEqual([route, Number(nobody.slice(0, 3))]);
    }
  });

  it('leaves in the trail who looked at what, and who was refused what', async () => {
    const permissions = controllerRoutes(service);
    const expected = [...answers].flatMap(([route, cells]) =>
      Object.values(cells).flatMap((cell) => eventOf(permissions[route] ?? '', cell) ?? []),
    );
    const stored = (await storedEvents(service.app))
      .filter(({ type }) => type === 'admin.action_refused' || type === 'admin.data_viewed')
      .map(({ type, actorId, details }) => ({ type, actorId, details }));
    expect(stored).toHaveLength(expected.length);
    expect(stored).toEqual(expect.arrayContaining(expected));
  });
});

/** What must be in the trail of a cell: reads that were let through, and whatever was refused for want of a permission. */
function eventOf(permission: string, { answer, actorId, target: asked }: Cell) {
  const target = asked === 'not-an-id' ? null : asked;
  if (answer === '403 forbidden') {
    return { type: 'admin.action_refused', actorId, details: { permission, reason: 'forbidden', target } };
  }
  const isRead = permission.endsWith(':read') && /^(200|404)/.test(answer);
  return isRead ? { type: 'admin.data_viewed', actorId, details: { permission, target } } : null;
}
