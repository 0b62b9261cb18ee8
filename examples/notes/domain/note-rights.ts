import { addRights } from '../../../src/domain/role.js';

declare module '../../../src/domain/role.js' {
  interface ModulePermissions {
    /** To write notes and read one's own. */
    'notes:own': true;
    /** To see which notes somebody else has. */
    'notes:read': true;
  }
  interface ModuleRoles {
    archivist: true;
  }
}

addRights({
  permissions: ['notes:own', 'notes:read'],
  roles: {
    user: ['notes:own'],
    support: ['notes:own'],
    archivist: ['account:own', 'notes:own', 'notes:read'],
  },
});
