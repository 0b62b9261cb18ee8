import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchService } from './bench-service.ts';

/** One of the clients: sends a request, and resolves when its answer is there and was the right one. */
export type Act = () => Promise<void>;

/** What a load has cost, for each request where it can be divided. */
export interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Of the service, all threads. */
  readonly cpuMs: number;
  readonly storeCalls: number;
  readonly rssMb: number;
  /** 99th percentile of the event loop's delay. */
  readonly loopDelayMs: number;
}

/** All clients at once, each going on when it has its answer, for so many milliseconds. */
export async function runLoad(service: BenchService, clients: readonly Act[], ms: number): Promise<Figures> {
  const before = await service.costs();
  const from = performance.now();
  const times = await timesOf(clients, from + ms);
  const seconds = (performance.now() - from) / 1000;
  const after = await service.costs();
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    cpuMs: (after.cpuMs - before.cpuMs) / times.length,
    storeCalls: (after.storeCalls - before.storeCalls) / times.length,
    rssMb: after.rssMb,
    loopDelayMs: after.loopDelayMs,
  };
}

async function timesOf(clients: readonly Act[], deadline: number): Promise<number[]> {
  const times: number[] = [];
  const work = async (act: Act) => {
    for (let sentAt = performance.now(); sentAt < deadline; sentAt = performance.now()) {
      await act();
      times.push(performance.now() - sentAt);
    }
  };
  await Promise.all(clients.map(work));
  return times;
}

/** The figures of the round whose throughput is the middle one. */
export function middle(rounds: readonly Figures[]): Figures {
  const sorted = rounds.toSorted((a, b) => a.perSecond - b.perSecond);
  const found = sorted[Math.floor(sorted.length / 2)];
  if (found === undefined) throw new Error('no round was run');
  return found;
}

/** Nearest rank, of sorted samples. */
export function quantile(sorted: readonly number[], p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? NaN;
}

export const settle = () => sleep(300);
