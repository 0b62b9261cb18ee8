import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';

const run = promisify(execFile);

/** The commands of a section, in order, as they stand there. */
function commandsOf(section: string): string[] {
  const [, text = ''] = readFileSync('README.md', 'utf8').split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  return [...own.matchAll(/```sh\n([^]*?)\n```/g)].map(([, command]) => command!);
}

describe("the README's section on recovery", () => {
  let folder: string;
  let service: Service;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ratchet-readme-'));
    const discard = async () => rmSync(folder, { recursive: true, force: true });
    service = await startService({ variables: { DATA_DIR: join(folder, 'data') }, discard });
  });

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** In one shell, in the folder that has `data` in it; only the address is another. */
  async function follow(commands: readonly string[]): Promise<string[]> {
    const script = commands.join('\necho; echo ----;\n').replaceAll('http://127.0.0.1:3000', service.address);
    const { stdout } = await run('bash', ['-eu', '-c', script], { cwd: folder });
    return stdout.split('\n----\n');
  }

  it('is followed to its end as it stands', async () => {
    await new Browser(service.address).register('ada@example.com');
    const commands = commandsOf('Recovering an account');
    expect(commands).toHaveLength(3);
    const [forgot = '', reset = '', login = ''] = await follow(commands);
    expect(forgot).toMatch(/^\{"message":"If there is an account .*\nTo: ada@example\.com\n.*reset#token=[\w-]{43}\n/s);
    expect(reset).toMatch(
      /^204\n\{.*"code":"invalid-action-token".*\}400\n\S+-password-reset-\S+\n\S+-password-changed-/,
    );
    expect(JSON.parse(login)).toMatchObject({ user: { email: 'ada@example.com', emailVerified: true } });
  });
});
