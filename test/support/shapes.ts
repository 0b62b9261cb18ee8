import { expect } from '@jest/globals';

export const ID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
export const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** A user as the contract has it, field for field. */
export const USER = {
  id: ID,
  email: expect.any(String),
  role: 'user',
  isActive: true,
  emailVerified: false,
  createdAt: TIME,
};

export interface SessionBody {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly revokedReason: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly device: { readonly type: string; readonly os: string; readonly browser: string };
  readonly rotations: number;
}

/** A live session of a caller at this machine, field for field. */
export const SESSION = {
  id: ID,
  current: false,
  createdAt: TIME,
  lastUsedAt: TIME,
  expiresAt: TIME,
  revokedAt: null,
  revokedReason: null,
  ipAddress: '127.0.0.1',
  userAgent: expect.any(String),
  device: { type: expect.any(String), os: expect.any(String), browser: expect.any(String) },
  rotations: 0,
};

export interface PageBody<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}
