import { BenchService, withFolder } from './bench-service.ts';
import { compare, signUp } from './compare.ts';
import type { Size } from './growth.ts';
import type { Report } from './report.ts';
import type { ScenarioName } from './scenarios.ts';
import { atLeast } from './targets.ts';

const CLIENTS = 16;
const SIZES: readonly Size[] = [
  { sessions: 1000, auditEvents: 10_000 },
  { sessions: 100_000, auditEvents: 200_000 },
  { sessions: 1_000_000, auditEvents: 2_000_000 },
];
/**
 * SecantusDB sorts all that a query finds before it takes the newest: of 600,000 events in 1.5 s, of more in so long that
 * a process that starts can't read its last event within the limits of its driver.
 */
const MOST_EVENTS_ON_MONGODB = 200_000;
const NAMES: ScenarioName[] = ['verify', 'refresh', 'list'];

/** The same store, ever larger: how much slower, by the floor of each size, than the smallest. */
export async function benchGrowth(
  report: Report,
  store: 'SQLite' | 'MongoDB',
  settings: NodeJS.ProcessEnv,
  growTo: (folder: string, size: Size) => Promise<void> | void,
): Promise<void> {
  const allowed = store === 'SQLite' ? 0.8 : 0.7;
  const most = store === 'SQLite' ? Infinity : MOST_EVENTS_ON_MONGODB;
  await withFolder(async (folder) => {
    const seed = await BenchService.start(folder, settings);
    await signUp(seed, CLIENTS);
    const admin = seed.makeAdmin();
    await seed.stop();
    const smallest = new Map<ScenarioName, number>();
    for (const { sessions, auditEvents } of SIZES) {
      const size = { sessions, auditEvents: Math.min(auditEvents, most) };
      await growTo(folder, size);
      const service = await BenchService.start(folder, settings);
      const table = await compare(service, await signUp(service, CLIENTS), NAMES);
      const audit = await compare(service, await signUp(service, CLIENTS, () => admin), ['audit']);
      report.show(`${store}, ${size.sessions} sessions, ${size.auditEvents} audit events`, { ...table, ...audit });
      for (const name of [...NAMES, 'audit'] as const) {
        const ofFloor = { ...table, ...audit }[name]?.ofFloor ?? NaN;
        const first = smallest.get(name) ?? ofFloor;
        smallest.set(name, first);
        if (ofFloor === first) continue;
        report.hold(
          atLeast(`${store}: ${name} at ${size.sessions} sessions`, ofFloor / first, allowed, 'of that at 1000'),
        );
      }
      await service.stop();
    }
  });
}
