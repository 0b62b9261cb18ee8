import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { useService } from '../support/service.ts';
import { STORES } from '../support/stores.ts';

const run = promisify(execFile);

describe("the console's types", () => {
  const service = useService(STORES[0]!);

  it('are those of the OpenAPI document; `npm run console:types` makes them anew', async () => {
    const cli = 'node_modules/openapi-typescript/bin/cli.js';
    const document = `${service().address}/openapi.json`;
    const { stdout } = await run(process.execPath, [cli, document], { maxBuffer: 2 ** 24 });
    expect(stdout.trim()).toBe(readFileSync('src/console/api/schema.d.ts', 'utf8').trim());
  });
});
