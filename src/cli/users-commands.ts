import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { validate } from 'uuid';
import { ChangeRights } from '../application/admin/change-rights.js';
import { FindUser } from '../application/admin/find-user.js';
import { ListUsers } from '../application/admin/list-users.js';
import { normalizeEmail } from '../domain/email.js';
import { NotFound } from '../domain/errors.js';
import { type Rights, type Role, ROLES } from '../domain/role.js';
import type { User } from '../domain/user.js';
import { operate, OPERATOR } from './operate.js';
import { print, printJson, table } from './output.js';

const ACCOUNT = 'e-mail or id of the account';
const MAX_LIMIT = 10_000;

interface ListOptions {
  readonly email?: string;
  readonly role?: Role;
  readonly active?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

export function usersCommands(): Command {
  const users = new Command('users').description('accounts');
  users
    .command('list')
    .description('list accounts in the order of their e-mails')
    .option('--email <prefix>', 'only those whose e-mail begins so')
    .addOption(new Option('--role <role>', 'only those of the role').choices(ROLES))
    .option('--active', 'only active ones')
    .option('--no-active', 'only inactive ones')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(limitOf).default(50))
    .option('--json', 'as JSON')
    .action(list);
  users
    .command('set-role')
    .description('give an account another role; one that may do less ends its sessions')
    .argument('<account>', ACCOUNT)
    .addArgument(new Argument('<role>', 'the role').choices(ROLES))
    .action((account: string, role: Role) => changeRights(account, { role }));
  users
    .command('deactivate')
    .description('close an account and end its sessions')
    .argument('<account>', ACCOUNT)
    .action((account: string) => changeRights(account, { isActive: false }));
  users
    .command('activate')
    .description('open a closed account again')
    .argument('<account>', ACCOUNT)
    .action((account: string) => changeRights(account, { isActive: true }));
  return users;
}

/** What people write for an account. @throws NotFound it is neither an e-mail nor an id */
export function accountOf(text: string): { id: string } | { email: string } {
  return text.includes('@') ? { email: text } : { id: idOf(text, 'account') };
}

/** @throws NotFound it can't be an id, and so is the id of nothing */
export function idOf(text: string, what: 'account' | 'session'): string {
  if (!validate(text)) throw new NotFound(what);
  return text.toLowerCase();
}

export function limitOf(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_LIMIT) throw new InvalidArgumentError(`It must be from 1 to ${MAX_LIMIT}.`);
  return limit;
}

async function list({ email, role, active, limit, json }: ListOptions): Promise<void> {
  const emailPrefix = email === undefined ? undefined : normalizeEmail(email);
  const { items, next } = await operate((get) =>
    get(ListUsers).execute({ emailPrefix, role, isActive: active }, { limit, after: null }),
  );
  if (json === true) printJson(items.map(shown));
  else print(table(['ID', 'E-MAIL', 'ROLE', 'ACTIVE', 'CREATED'], items.map(rowOf)));
  if (next !== null) process.stderr.write(`There are more than ${limit}: raise --limit, or narrow it by --email.\n`);
}

async function changeRights(account: string, rights: Partial<Rights>): Promise<void> {
  const user = await operate(async (get) => {
    const { id } = await get(FindUser).execute(accountOf(account));
    return get(ChangeRights).execute({ actorId: null, userId: id, rights, client: OPERATOR });
  });
  print(`${user.email} is ${user.isActive ? 'active' : 'inactive'}, with the role ${user.role}`);
}

function shown({ id, email, role, isActive, createdAt }: User) {
  return { id, email, role, isActive, createdAt };
}

function rowOf({ id, email, role, isActive, createdAt }: User): string[] {
  return [id, email, role, isActive ? 'yes' : 'no', createdAt.toISOString()];
}
