import { text } from 'node:stream/consumers';
import password from '@inquirer/password';

/** From the terminal, hidden and twice; without one, all of stdin but the line end. Never from the arguments, which others can see. */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '');
  for (;;) {
    const first = await password({ message: 'Password', mask: true });
    const second = await password({ message: 'The same again', mask: true });
    if (first === second) return first;
    process.stderr.write('The two are not the same.\n');
  }
}
