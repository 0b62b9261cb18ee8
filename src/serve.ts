import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Extension } from './app.module.js';
import { createApp } from './create-app.js';
import type { AppConfig } from './infrastructure/config/app-config.js';
import { loadEnvironment } from './infrastructure/config/load-environment.js';
import { ConfigurationError, readConfig } from './infrastructure/config/read-config.js';
import { createLogger } from './infrastructure/observability/logger.js';

/** Under the 10 s that orchestrators usually give before they kill. */
const SHUTDOWN_LIMIT_MS = 9000;

/** Starts the service, with modules of one's own if there are any, and ends the process with a plain message where it can't start. */
export async function serve(extensions: readonly Extension[] = []): Promise<void> {
  try {
    const config = readConfig(loadEnvironment());
    const logger = createLogger(config.logLevel);
    if (config.madeKeys.length > 0) logger.warn(`no keys given: made development keys ${config.madeKeys.join(', ')}`);
    const app = await createApp(config, logger, extensions);
    shutDownOnSignals(app, logger);
    await app.listen(config.http.port, config.http.host);
    announce(config, await app.getUrl());
  } catch (fault) {
    const text =
      fault instanceof ConfigurationError || !(fault instanceof Error) ? String(fault) : (fault.stack ?? fault.message);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}

function announce({ store }: AppConfig, address: string): void {
  const where = store.kind === 'sqlite' ? `SQLite in ${store.folder}` : 'MongoDB';
  process.stdout.write(
    `Ratchet is at ${address}, keeps its data in ${where}, and explains itself at ${address}/docs\n`,
  );
}

function shutDownOnSignals(app: NestFastifyApplication, logger: Logger): void {
  let isClosing = false;
  const close = (signal: string) => {
    if (isClosing) return;
    isClosing = true;
    logger.info({ signal }, 'shutting down');
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    void app.close().then(
      () => process.exit(0),
      (fault: unknown) => {
        logger.error({ err: fault }, 'shutting down failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close).on('SIGINT', close);
}
