import { Command } from 'commander';
import { CreateAdmin } from '../application/admin/create-admin.js';
import { operate, OPERATOR } from './operate.js';
import { print } from './output.js';
import { readPassword } from './read-password.js';

export function adminCommands(): Command {
  const admin = new Command('admin').description('administrators');
  admin
    .command('create')
    .description('make an administrator; the password is asked for, or read from stdin')
    .requiredOption('--email <email>', 'its e-mail address')
    .action(async ({ email }: { email: string }) => {
      const password = await readPassword();
      const user = await operate((get) => get(CreateAdmin).execute(email, password, OPERATOR));
      print(`${user.email} is an administrator now, with the id ${user.id}`);
    });
  return admin;
}
