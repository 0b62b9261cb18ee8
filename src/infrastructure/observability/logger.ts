import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** A second line of defence: nothing logs them, and nothing that starts to could show them. */
const SECRETS = [
  'authorization',
  'cookie',
  'set-cookie',
  'idempotency-key',
  'password',
  'currentPassword',
  'newPassword',
  'passwordHash',
  'token',
  'tokenHash',
  'accessToken',
  'refreshToken',
];
const redact = SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`]);

/** JSON lines; readable text on a terminal. */
export function createLogger(level: string, destination: DestinationStream = standardOutput()): Logger {
  return pino({ level, redact }, destination);
}

function standardOutput(): DestinationStream {
  return process.stdout.isTTY ? pretty({ ignore: 'pid,hostname' }) : pino.destination(1);
}

/** Lets Nest speak through pino. Its own start-up talk is for debugging. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  debug(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.logger.error({ stack, context }, String(message));
  }
}
