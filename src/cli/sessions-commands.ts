import { Command } from 'commander';
import { EndEverySession } from '../application/admin/end-every-session.js';
import { EndUserSessions } from '../application/admin/end-user-sessions.js';
import { FindUser } from '../application/admin/find-user.js';
import { ListUserSessions } from '../application/admin/list-user-sessions.js';
import { EndSession } from '../application/sessions/end-session.js';
import type { SessionSummary } from '../domain/session.js';
import { operate, OPERATOR } from './operate.js';
import { print, printJson, table } from './output.js';
import { accountOf, idOf, limitOf } from './users-commands.js';

interface ListOptions {
  readonly all?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

interface RevokeOptions {
  readonly user?: string;
  readonly all?: boolean;
}

export function sessionsCommands(): Command {
  const sessions = new Command('sessions').description('sessions of accounts');
  sessions
    .command('list')
    .description("list an account's sessions, newest first")
    .argument('<account>', 'e-mail or id of the account')
    .option('--all', 'also those that have ended')
    .option('--limit <n>', 'at most so many', limitOf, 50)
    .option('--json', 'as JSON')
    .action(list);
  sessions
    .command('revoke')
    .description('end one session, all of an account, or all there are (after restoring a backup)')
    .argument('[session]', 'id of the session')
    .option('--user <account>', 'every session of the account')
    .option('--all', 'every session of every account')
    .action(revoke);
  return sessions;
}

async function list(account: string, { all, limit, json }: ListOptions): Promise<void> {
  const { items } = await operate(async (get) => {
    const { id } = await get(FindUser).execute(accountOf(account));
    return get(ListUserSessions).execute(id, all === true ? 'all' : 'live', { limit, after: null });
  });
  if (json === true) printJson(items.map(shown));
  else print(table(['ID', 'CREATED', 'LAST USED', 'ADDRESS', 'ENDED', 'USER AGENT'], items.map(rowOf)));
}

async function revoke(session: string | undefined, { user, all }: RevokeOptions, command: Command): Promise<void> {
  if ([session, user, all].filter((given) => given !== undefined).length !== 1) {
    command.error('error: say one of: the id of a session, --user, --all');
  }
  const ended = await operate(async (get) => {
    if (all === true) return get(EndEverySession).execute(OPERATOR);
    if (session !== undefined) return get(EndSession).execute(idOf(session, 'session'), null, 'any', OPERATOR);
    const { id } = await get(FindUser).execute(accountOf(user ?? ''));
    return get(EndUserSessions).execute(id, null, OPERATOR);
  });
  print(ended === undefined ? `Session ${session ?? ''} has ended.` : `${ended} session(s) have ended.`);
}

function shown({ id, userId, createdAt, lastUsedAt, expiresAt, revokedAt, revokedReason, ...rest }: SessionSummary) {
  const { ipAddress, userAgent, generation } = rest;
  const times = { createdAt, lastUsedAt, expiresAt, revokedAt };
  return { id, userId, ...times, revokedReason, ipAddress, userAgent, rotations: generation };
}

function rowOf({ id, createdAt, lastUsedAt, ipAddress, revokedReason, userAgent }: SessionSummary): string[] {
  const times = [createdAt, lastUsedAt].map((time) => time.toISOString());
  return [id, ...times, ipAddress ?? '-', revokedReason ?? '-', userAgent ?? '-'];
}
