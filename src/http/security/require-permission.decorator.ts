import { SetMetadata } from '@nestjs/common';
import type { Permission } from '../../domain/role.js';

export const REQUIRED_PERMISSION = 'ratchet:required-permission';

/**
 * Opens a route, or a controller's every route, to callers whose role includes the permission. A route that says neither
 * this nor `@Public()` answers nobody.
 */
export const RequirePermission = (permission: Permission) => SetMetadata(REQUIRED_PERMISSION, permission);
