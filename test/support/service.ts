import { afterAll, beforeAll } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import type { Extension } from '../../src/app.module.js';
import { createApp } from '../../src/create-app.js';
import { readConfig } from '../../src/infrastructure/config/read-config.js';
import type { StoreKind, StoreSettings } from './stores.ts';

/** The origin that the service under test thinks it has; the port is whatever was free. */
export const PUBLIC_URL = 'http://ratchet.test';

interface ServiceOptions {
  readonly logger?: Logger;
  readonly extensions?: readonly Extension[];
  /** 0 takes a free one. */
  readonly port?: number;
  /** Of the HTTP server, in milliseconds; taken when it begins to listen. */
  readonly limits?: Partial<Record<'requestTimeout' | 'headersTimeout' | 'connectionsCheckingInterval', number>>;
}

/** The real application, listening. */
export interface Service {
  readonly app: NestFastifyApplication;
  readonly address: string;
  stop(): Promise<void>;
}

export async function startService(
  store: StoreSettings,
  variables: NodeJS.ProcessEnv = {},
  { logger = pino({ level: 'silent' }), extensions = [], port = 0, limits = {} }: ServiceOptions = {},
): Promise<Service> {
  // The least that argon2 may cost here, and no throttling: what is tested is the protocol, and hundreds of logins.
  const cheap = { ARGON2_MEMORY: '7168', ARGON2_TIME: '1', RATE_LIMIT: 'off' };
  const config = readConfig({ NODE_ENV: 'test', PUBLIC_URL, ...cheap, ...store.variables, ...variables });
  const app = await createApp(config, logger, extensions);
  Object.assign(app.getHttpServer(), limits);
  await app.listen(port, '127.0.0.1');
  return { app, address: await app.getUrl(), stop: () => app.close() };
}

/** Starts the service over a fresh store before the tests of the suite around the call, and ends both after them. */
export function useService(
  kind: StoreKind,
  variables: NodeJS.ProcessEnv = {},
  extensions: readonly Extension[] = [],
): () => Service {
  let store: StoreSettings;
  let service: Service;

  beforeAll(async () => {
    store = kind.create();
    service = await startService(store, variables, { extensions });
  });

  afterAll(async () => {
    await service.stop();
    await store.discard();
  });

  return () => service;
}
