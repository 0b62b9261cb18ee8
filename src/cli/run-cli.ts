import { Command, CommanderError } from 'commander';
import { DomainError } from '../domain/errors.js';
import { ConfigurationError } from '../infrastructure/config/read-config.js';
import { adminCommands } from './admin-commands.js';
import { auditCommands } from './audit-commands.js';
import { keysCommands } from './keys-commands.js';
import { sessionsCommands } from './sessions-commands.js';
import { usersCommands } from './users-commands.js';

const DESCRIPTION =
  'Operates Ratchet with the settings of the service (environment and .env), also while it runs. What it does is in the audit trail, without an actor.';

/** Runs one command; returns the exit code: 0 done, 1 refused or failed, with the reason on stderr. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command('ratchet').description(DESCRIPTION).showHelpAfterError('(--help says more)');
  for (const commands of [adminCommands(), usersCommands(), sessionsCommands(), auditCommands(), keysCommands()]) {
    program.addCommand(commands);
  }
  program.exitOverride();
  for (const group of program.commands) for (const command of [group, ...group.commands]) command.exitOverride();
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode;
    process.stderr.write(`${explain(fault)}\n`);
    return 1;
  }
}

function explain(fault: unknown): string {
  if (fault instanceof DomainError) {
    const fields = (fault.errors ?? []).map(({ field, message }) => `\n  ${field} ${message}`);
    return [fault.message, ...fields, causeOf(fault)].join('');
  }
  if (fault instanceof ConfigurationError) return fault.message;
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

/** What the store said: whoever sits at the terminal may know. */
function causeOf({ cause }: DomainError): string {
  return cause instanceof Error ? ` (${cause.message})` : '';
}
