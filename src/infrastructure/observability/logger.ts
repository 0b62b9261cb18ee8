import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** A second line of defence: nothing logs them, and nothing that starts to could show them. */
const SECRETS: ReadonlySet<string> = new Set([
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
]);
/** As deep as the headers of a request in a line. */
const DEPTH = 3;

/** JSON lines; readable text on a terminal. */
export function createLogger(level: string, destination: DestinationStream = standardOutput()): Logger {
  const serializers = { err: (fault: Error) => withoutSecrets(pino.stdSerializers.err(fault)) };
  return pino({ level, serializers, formatters: { log: (fields) => withoutSecrets(fields) } }, destination);
}

/** A copy in which secrets are covered up. Not pino's `redact`: its wildcards took a twelfth of a request's time. */
function withoutSecrets(fields: object, depth = DEPTH): Record<string, unknown> {
  const shown = Object.entries(fields).map(([name, value]: [string, unknown]) => {
    if (SECRETS.has(name)) return [name, '[Redacted]'] as const;
    return [name, depth > 1 && isThing(value) ? withoutSecrets(value, depth - 1) : value] as const;
  });
  return Object.fromEntries(shown);
}

/** Not what knows how to write itself, as a `Date` does, nor an error, which its serializer covers. */
function isThing(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Error) return false;
  return !('toJSON' in value);
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
