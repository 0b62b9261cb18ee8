import type { Type } from '@nestjs/common';
import type { ClientContext } from '../domain/client-context.js';
import { loadEnvironment } from '../infrastructure/config/load-environment.js';
import { readConfig } from '../infrastructure/config/read-config.js';

/** How the command line stands in the trail. */
export const OPERATOR: ClientContext = { ipAddress: null, userAgent: 'ratchet-cli', requestId: null };

/** Opens the store for as long as `work` runs; `get` gives it the use cases. */
export async function operate<T>(work: (get: <U>(useCase: Type<U>) => U) => Promise<T>): Promise<T> {
  const config = readConfig(loadEnvironment());
  // Loaded only now: help and usage errors need none of it, and it is most of the start-up time.
  const [{ NestFactory }, { CliModule }] = await Promise.all([import('@nestjs/core'), import('./cli.module.js')]);
  const context = await NestFactory.createApplicationContext(CliModule.with(config), {
    logger: false,
    abortOnError: false,
  });
  try {
    return await work((useCase) => context.get(useCase));
  } finally {
    await context.close();
  }
}
