import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceProcess } from '../../../scripts/support/service-process.ts';

const MAIN = 'examples/notes/dist/examples/notes/main.js';
/** To compile it takes a while where other tests run. */
const COMPILED_WITHIN_MS = 120_000;

describe('the service with notes in it, as it is compiled', () => {
  let service: ServiceProcess;

  beforeAll(async () => {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'examples/notes/tsconfig.build.json']);
    service = await ServiceProcess.start({}, { main: MAIN });
  }, COMPILED_WITHIN_MS);

  afterAll(() => service.stop());

  it('has the endpoints of the notes', async () => {
    expect((await fetch(`${service.address}/notes`)).status).toBe(401);
  });

  it('serves the console and its assets', async () => {
    const page = await fetch(`${service.address}/console`);
    expect(page.status).toBe(200);
    const [script = ''] = /\/console\/assets\/[\w-]+\.js/.exec(await page.text()) ?? [];
    const { status, headers } = await fetch(service.address + script);
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
  });
});
