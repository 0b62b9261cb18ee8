import { describe, expect, it } from '@jest/globals';
import { administeringRoles, can, isDemotion, type Permission, type Role, ROLES } from '../../../src/domain/role.js';
import '../domain/note-rights.js';

const permitted = (role: Role, ...permissions: Permission[]) => permissions.map((permission) => can(role, permission));

describe('the rights of the module', () => {
  it('go to the roles that it names, and to administrators', () => {
    expect(permitted('user', 'account:own', 'notes:own', 'notes:read')).toEqual([true, true, false]);
    expect(permitted('support', 'users:read', 'notes:own', 'notes:read')).toEqual([true, true, false]);
    expect(permitted('admin', 'users:write', 'notes:own', 'notes:read')).toEqual([true, true, true]);
  });

  it('make a role that may do what they say and nothing else', () => {
    expect(ROLES).toEqual(['user', 'support', 'admin', 'archivist']);
    expect(permitted('archivist', 'account:own', 'notes:own', 'notes:read')).toEqual([true, true, true]);
    expect(permitted('archivist', 'users:read', 'users:write', 'sessions:revoke')).toEqual([false, false, false]);
    expect(administeringRoles()).toEqual(['admin']);
  });

  it('count when a role is changed for another', () => {
    expect([isDemotion('user', 'archivist'), isDemotion('archivist', 'user')]).toEqual([false, true]);
    expect([isDemotion('archivist', 'admin'), isDemotion('admin', 'archivist')]).toEqual([false, true]);
  });

  it('are given by no role that is gone, and leaving it counts as losing some', () => {
    const gone = 'librarian' as Role;
    expect(permitted(gone, 'account:own', 'notes:own')).toEqual([false, false]);
    expect(isDemotion(gone, 'user')).toBe(true);
  });
});
