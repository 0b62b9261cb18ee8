import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { serveConsole } from '../../src/http/console-pages.js';

const POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

describe('the pages of the console', () => {
  let folder: string;
  let server: FastifyInstance;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ratchet-console-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Ratchet</title>');
    writeFileSync(join(folder, 'assets', 'index-AbC.js'), 'export {};');
    server = fastify();
    server.addHook('onRequest', (_request, reply, done) => {
      reply.header('cache-control', 'no-store');
      done();
    });
    await serveConsole(server, folder);
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are one page at every path, never kept, under a policy without exceptions', async () => {
    for (const url of ['/console', '/console/', '/console/users/1?x=y', '/console/reset']) {
      const { statusCode, headers, body } = await server.inject(url);
      expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-store',
      ]);
      expect(headers['content-security-policy']).toBe(POLICY);
      expect(body).toContain('<title>Ratchet</title>');
    }
  });

  it('have assets that are kept for ever; one that is missing is 404 and not kept', async () => {
    const asset = await server.inject('/console/assets/index-AbC.js');
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(asset.headers['content-type']).toMatch('javascript');
    expect(asset.headers['content-security-policy']).toBe(POLICY);
    for (const url of ['/console/assets/gone.js', '/console/assets/%2e%2e/%2e%2e/etc/passwd', '/console/assets/']) {
      const { statusCode, headers } = await server.inject(url);
      expect([statusCode, headers['cache-control']]).toEqual([404, 'no-store']);
    }
  });

  it('are 404 where the console is not built', async () => {
    const other = fastify();
    await serveConsole(other, join(folder, 'nowhere'));
    expect((await other.inject('/console')).statusCode).toBe(404);
    await other.close();
  });
});

describe('the console as it is built', () => {
  it('is at most 120 KB compressed, all its pages together', () => {
    const sizes = globSync('dist/console/**/*.*').map((path) => gzipSync(readFileSync(path)).length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120 * 1024);
  });
});
