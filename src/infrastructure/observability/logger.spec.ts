import { describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.js';

function logged(level: string, write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger(level, { write: (line) => void (text += line) }));
  return text;
}

describe('the logger', () => {
  it.each(['authorization', 'cookie', 'set-cookie', 'idempotency-key', 'password', 'passwordHash', 'accessToken'])(
    'writes no %s, on its own, in a thing, or in headers',
    (name) => {
      const secrets = { [name]: 'the-secret' };
      const text = logged('trace', (logger) => {
        logger.info(secrets);
        logger.debug({ user: secrets });
        logger.error({ req: { headers: secrets } }, 'a message');
        logger.error({ err: Object.assign(new Error('a fault'), { headers: secrets, ...secrets }) });
      });
      expect(text.split('\n')).toHaveLength(5);
      expect(text).toContain('a fault');
      expect(text).not.toContain('the-secret');
    },
  );

  it('writes dates, lists and faults as they are', () => {
    const at = new Date(0);
    const text = logged('info', (logger) => logger.info({ at, list: [1, { n: 2 }], deep: { at } }));
    expect(JSON.parse(text)).toMatchObject({ at: at.toJSON(), list: [1, { n: 2 }], deep: { at: at.toJSON() } });
  });

  it('writes one JSON line for each message of its level and above', () => {
    const text = logged('warn', (logger) => {
      logger.info('not this');
      logger.warn({ reqId: 'request-1' }, 'this');
    });
    expect(JSON.parse(text)).toMatchObject({ level: 40, reqId: 'request-1', msg: 'this' });
  });
});
