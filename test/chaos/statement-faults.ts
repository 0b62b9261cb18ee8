import type { Fault, Injector } from './faults.ts';

const WATCH_MS = 5;
const ALWAYS = 1_000_000;

/** To be loaded into the service. */
export const SABOTEUR = new URL('saboteur.ts', import.meta.url);

/** Fails the SQL statements of a service into which the saboteur was loaded. */
export class StatementFaults implements Injector {
  readonly kinds = { 'disk full': [1, ALWAYS], 'I/O error': [1, ALWAYS], busy: [1, ALWAYS] };
  private readonly tell: (message: object) => Promise<unknown>;
  private watch: NodeJS.Timeout | undefined;

  constructor(tell: (message: object) => Promise<unknown>) {
    this.tell = tell;
  }

  async arm({ kind, nth, times, isOver }: Fault): Promise<void> {
    await this.tell({ arm: { kind, nth, times } });
    this.watch = setInterval(() => {
      if (isOver()) void this.disarm();
    }, WATCH_MS);
  }

  async disarm(): Promise<readonly string[]> {
    clearInterval(this.watch);
    return ((await this.tell({ disarm: true })) as { hits: string[] }).hits;
  }

  close(): Promise<void> {
    clearInterval(this.watch);
    return Promise.resolve();
  }
}
