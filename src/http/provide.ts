import type { FactoryProvider } from '@nestjs/common';

type Token<T> = abstract new (...args: never[]) => T;

/**
 * Wires a plain class by its constructor's order: `provide(LogOut, EndPresentedSessions, AuditTrail)`. A missing or
 * misplaced dependency doesn't compile.
 */
export function provide<Args extends unknown[], T>(
  useCase: new (...args: Args) => T,
  ...dependencies: { [I in keyof Args]: Token<Args[I]> }
): FactoryProvider<T> {
  return {
    provide: useCase,
    inject: dependencies as Token<unknown>[],
    useFactory: (...args: unknown[]) => new useCase(...(args as Args)),
  };
}
