import { jest } from '@jest/globals';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Permission } from '../../src/domain/role.js';
import { RouteTable } from '../../src/http/problems/route-table.js';
import { IS_PUBLIC } from '../../src/http/security/public.decorator.js';
import { REQUIRED_PERMISSION } from '../../src/http/security/require-permission.decorator.js';
import { partOf } from './accounts.ts';
import type { Service } from './service.ts';

export type Access = 'public' | Permission | 'neither';

/** The description of the API: swagger's own files, public and served past Nest's guards. */
export const DOCUMENTATION: readonly string[] = [
  'GET /docs',
  'GET /docs/',
  'GET /docs/*',
  'GET /docs/LICENSE',
  'GET /docs/docs/swagger-ui-init.js',
  'GET /docs/index.html',
  'GET /docs/swagger-ui-init.js',
  'GET /openapi.json',
];

/** The pages of the console and their files: public, and served past Nest's guards. */
export const CONSOLE: readonly string[] = ['GET /console', 'GET /console/*'];

/** Who each route of the controllers lets in, as the guards read it; by "METHOD /path". */
export function controllerRoutes(service: Service): Record<string, Access> {
  const discovery = new DiscoveryService(partOf(service, ModulesContainer));
  const routes = discovery.getControllers().flatMap(({ metatype }) => routesOf(metatype as Controller));
  return Object.fromEntries(routes.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

interface Controller {
  readonly prototype: object;
}

function routesOf(controller: Controller): [string, Access][] {
  const methods = controller.prototype as Record<string, () => unknown>;
  const handlers = new MetadataScanner().getAllMethodNames(methods).map((name) => methods[name]!);
  return handlers
    .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler))
    .map((handler) => [nameOf(handler, controller), accessTo([handler, controller as () => unknown])]);
}

function nameOf(handler: object, controller: object): string {
  const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
  const paths = [controller, handler].map((part) => Reflect.getMetadata(PATH_METADATA, part) as string);
  return `${method} /${paths.join('/').split('/').filter(Boolean).join('/')}`;
}

function accessTo(route: (() => unknown)[]): Access {
  const reflector = new Reflector();
  if (reflector.getAllAndOverride<boolean>(IS_PUBLIC, route)) return 'public';
  return reflector.getAllAndOverride<Permission | undefined>(REQUIRED_PERMISSION, route) ?? 'neither';
}

/** Every route that the HTTP server is told of while `start` runs, as "METHOD /path" in order; HEAD goes with its GET. */
export async function startWatchingRoutes(start: () => Promise<Service>): Promise<[Service, string[]]> {
  const names = new Set<string>();
  const watch = RouteTable.prototype.watch;
  const spy = jest.spyOn(RouteTable.prototype, 'watch').mockImplementation(function (
    this: RouteTable,
    fastify: FastifyInstance,
  ) {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') names.add(`${each} ${url}`);
    });
    watch.call(this, fastify);
  });
  const service = await start();
  spy.mockRestore();
  return [service, [...names].sort()];
}
