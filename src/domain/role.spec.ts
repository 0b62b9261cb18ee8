import { describe, expect, it } from '@jest/globals';
import {
  administeringRoles,
  can,
  isDemotion,
  leavesOffice,
  PERMISSIONS,
  type Rights,
  type Role,
  ROLES,
} from './role.js';

describe('can', () => {
  it.each<[Role, string[]]>([
    ['user', ['account:own']],
    ['support', ['account:own', 'users:read', 'sessions:read', 'sessions:revoke', 'audit:read']],
    ['admin', ['account:own', 'users:read', 'users:write', 'sessions:read', 'sessions:revoke', 'audit:read']],
  ])('%s may do exactly what the contract says', (role, permissions) => {
    expect(PERMISSIONS.filter((permission) => can(role, permission))).toEqual(permissions);
  });

  it('lets every role look after its own account', () => {
    expect(ROLES.filter((role) => !can(role, 'account:own'))).toEqual([]);
  });

  it.each(['auditor', '', 'Admin', '__proto__', 'constructor', 'toString'])(
    'gives nothing to %j, which is no role (any more)',
    (name) => {
      expect(PERMISSIONS.filter((permission) => can(name as Role, permission))).toEqual([]);
    },
  );
});

describe('isDemotion', () => {
  it.each<[Role, Role, boolean]>([
    ['admin', 'support', true],
    ['admin', 'user', true],
    ['support', 'user', true],
    ['user', 'support', false],
    ['user', 'admin', false],
    ['support', 'admin', false],
    ['admin', 'admin', false],
    ['auditor' as Role, 'user', false],
    ['user', 'auditor' as Role, true],
  ])('from %s to %s: %s', (from, to, answer) => {
    expect(isDemotion(from, to)).toBe(answer);
  });
});

describe('leavesOffice', () => {
  const admin: Rights = { role: 'admin', isActive: true };

  it.each<[string, Rights, Rights, boolean]>([
    ['an administrator who gets a lesser role', admin, { role: 'support', isActive: true }, true],
    ['an administrator who is closed', admin, { role: 'admin', isActive: false }, true],
    ['an administrator who is left alone', admin, admin, false],
    [
      'a closed administrator who gets a lesser role',
      { role: 'admin', isActive: false },
      { role: 'user', isActive: false },
      false,
    ],
    ['a closed administrator who is opened', { role: 'admin', isActive: false }, admin, false],
    ['a supporter who is closed', { role: 'support', isActive: true }, { role: 'support', isActive: false }, false],
    ['a user who becomes one', { role: 'user', isActive: true }, admin, false],
  ])('%s', (_name, before, after, answer) => {
    expect(leavesOffice(before, after)).toBe(answer);
  });

  it('counts every role that can give roles', () => {
    expect(administeringRoles()).toEqual(['admin']);
  });
});
