import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { AppModule, type Extension } from './app.module.js';
import { configureHttp } from './http/configure-http.js';
import { serveConsole } from './http/console-pages.js';
import { fastifyOptions } from './http/fastify-options.js';
import type { AppConfig } from './infrastructure/config/app-config.js';
import { NestLogger } from './infrastructure/observability/logger.js';

/** Where the build puts the console, from wherever this file runs: `src`, `dist`, or what a module of one's own is compiled to. */
const CONSOLE_FOLDER = join(findPackageJSON(import.meta.url) ?? '', '../dist/console');

/** Builds the service, its store connected and its schema in place, ready to listen. */
export async function createApp(
  config: AppConfig,
  logger: Logger,
  extensions: readonly Extension[] = [],
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(fastifyOptions(logger, config.http.trustProxy));
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, logger, extensions), adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  await configureHttp(app);
  await serveConsole(adapter.getInstance(), CONSOLE_FOLDER);
  await app.init();
  await adapter.getInstance().ready();
  return app;
}
