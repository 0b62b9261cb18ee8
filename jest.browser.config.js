import { project, withStores } from './jest.config.js';

/** The console in a real Chromium, which a fresh clone needn't have: docs/console.md. */
export default {
  testTimeout: 120_000,
  projects: [project('browser', ['<rootDir>/test/browser/*.spec.ts'], withStores)],
};
