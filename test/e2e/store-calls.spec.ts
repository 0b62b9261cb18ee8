import { getConnectionToken } from '@nestjs/mongoose';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connection, mongo } from 'mongoose';
import { SqliteStore } from '../../src/infrastructure/persistence/sqlite/sqlite-store.js';
import { RevocationPolling } from '../../src/http/security/revocation-polling.js';
import { partOf, signInAs } from '../support/accounts.ts';
import { bearer, Browser, newEmail } from '../support/browser.ts';
import { times } from '../support/persistence.ts';
import { type Service, startService } from '../support/service.ts';
import { STORES, type StoreSettings } from '../support/stores.ts';

/** Notes every call that reaches the store, as "verb collection", for as long as `during` runs. */
type Watch = (during: () => Promise<unknown>) => Promise<string[]>;

function watchSqlite(service: Service): Watch {
  const store = service.app.get(SqliteStore, { strict: false });
  return async (during) => {
    const calls: string[] = [];
    const { get, all, run } = store;
    const note = (sql: string) => {
      const [, verb = '', table = ''] =
        /^\s*(SELECT|INSERT|UPDATE|DELETE)[^]*?(users|sessions|auditEvents)/.exec(sql) ?? [];
      calls.push(`${verb.toLowerCase()} ${table}`);
    };
    store.get = (sql, ...values) => (note(sql), get.call(store, sql, ...values));
    store.all = (sql, ...values) => (note(sql), all.call(store, sql, ...values));
    store.run = (sql, ...values) => (note(sql), run.call(store, sql, ...values));
    await during();
    Object.assign(store, { get, all, run });
    return calls;
  };
}

function watchMongo(service: Service): Watch {
  const client = service.app.get<Connection>(getConnectionToken(), { strict: false }).getClient();
  const verbs: Record<string, string> = { findAndModify: 'update', find: 'select', insert: 'insert' };
  return async (during) => {
    const calls: string[] = [];
    const note = ({ commandName, command }: mongo.CommandStartedEvent) => {
      const collection = String(command[commandName]).replace('audit_events', 'auditEvents');
      calls.push(`${verbs[commandName] ?? commandName} ${collection}`);
    };
    client.on('commandStarted', note);
    await during();
    client.off('commandStarted', note);
    return calls;
  };
}

describe.each(STORES)('store calls over $name', (kind) => {
  let store: StoreSettings;
  let service: Service;
  let watch: Watch;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store);
    // It reads once a second, whoever calls.
    partOf(service, RevocationPolling).onModuleDestroy();
    watch = kind.name === 'sqlite' ? watchSqlite(service) : watchMongo(service);
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  it('of a refresh: one write of the session, one read of the user, one audit insert', async () => {
    const owner = new Browser(service.address);
    await owner.register(newEmail());
    for (const headers of [{}, { 'idempotency-key': 'random-for-each-refresh' }]) {
      const calls = await watch(() => owner.refresh(headers));
      expect(calls).toEqual(['update sessions', 'select users', 'insert auditEvents']);
    }
  });

  it('of a forged or mangled refresh token: none', async () => {
    const owner = new Browser(service.address);
    await owner.register(newEmail());
    const token = owner.token ?? '';
    const mangled = [
      'rubbish',
      `${token}A`,
      token.slice(1),
      token.replace('.', ''),
      token.replace('.', '='),
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`,
      'A'.repeat(27) + '.' + 'A'.repeat(64),
    ];
    const calls = await watch(async () => {
      for (const bad of mangled) {
        const answer = await new Browser(service.address).refresh({ cookie: `refresh_token=${bad}` });
        expect([answer.status, answer.body.code]).toEqual([401, 'refresh-token-invalid']);
        expect(
          (await new Browser(service.address).post('/auth/logout', undefined, { cookie: `refresh_token=${bad}` }))
            .status,
        ).toBe(204);
      }
    });
    expect(calls).toEqual([]);
    expect((await owner.refresh()).status).toBe(200);
  });

  it('of a foreign origin, a bad body and a bad access token: none', async () => {
    const owner = new Browser(service.address);
    await owner.register(newEmail());
    const calls = await watch(async () => {
      await owner.refresh({ origin: 'https://evil.example' });
      await owner.post('/auth/login', { email: { $gt: '' }, password: 1 });
      await owner.get('/auth/me', bearer('rubbish'));
    });
    expect(calls).toEqual([]);
  });

  it('of "me": one read of the user', async () => {
    const owner = new Browser(service.address);
    const { body } = await owner.register(newEmail());
    expect(await watch(() => owner.get('/auth/me', bearer(body.accessToken)))).toEqual(['select users']);
  });

  it('of the guards: none for what is one\'s own, so that 50 times "me" is 50 reads', async () => {
    const owner = await signInAs(service, 'user');
    const guards = await watch(() => Promise.all(times(50, () => owner.delete('/auth/sessions/none'))));
    expect(guards).toEqual([]);
    const own = await watch(() => Promise.all(times(50, () => owner.get('/auth/me'))));
    expect(own).toEqual(times(50, () => 'select users'));
  });

  it('of the guards: two reads and an event before a route that names a permission', async () => {
    const admin = await signInAs(service, 'admin');
    const calls = await watch(() => admin.get(`/admin/users/${admin.userId}`));
    expect(calls).toEqual(['select sessions', 'select users', 'insert auditEvents', 'select users']);
    const user = await signInAs(service, 'user');
    const refused = await watch(() => user.delete(`/admin/sessions/${admin.sessionId}`));
    expect(refused).toEqual(['select sessions', 'select users', 'insert auditEvents']);
  });
});
