/** What the specs import as `@jest/globals` when `specs-runner.ts` runs them: Jest's own functions, outside of Jest. */
export { afterEach, beforeEach, describe, it } from 'jest-circus';
export { jestExpect as expect } from '@jest/expect';

const onlyInJest = () => {
  throw new Error('the mutation run knows beforeEach and afterEach only');
};
export const beforeAll = onlyInJest;
export const afterAll = onlyInJest;
export const jest = {};
