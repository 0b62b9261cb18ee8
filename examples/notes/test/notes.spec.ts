import { describe, expect, it, jest } from '@jest/globals';
import { ChangeRights } from '../../../src/application/admin/change-rights.js';
import { AuditTrail } from '../../../src/application/audit/audit-trail.js';
import { AccessTokens } from '../../../src/application/ports/access-tokens.js';
import { StorageUnavailable } from '../../../src/domain/errors.js';
import type { Role } from '../../../src/domain/role.js';
import { type Answer, bearer, Browser, newEmail, type ProblemBody } from '../../../test/support/browser.ts';
import { newId, storedEvents, storeSession, times } from '../../../test/support/persistence.ts';
import { sampleSession } from '../../../test/support/samples.ts';
import { useService } from '../../../test/support/service.ts';
import { STORES } from '../../../test/support/stores.ts';
import { CLIENT } from '../../../test/support/use-cases.js';
import { FRESH_LOGIN_MS } from '../domain/note.js';
import { notes } from '../notes.module.js';

interface NoteBody {
  readonly id: string;
  readonly title: string;
  readonly text?: string;
  readonly createdAt: string;
}

interface PageBody {
  readonly items: NoteBody[];
  readonly nextCursor: string | null;
}

describe.each(STORES)('notes over $name', (kind) => {
  const service = useService(kind, {}, [notes]);

  /** Someone signed in, with a role that was given before the login. */
  async function signIn(role: Role = 'user') {
    const browser = new Browser(service().address);
    const email = newEmail();
    const { user } = (await browser.register(email)).body;
    const change = { actorId: null, userId: user.id, rights: { role }, client: CLIENT };
    await service().app.get(ChangeRights, { strict: false }).execute(change);
    const { body } = await browser.login(email);
    const headers = bearer(body.accessToken);
    return {
      userId: user.id,
      email,
      get: <T = PageBody & NoteBody & ProblemBody>(path: string): Promise<Answer<T>> => browser.get<T>(path, headers),
      write: (title: unknown, text: unknown = 'Purple.') =>
        browser.post<NoteBody & ProblemBody>('/notes', { title, text }, headers),
      patch: (path: string, body: object) =>
        browser.send<{ role: Role } & ProblemBody>(path, {
          method: 'PATCH',
          body: JSON.stringify(body),
          headers: { ...headers, 'content-type': 'application/json' },
        }),
    };
  }

  const eventsOf = async (userId: string, type: string) =>
    (await storedEvents(service().app)).filter((event) => event.type === type && event.userId === userId);

  it('have their rights told to front ends', async () => {
    const { body } = await (await signIn()).get<{ items: object[] }>('/auth/roles');
    expect(body.items.at(-1)).toEqual({ name: 'archivist', permissions: ['account:own', 'notes:own', 'notes:read'] });
    expect(body.items[0]).toEqual({ name: 'user', permissions: ['account:own', 'notes:own'] });
  });

  it('are closed to strangers', async () => {
    const stranger = new Browser(service().address);
    expect((await stranger.post('/notes', { title: 'a', text: 'b' })).body.code).toBe('token-missing');
    for (const path of ['/notes', `/notes/${newId()}`, `/admin/users/${newId()}/notes`]) {
      expect((await stranger.get(path)).body.code).toBe('token-missing');
    }
  });

  it('are written, listed without their texts, and read by their owner alone', async () => {
    const [ada, grace] = [await signIn(), await signIn()];
    const written = await ada.write('Llamas', 'Seven of them, purple.');
    expect([written.status, written.body]).toEqual([
      201,
      {
        id: expect.any(String),
        title: 'Llamas',
        text: 'Seven of them, purple.',
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
    const { text: _, ...summary } = written.body;
    expect((await ada.get('/notes')).body).toEqual({ items: [summary], nextCursor: null });
    expect((await ada.get(`/notes/${summary.id}`)).body).toEqual(written.body);
    for (const id of [summary.id, newId(), 'no-id']) {
      expect((await grace.get(`/notes/${id}`)).body).toMatchObject({
        code: 'not-found',
        detail: 'There is no such note.',
      });
    }
    expect((await grace.get('/notes')).body.items).toEqual([]);
  });

  it('leave an event of the module, in the trail of the service', async () => {
    const ada = await signIn();
    const { id } = (await ada.write('Llamas')).body;
    expect(await eventsOf(ada.userId, 'note.written')).toMatchObject([
      { details: { noteId: id }, actorId: ada.userId, class: 'routine', outcome: 'success' },
    ]);
    const admin = await signIn('admin');
    const { body } = await admin.get(`/admin/audit-events?type=note.written&userId=${ada.userId}`);
    expect(body.items).toMatchObject([{ type: 'note.written', userId: ada.userId, details: { noteId: id } }]);
  });

  it('are not there if their event could not be stored, and can be written again', async () => {
    const ada = await signIn();
    const trail = service().app.get(AuditTrail, { strict: false });
    jest.spyOn(trail, 'record').mockRejectedValueOnce(new StorageUnavailable('for this test'));
    expect((await ada.write('Llamas')).status).toBe(503);
    expect((await ada.get('/notes')).body.items).toEqual([]);
    expect((await ada.write('Llamas')).status).toBe(201);
  });

  it("are refused with the module's own problem, which has its page", async () => {
    const ada = await signIn();
    await ada.write('Llamas');
    const again = await ada.write('Llamas');
    expect(again.body).toMatchObject({
      type: '/problems/note-title-taken',
      status: 409,
      errors: [{ field: 'title', message: 'is taken' }],
    });
    expect((await ada.get(again.body.type)).body).toMatchObject({ remedy: 'Choose another title.' });
  });

  it.each([
    ['title', '', 'text'],
    ['title', 'a'.repeat(121), 'text'],
    ['title', { $ne: '' }, 'text'],
    ['text', 'title', 'a'.repeat(2001)],
    ['text', 'title', '\0'],
    ['text', 'title', 7],
  ])('are refused for a bad %s', async (field, title, text) => {
    const { status, body } = await (await signIn()).write(title, text);
    expect([status, body.errors?.map((error) => error.field)]).toEqual([400, [field]]);
  });

  it('come in pages, each once', async () => {
    const ada = await signIn();
    for (const n of times(5, String)) await ada.write(n);
    const titles: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: Answer<PageBody> = await ada.get(`/notes?limit=2${cursor && `&cursor=${cursor}`}`);
      titles.push(body.items.map(({ title }) => title));
      cursor = body.nextCursor;
    }
    expect(titles).toEqual([['4', '3'], ['2', '1'], ['0']]);
    expect((await ada.get('/notes?cursor=bm8taWQ')).body.errors).toMatchObject([{ field: 'cursor' }]);
  });

  it("of others are listed by the module's own role, whose looks are recorded, and by nobody below", async () => {
    const [ada, archivist, admin] = [await signIn(), await signIn('archivist'), await signIn('admin')];
    await ada.write('Llamas');
    const path = `/admin/users/${ada.userId}/notes`;
    expect((await ada.get(path)).body.code).toBe('forbidden');
    for (const reader of [archivist, admin]) expect((await reader.get(path)).body.items).toHaveLength(1);
    expect((await archivist.get('/admin/users')).body.code).toBe('forbidden');
    const looks = (await storedEvents(service().app)).filter(({ type }) => type === 'admin.data_viewed');
    expect(looks.at(-2)).toMatchObject({
      actorId: archivist.userId,
      details: { permission: 'notes:read', target: ada.userId },
    });
  });

  it('bring a role that administrators can give and take', async () => {
    const [ada, admin] = [await signIn(), await signIn('admin')];
    const path = `/admin/users/${ada.userId}`;
    expect((await admin.patch(path, { role: 'archivist' })).body.role).toBe('archivist');
    expect((await ada.get(`${path}/notes`)).status).toBe(200);
    expect((await admin.get(`/admin/users?role=archivist&email=${ada.email}`)).body.items).toHaveLength(1);
    expect((await admin.patch(path, { role: 'user' })).status).toBe(200);
    expect((await ada.get('/notes')).body.code).toBe('token-revoked');
    expect((await admin.patch(path, { role: 'nobody' })).body.errors).toEqual([
      { field: 'role', message: 'must be one of user, support, admin, archivist' },
    ]);
  });

  it('are shown with their texts only to a fresh login', async () => {
    const ada = await signIn();
    const { id } = (await ada.write('Llamas')).body;
    const createdAt = new Date(Date.now() - FRESH_LOGIN_MS - 1000);
    const expiresAt = new Date(Date.now() + FRESH_LOGIN_MS);
    const old = sampleSession({ userId: ada.userId, createdAt, expiresAt, absoluteExpiresAt: expiresAt });
    await storeSession({ context: service().app }, old);
    const subject = { userId: ada.userId, role: 'user', sessionId: old.id } as const;
    const token = service().app.get(AccessTokens, { strict: false }).sign(subject, new Date());
    const browser = new Browser(service().address);
    const refused = await browser.get(`/notes/${id}`, bearer(token));
    expect([refused.status, refused.body.code]).toEqual([403, 'fresh-login-required']);
    expect((await browser.get('/notes', bearer(token))).status).toBe(200);
  });

  it('are in the description of the API, with their role and their problems', async () => {
    const { body } = await new Browser(service().address).get<{
      paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
      components: { schemas: Record<string, { properties: Record<string, { enum?: string[] }> }> };
    }>('/openapi.json');
    expect(body.paths['/notes']?.['post']?.responses['409']?.description).toContain('note-title-taken');
    expect(body.paths['/notes/{id}']?.['get']?.responses['403']?.description).toContain('fresh-login-required');
    expect(body.components.schemas['UserView']?.properties['role']?.enum).toContain('archivist');
    expect(body.components.schemas['NoteSummaryView']?.properties['text']).toBeUndefined();
  });
});
