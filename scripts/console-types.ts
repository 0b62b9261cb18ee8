// Makes the console's types from the OpenAPI document of the service as it is built.
import { execFileSync } from 'node:child_process';
import { ServiceProcess } from './support/service-process.ts';

const TYPES = 'src/console/api/schema.d.ts';

const service = await ServiceProcess.start();
try {
  const tool = 'node_modules/openapi-typescript/bin/cli.js';
  execFileSync(process.execPath, [tool, `${service.address}/openapi.json`, '-o', TYPES], { stdio: 'inherit' });
} finally {
  await service.stop();
}
