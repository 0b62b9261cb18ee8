import { describe, expect, it } from '@jest/globals';
import { accept, refusedFields } from '../../../test/support/fields.js';
import { cursorOf } from '../paging/cursor.js';
import { requestedPage } from '../paging/page-query.dto.js';
import { RightsDto, userFilterOf, UserSessionsQuery, UsersQuery } from './admin.dto.js';

const ID = '019ab9c0-0000-7000-8000-00000000abcd';

describe('UsersQuery', () => {
  it('filters by nothing, and takes 50, unless it is asked otherwise', async () => {
    const query = await accept(UsersQuery, {});
    expect(userFilterOf(query)).toEqual({ emailPrefix: undefined, role: undefined, isActive: undefined });
    expect(requestedPage(query)).toEqual({ limit: 50, after: null });
  });

  it('takes what a URL can say', async () => {
    const asked = { email: 'ADA', role: 'support', isActive: 'false', limit: '7', cursor: cursorOf('a@b.c') };
    const query = await accept(UsersQuery, asked);
    expect(userFilterOf(query)).toEqual({ emailPrefix: 'ada', role: 'support', isActive: false });
    expect(requestedPage(query)).toEqual({ limit: 7, after: 'a@b.c' });
  });

  it.each<[string, object, string]>([
    ['a limit of 0', { limit: '0' }, 'limit'],
    ['a limit beyond 200', { limit: '201' }, 'limit'],
    ['a limit below 0', { limit: '-1' }, 'limit'],
    ['a limit in parts', { limit: '1.5' }, 'limit'],
    ['an empty limit', { limit: '' }, 'limit'],
    ['a limit in another notation', { limit: '1e2' }, 'limit'],
    ['two limits', { limit: ['1', '2'] }, 'limit'],
    ['another role', { role: 'root' }, 'role'],
    ['the role of a prototype', { role: '__proto__' }, 'role'],
    ['another truth', { isActive: 'yes' }, 'isActive'],
    ['an empty truth', { isActive: '' }, 'isActive'],
    ['two e-mails', { email: ['a', 'b'] }, 'email'],
    ['an operator in place of an e-mail', { email: { $ne: '' } }, 'email'],
    ['an e-mail with NUL', { email: 'a\0' }, 'email'],
    ['an e-mail in broken Unicode', { email: '\ud800' }, 'email'],
    ['a long e-mail', { email: 'x'.repeat(255) }, 'email'],
    ['a cursor in padded base64', { cursor: 'YQ==' }, 'cursor'],
    ['an empty cursor', { cursor: '' }, 'cursor'],
    ['a cursor of broken UTF-8', { cursor: Buffer.from([0xff]).toString('base64url') }, 'cursor'],
    ['an endless cursor', { cursor: cursorOf('x'.repeat(400)) }, 'cursor'],
    ['two cursors', { cursor: [cursorOf('a'), cursorOf('b')] }, 'cursor'],
    ['an unknown field', { offset: '1' }, 'offset'],
    ['a field named as one of its own', { page: '2' }, 'page'],
    ['another one', { filter: 'x' }, 'filter'],
  ])('refuses %s', async (_name, value, field) => {
    expect(await refusedFields(UsersQuery, value)).toEqual([field]);
  });

  it('tells all that is wrong at once', async () => {
    expect(await refusedFields(UsersQuery, { limit: 'x', role: 'x', isActive: 'x' })).toEqual(
      expect.arrayContaining(['limit', 'role', 'isActive']),
    );
  });
});

describe('UserSessionsQuery', () => {
  it('asks for the live ones unless it is told otherwise', async () => {
    const plain = await accept(UserSessionsQuery, {});
    expect([plain.state, requestedPage(plain)]).toEqual(['live', { limit: 50, after: null }]);
    const asked = await accept(UserSessionsQuery, { state: 'all', cursor: cursorOf(ID) });
    expect([asked.state, requestedPage(asked)]).toEqual(['all', { limit: 50, after: ID }]);
  });

  it.each<[string, object, string]>([
    ['another state', { state: 'dead' }, 'state'],
    ['a cursor of another list', { cursor: cursorOf('ada@example.com') }, 'cursor'],
    ['a cursor with an id in capitals', { cursor: cursorOf(ID.toUpperCase()) }, 'cursor'],
    ['a field named as one of its own', { page: '2' }, 'page'],
  ])('refuses %s', async (_name, value, field) => {
    expect(await refusedFields(UserSessionsQuery, value)).toEqual([field]);
  });
});

describe('RightsDto', () => {
  it.each([{}, { role: 'admin' }, { isActive: false }, { role: 'user', isActive: true }])('takes %j', async (value) => {
    expect(Object.assign({}, await accept(RightsDto, value, 'body'))).toEqual(value);
  });

  it.each<[string, object, string]>([
    ['a role that is none', { role: 'root' }, 'role'],
    ['null for a role', { role: null }, 'role'],
    ['null for a truth', { isActive: null }, 'isActive'],
    ['a truth as a text', { isActive: 'false' }, 'isActive'],
    ['a truth as a number', { isActive: 0 }, 'isActive'],
    ['what no one may set', { passwordHash: 'x' }, 'passwordHash'],
    ['the id', { id: ID }, 'id'],
  ])('refuses %s', async (_name, value, field) => {
    expect(await refusedFields(RightsDto, value, 'body')).toEqual([field]);
  });
});
