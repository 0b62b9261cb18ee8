/**
 * What a caller can be allowed to do. `account:own` is everything about one's own account; it is judged by the access
 * token alone, all others by the account as the store has it at that moment.
 */
export const PERMISSIONS = [
  'account:own',
  'users:read',
  'users:write',
  'sessions:read',
  'sessions:revoke',
  'audit:read',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/**
 * The roles, and what each may do. This is the one place: a role of one's own is a line here (docs/extending.md).
 * Guards ask for permissions, never for a role's name.
 */
const ROLE_PERMISSIONS = {
  user: ['account:own'],
  support: ['account:own', 'users:read', 'sessions:read', 'sessions:revoke', 'audit:read'],
  admin: PERMISSIONS,
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type Role = keyof typeof ROLE_PERMISSIONS;

export const ROLES = Object.keys(ROLE_PERMISSIONS) as Role[];

export const DEFAULT_ROLE: Role = 'user';

/** The role of an account that the command line makes for the first administrator. */
export const FIRST_ADMIN_ROLE: Role = 'admin';

/** Whether a role includes a permission; no for a name that is no role (any more). */
export function can(role: Role, permission: Permission): boolean {
  const permissions: readonly Permission[] | undefined = Object.hasOwn(ROLE_PERMISSIONS, role)
    ? ROLE_PERMISSIONS[role]
    : undefined;
  return permissions?.includes(permission) ?? false;
}

/** Whether someone who changes from one role to the other may do less than before. */
export function isDemotion(from: Role, to: Role): boolean {
  return PERMISSIONS.some((permission) => can(from, permission) && !can(to, permission));
}

/** What an account may do at all: an inactive one may do nothing, whatever its role. */
export interface Rights {
  readonly role: Role;
  readonly isActive: boolean;
}

/** The roles that can give roles: of those who have one, the last active must stay. */
export const ADMINISTERING_ROLES: readonly Role[] = ROLES.filter((role) => can(role, 'users:write'));

/** Whether a change of rights takes an administrator out of office: then another must be left. */
export function leavesOffice(before: Rights, after: Rights): boolean {
  return administers(before) && !administers(after);
}

function administers({ role, isActive }: Rights): boolean {
  return isActive && ADMINISTERING_ROLES.includes(role);
}
