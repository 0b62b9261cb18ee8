import swc from './test/support/swc.json' with { type: 'json' };

const transform = { '^.+\\.ts$': ['@swc/jest', swc] };

export const project = (displayName, testMatch, extra = {}) => ({
  displayName,
  testMatch,
  transform,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/support/load-nest.ts'],
  modulePathIgnorePatterns: ['<rootDir>/build/mutation'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  ...extra,
});

export const withStores = {
  globalSetup: '<rootDir>/test/support/start-stores.ts',
  globalTeardown: '<rootDir>/test/support/stop-stores.ts',
};

export default {
  testTimeout: 30_000,
  // Modules of a finished file stay in memory (ESM in vm contexts is not collected): a process of its own, and a new one in
  // time. In one for all, the heap ends at 4 GB, and its pauses before that look like a store that doesn't answer.
  workerIdleMemoryLimit: '1GB',
  coverageProvider: 'v8',
  coverageReporters: ['text', 'json-summary', 'html'],
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/**/*.d.ts', '!src/console/**'],
  projects: [
    project('unit', ['<rootDir>/src/**/*.spec.ts']),
    project('contract', ['<rootDir>/test/contract/*.spec.ts'], withStores),
    project('e2e', ['<rootDir>/test/e2e/*.spec.ts'], withStores),
    project('fuzz', ['<rootDir>/test/fuzz/*.spec.ts']),
    project('model', ['<rootDir>/test/model/*.spec.ts'], withStores),
    project('chaos', ['<rootDir>/test/chaos/*.spec.ts'], withStores),
    project('example', ['<rootDir>/examples/*/test/*.spec.ts'], withStores),
  ],
};
