import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import type { Table } from './compare.ts';
import { type Target, verdict } from './targets.ts';

const FILE = 'data/bench.json';

/** What a run has found: printed as it comes, and kept for the file. */
export class Report {
  private readonly machine = `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  private readonly tables: Record<string, Table> = {};
  private readonly targets: Target[] = [];

  constructor() {
    this.print(this.machine);
  }

  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  show(title: string, table: Table): void {
    this.tables[title] = table;
    this.print(`\n${title}`);
    this.print('             per s  of floor   p50 ms   p95 ms   p99 ms   CPU ms  calls  RSS MB  loop p99 ms');
    for (const [name, row] of Object.entries(table)) {
      const columns = [
        row.perSecond.toFixed(0).padStart(7),
        row.ofFloor.toFixed(3).padStart(9),
        ...[row.p50, row.p95, row.p99].map((ms) => ms.toFixed(1).padStart(8)),
        row.cpuMs.toFixed(2).padStart(8),
        row.storeCalls.toFixed(1).padStart(6),
        row.rssMb.toFixed(0).padStart(7),
        row.loopDelayMs.toFixed(1).padStart(12),
      ];
      this.print(`${name.padEnd(11)}${columns.join(' ')}`);
    }
  }

  hold(...targets: Target[]): void {
    this.targets.push(...targets);
    for (const target of targets) this.print(verdict(target));
  }

  save(): void {
    mkdirSync('data', { recursive: true });
    const { machine, tables, targets } = this;
    writeFileSync(FILE, JSON.stringify({ machine, tables, targets }, null, 2));
    this.print(`\nAll figures are in ${FILE}.`);
  }
}
