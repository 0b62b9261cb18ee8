import type { BenchClient } from './client.ts';

/** One request of a client, by name; `floor` is what the others are divided by. */
export const SCENARIOS = {
  floor: (client: BenchClient) => client.floor(),
  verify: (client: BenchClient) => client.get('/bench/verify'),
  list: (client: BenchClient) => client.get('/auth/sessions'),
  refresh: (client: BenchClient) => client.refresh(),
  /** As an administrator. */
  audit: (client: BenchClient) => client.get('/admin/audit-events?type=login.succeeded&limit=50'),
  login: (client: BenchClient) => client.login(),
  textbook: (client: BenchClient) => client.textbook(),
  mixed: (client: BenchClient) => mixed(client),
} satisfies Record<string, (client: BenchClient) => Promise<void>>;

export type ScenarioName = keyof typeof SCENARIOS;

/** Nine verifications in ten, nine refreshes in a hundred, and a login. */
function mixed(client: BenchClient): Promise<void> {
  const drawn = Math.random();
  if (drawn < 0.9) return SCENARIOS.verify(client);
  return drawn < 0.99 ? SCENARIOS.refresh(client) : SCENARIOS.login(client);
}
