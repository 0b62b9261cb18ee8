import { isBuiltin } from 'node:module';
import { defineConfig } from 'rolldown';

/**
 * The server in a few files in place of 2,600, most of whose start was finding them. What stays in node_modules: native
 * code, files that are opened by their path (threads, the pages of /docs), what Nest looks for by name, MongoDB's driver.
 */
const OUTSIDE = [
  'argon2',
  'class-transformer',
  'class-validator',
  'mongodb',
  'mongoose',
  'pino',
  'pino-pretty',
  'piscina',
  'swagger-ui-dist',
];
/** What Nest can use and we don't: it copes without, where it asks. */
const ABSENT = [
  '@nestjs/microservices',
  '@nestjs/websockets',
  '@nestjs/platform-express',
  '@fastify/view',
  '@fastify/multipart',
];

const isOutside = (id) => [...OUTSIDE, ...ABSENT].some((name) => id === name || id.startsWith(`${name}/`));

export default defineConfig({
  input: {
    main: 'build/main.js',
    cli: 'build/cli.js',
    'zxcvbn-thread': 'build/infrastructure/crypto/zxcvbn-thread.js',
  },
  platform: 'node',
  external: (id) => isBuiltin(id) || isOutside(id),
  // Names of classes are part of what Nest and the OpenAPI document say.
  output: { dir: 'dist', format: 'esm', cleanDir: true, keepNames: true },
});
