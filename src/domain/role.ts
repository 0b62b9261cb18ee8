/** The roles an account can have; what each may do is decided by permission, never by its name. */
export const ROLES = ['user', 'support', 'admin'] as const;

export type Role = (typeof ROLES)[number];

export const DEFAULT_ROLE: Role = 'user';
