export type Permission = 'users:read' | 'users:write' | 'sessions:read' | 'sessions:revoke' | 'audit:read';

/** As the service's src/domain/role.ts has it; a test compares the two. It decides what is shown, never what is allowed. */
export const RIGHTS: Readonly<Record<string, readonly Permission[]>> = {
  user: [],
  support: ['users:read', 'sessions:read', 'sessions:revoke', 'audit:read'],
  admin: ['users:read', 'users:write', 'sessions:read', 'sessions:revoke', 'audit:read'],
};

export const ROLES = ['user', 'support', 'admin'] as const;

export function may(role: string, permission: Permission): boolean {
  return RIGHTS[role]?.includes(permission) ?? false;
}
