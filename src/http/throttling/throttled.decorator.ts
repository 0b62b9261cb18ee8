import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ThrottleGroup } from './throttle-policy.js';

const reflector = new Reflector();

/** Puts a route, or a controller's every route, into a group: `@Throttled('login')`. */
export const Throttled = Reflector.createDecorator<ThrottleGroup>();

export function throttleGroupOf(context: ExecutionContext): ThrottleGroup {
  const targets = [context.getHandler(), context.getClass()];
  return reflector.getAllAndOverride<ThrottleGroup | undefined>(Throttled.KEY, targets) ?? 'default';
}
