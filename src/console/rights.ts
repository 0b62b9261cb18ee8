import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Schemas } from './api/api.ts';

type Role = Schemas['RoleView'];
export type Permission = Role['permissions'][number];

/** What is shown, never what is allowed: that the service decides at each call. */
export interface Rights {
  /** The names of all roles; none before they are known. */
  readonly roles: readonly string[];
  /** Whether whoever is signed in has a permission. */
  readonly may: (permission: Permission) => boolean;
}

export function rightsOf(role: string, all: readonly Role[]): Rights {
  const own = all.find(({ name }) => name === role);
  return { roles: all.map(({ name }) => name), may: (permission) => own?.permissions.includes(permission) ?? false };
}

export const RightsContext = createContext(rightsOf('', []));

export function useRights(): Rights {
  return useContext(RightsContext);
}
