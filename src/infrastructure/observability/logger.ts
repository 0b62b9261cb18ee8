import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** Never in a log line, wherever they stand. */
const SECRETS = ['authorization', 'cookie', 'password', 'token', 'accessToken', 'refreshToken', 'passwordHash'];
const redact = SECRETS.flatMap((name) => [name, `*.${name}`, `req.headers.${name}`]);

/** JSON lines; readable text on a terminal. */
export function createLogger(level: string): Logger {
  const destination: DestinationStream = process.stdout.isTTY
    ? pretty({ ignore: 'pid,hostname' })
    : pino.destination(1);
  return pino({ level, redact }, destination);
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
