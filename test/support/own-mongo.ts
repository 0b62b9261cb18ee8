import { afterAll, beforeAll } from '@jest/globals';
import { type MongoServer, startMongo } from './mongo-server.ts';

/** Gives the suites of the calling file a server of their own: their load makes no other's answers late, nor theirs its. */
export function useOwnMongo(): void {
  let server: MongoServer | undefined;

  beforeAll(async () => {
    server = await startMongo();
    process.env['RATCHET_TEST_MONGO'] = server.uri;
  }, 60_000);

  afterAll(() => server?.stop());
}
