import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSuccess, type Step } from './journal.ts';
import { liveThrough } from './living.ts';
import { Owner, type World } from './owner.ts';
import { Random } from './random.ts';
import { Stage } from './stage.ts';
import { SABOTEUR } from './statement-faults.ts';
import type { Verdict } from './verdict.ts';

const SIZE = '24m';
const BLOCK = Buffer.alloc(4096);
const ROUNDS = 6;

interface Disk {
  /** What it is, for people. */
  readonly name: string;
  readonly stage: Stage;
  fill(): Promise<unknown>;
  free(): Promise<unknown>;
  end(): void;
}

/** A disk that is full for a while, under load, again and again: writes are 503, reads go on, nothing that was answered is lost. */
export async function fillDisk(people: number, seed: number): Promise<Verdict> {
  const random = new Random(seed);
  const disk = await openDisk();
  const make = async (world: World) => {
    const reader = new Owner(world);
    await reader.register();
    let reads = 0;
    const recoveries: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await sleep(random.between(300, 1200));
      await disk.fill();
      await until(world.journal, ({ answer }) => answer.kind === 'told' && answer.status === 503);
      for (let read = 0; read < 10; read += 1) {
        await reader.devices[0]?.readOnce('/auth/sessions');
        reads += 1;
      }
      const from = performance.now();
      await disk.free();
      const { answeredAt } = await until(world.journal, (step) => step.kind === 'refresh' && isSuccess(step));
      recoveries.push(answeredAt - from);
    }
    return {
      'times full': ROUNDS,
      'reads while full': reads,
      'ms longest recovery': Math.round(Math.max(...recoveries)),
    };
  };
  try {
    const verdict = await liveThrough(disk.stage, {
      name: `disk full (${disk.name})`,
      people,
      random: random.fork(),
      make,
    });
    const refused = verdict.journal.filter(
      ({ kind, answer }) => kind === 'read' && answer.kind === 'told' && answer.status !== 200,
    );
    const violations = refused.map((step) => ({
      fault: 'misanswered' as const,
      what: 'a read while the disk is full',
      step,
    }));
    return { ...verdict, violations: [...verdict.violations, ...violations] };
  } finally {
    disk.end();
  }
}

/** The next step from now on that is what was asked for. */
async function until(journal: readonly Step[], isIt: (step: Step) => boolean): Promise<Step> {
  const seen = journal.length;
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const step = journal.slice(seen).find(isIt);
    if (step !== undefined) return step;
    await sleep(10);
  }
  throw new Error('what was waited for did not come within 30 s');
}

/** A small file system of its own where we may mount one (as root); else a database that may not grow. */
async function openDisk(): Promise<Disk> {
  const folder = mkdtempSync(join(tmpdir(), 'ratchet-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    const stage = await Stage.open('sqlite', { folder, preload: SABOTEUR });
    const mayGrow = (grows: boolean) => stage.tell({ grows });
    return {
      name: 'max_page_count',
      stage,
      fill: () => mayGrow(false),
      free: () => mayGrow(true),
      end: (): void => {
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }
  const ballast = join(folder, 'ballast');
  return {
    name: 'a tmpfs of its own',
    stage: await Stage.open('sqlite', { folder: join(folder, 'data') }),
    fill: async () => {
      fillWith(ballast);
    },
    free: () => rm(ballast),
    end: () => {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function fillWith(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, BLOCK);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault;
  } finally {
    closeSync(file);
  }
}
