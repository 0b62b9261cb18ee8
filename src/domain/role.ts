/**
 * What a caller can be allowed to do. `account:own` is everything about one's own account; it is judged by the access
 * token alone, all others by the account as the store has it at that moment.
 */
const CORE_PERMISSIONS = [
  'account:own',
  'users:read',
  'users:write',
  'sessions:read',
  'sessions:revoke',
  'audit:read',
] as const;

/** A module of one's own merges the names of its permissions into this, and gives them to roles with `addRights`. */
export interface ModulePermissions {}

/** A module of one's own merges the names of its roles into this. */
export interface ModuleRoles {}

// eslint-disable-next-line @typescript-eslint/no-redundant-type-constituents -- never until a module is there
export type Permission = (typeof CORE_PERMISSIONS)[number] | keyof ModulePermissions;

const permissions: Permission[] = [...CORE_PERMISSIONS];

/** Every permission; those of modules join when they are loaded. */
export const PERMISSIONS: readonly Permission[] = permissions;

/**
 * The roles, and what each may do. This is the one place: a role of one's own is a line here (docs/extending.md).
 * Guards ask for permissions, never for a role's name.
 */
const ROLE_PERMISSIONS = {
  user: ['account:own'],
  support: ['account:own', 'users:read', 'sessions:read', 'sessions:revoke', 'audit:read'],
  admin: PERMISSIONS,
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

// eslint-disable-next-line @typescript-eslint/no-redundant-type-constituents -- never until a module is there
export type Role = keyof typeof ROLE_PERMISSIONS | keyof ModuleRoles;

const permissionsOf = new Map<Role, readonly Permission[]>(
  Object.entries(ROLE_PERMISSIONS) as [Role, readonly Permission[]][],
);
const roles: Role[] = [...permissionsOf.keys()];

/** Every role; those of modules join when they are loaded. */
export const ROLES: readonly Role[] = roles;

export const DEFAULT_ROLE: Role = 'user';

/** The role of an account that the command line makes for the first administrator. */
export const FIRST_ADMIN_ROLE: Role = 'admin';

/** What a module of one's own adds: `admin` has every permission there is, so it isn't named. */
interface ModuleRights {
  readonly permissions: readonly (keyof ModulePermissions)[];
  /** What the roles include from now on, besides what they did; a name that is no role yet becomes one. */
  readonly roles: Partial<Record<Exclude<Role, 'admin'>, readonly Permission[]>>;
}

/** To be called once for each module of one's own, when its file of rights is loaded. */
export function addRights(rights: ModuleRights): void {
  permissions.push(...rights.permissions);
  for (const [role, included] of Object.entries(rights.roles) as [Role, readonly Permission[]][]) {
    if (!permissionsOf.has(role)) roles.push(role);
    permissionsOf.set(role, [...(permissionsOf.get(role) ?? []), ...included]);
  }
}

/** Whether a role includes a permission; no for a name that is no role (any more). */
export function can(role: Role, permission: Permission): boolean {
  return permissionsOf.get(role)?.includes(permission) ?? false;
}

/** Whether a change from one role to the other takes permissions away; a role that is gone may have had any. */
export function isDemotion(from: Role, to: Role): boolean {
  return !permissionsOf.has(from) || PERMISSIONS.some((permission) => can(from, permission) && !can(to, permission));
}

/** What an account may do at all: an inactive one may do nothing, whatever its role. */
export interface Rights {
  readonly role: Role;
  readonly isActive: boolean;
}

/** The roles that can give roles: of those who have one, the last active must stay. */
export function administeringRoles(): Role[] {
  return ROLES.filter((role) => can(role, 'users:write'));
}

/** Whether a change of rights takes an administrator out of office: then another must be left. */
export function leavesOffice(before: Rights, after: Rights): boolean {
  return administers(before) && !administers(after);
}

function administers({ role, isActive }: Rights): boolean {
  return isActive && can(role, 'users:write');
}
