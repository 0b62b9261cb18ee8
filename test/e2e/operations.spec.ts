import { describe, expect, it } from '@jest/globals';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { Browser } from '../support/browser.ts';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

describe('operations', () => {
  const service = useService(STORES[0]!);

  const browser = () => new Browser(service().address);

  it('say that the service lives and is ready', async () => {
    expect((await browser().get('/health/live')).status).toBe(200);
    const ready = await browser().get<object>('/health/ready');
    expect([ready.status, ready.body]).toEqual([
      200,
      { status: 'ready', dependencies: { store: { kind: 'sqlite', status: 'up' } } },
    ]);
  });

  it('say that it is not ready while its disk is full', async () => {
    const store = service().app.get(SqliteStore, { strict: false });
    const { page_count: pages } = store.get('PRAGMA page_count') ?? {};
    store.get(`PRAGMA max_page_count = ${String(pages)}`);
    const unready = await browser().get<object>('/health/ready');
    expect([unready.status, unready.body]).toEqual([
      503,
      { status: 'unready', dependencies: { store: { kind: 'sqlite', status: 'down' } } },
    ]);
    expect((await browser().get('/health/live')).status).toBe(200);
    store.get('PRAGMA max_page_count = 100000');
    expect((await browser().get('/health/ready')).status).toBe(200);
  });

  it('describe the service in OpenAPI 3.1, with every route and every problem', async () => {
    const { body } = await browser().get<{
      openapi: string;
      paths: Record<string, Record<string, { responses: object }>>;
    }>('/openapi.json');
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(Object.keys(body.paths).sort()).toEqual([
      '/.well-known/jwks.json',
      '/admin/audit-events',
      '/admin/overview',
      '/admin/sessions/{id}',
      '/admin/users',
      '/admin/users/{id}',
      '/admin/users/{id}/sessions',
      '/admin/users/{id}/unlock',
      '/auth/email/resend',
      '/auth/email/verify',
      '/auth/login',
      '/auth/logout',
      '/auth/logout-all',
      '/auth/me',
      '/auth/password/change',
      '/auth/password/forgot',
      '/auth/password/reset',
      '/auth/refresh',
      '/auth/register',
      '/auth/roles',
      '/auth/sessions',
      '/auth/sessions/{id}',
      '/health/live',
      '/health/ready',
      '/metrics',
    ]);
    expect(Object.keys(body.paths['/auth/refresh']?.['post']?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '413',
      '415',
      '429',
      '503',
      'default',
    ]);
  });

  it('show the page of it, under a policy without inline scripts', async () => {
    const page = await browser().get<string>('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const file of ['swagger-ui-init.js', 'swagger-ui-bundle.js', 'swagger-ui.css']) {
      expect(page.body).toContain(`docs/${file}`);
      expect((await browser().get(`/docs/${file}`)).status).toBe(200);
    }
    expect(page.body).not.toMatch(/<script>(?!\s*<)/);
  });

  it('explain every problem by its type', async () => {
    const { body } = await browser().get('/auth/me');
    const page = await browser().get<Record<string, unknown>>(body.type);
    expect([page.status, page.body['title']]).toEqual([200, body.title]);
    expect((await browser().get('/problems/toString')).status).toBe(404);
  });
});
