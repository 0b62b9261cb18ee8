import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, CommanderError } from 'commander';
import type { AuditReport, Finding } from '../application/audit/audit-report.js';
import { ExportAuditTrail } from '../application/audit/export-audit-trail.js';
import { VerifyAuditTrail } from '../application/audit/verify-audit-trail.js';
import { operate } from './operate.js';
import { print } from './output.js';

export function auditCommands(): Command {
  const audit = new Command('audit').description('the audit trail');
  audit
    .command('verify')
    .description('check that no event was edited, deleted, moved or added; exit code 1 and the first ones if there are')
    .option('--against <file>', 'an export or JSON log lines from before: finds also what was cut off the end since')
    .action(verify);
  audit
    .command('export')
    .description('write every event with its proof, one line of JSON each, for an archive away from the store')
    .option('--out <file>', 'to a new file that only you can read, instead of to stdout')
    .action(exportTrail);
  return audit;
}

async function verify({ against }: { readonly against?: string }, command: Command): Promise<void> {
  const file = against === undefined ? null : await openFile(against, command);
  const lines = file === null ? null : linesOf(file);
  const report = await operate((get) => get(VerifyAuditTrail).execute(lines));
  for (const finding of report.findings) print(describe(finding));
  if (report.compared === 0) command.error(`error: ${against ?? ''} holds neither exported events nor checkpoints`);
  print(summaryOf(report));
  if (report.faults > 0) throw new CommanderError(1, 'ratchet.tampered', 'the trail is not as it was written');
}

async function exportTrail({ out }: { readonly out?: string }): Promise<void> {
  const target = out === undefined ? process.stdout : createWriteStream(out, { mode: 0o600, flags: 'wx' });
  await operate((get) => {
    const lines = Readable.from(terminated(get(ExportAuditTrail).execute()));
    return pipeline(lines, target, { end: out !== undefined });
  });
}

/** Reads from the first use on: `readLines` by itself starts at once and loses what nobody waits for. */
async function* linesOf(file: FileHandle): AsyncGenerator<string> {
  yield* file.readLines();
}

async function* terminated(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

function describe({ kind, id, writerId, seq, detail, class: name }: Finding): string {
  return `${kind}: event ${id ?? '-'} (writer ${writerId}, ${name} ${seq}): ${detail}`;
}

function summaryOf({ events, chains, compared, findings, faults }: AuditReport): string {
  const read = `${events} events in ${chains} chains checked${compared === null ? '' : `, ${compared} lines compared`}`;
  if (faults === 0) return `${read}: all is as it was written.`;
  return `${read}: ${faults} fault(s)${faults > findings.length ? `, of which the first ${findings.length} are above` : ''}.`;
}

async function openFile(path: string, command: Command): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (fault) {
    return command.error(`error: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}
