import { StorageUnavailable } from '../../src/domain/errors.js';

type Method = (...args: never[]) => unknown;
type MethodOf<T> = { [K in keyof T]: T[K] extends Method ? K : never }[keyof T];
type Handler<F> = F extends (...args: infer A) => infer R ? (proceed: (...args: A) => R, ...args: A) => R : never;

/** Stands between a use case and a real port: counts the calls, and lets a test do something in place of one. */
export class Tap<T extends object> {
  /** What the use cases are given. */
  readonly port: T;
  /** Names of the methods called, in order. */
  readonly calls: MethodOf<T>[] = [];
  private readonly handlers = new Map<unknown, { handler: unknown; isOnce: boolean }>();

  /** `real` is the port itself, for a test's own reads and writes. */
  constructor(readonly real: T) {
    this.port = new Proxy(real, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: never[]) => this.call(name as MethodOf<T>, member.bind(target) as Method, args);
      },
    });
  }

  count(method: MethodOf<T>): number {
    return this.calls.filter((name) => name === method).length;
  }

  /** From now on `handler` answers for the method; `proceed` is the real one. */
  intercept<K extends MethodOf<T>>(method: K, handler: Handler<T[K]>): void {
    this.handlers.set(method, { handler, isOnce: false });
  }

  /** As `intercept`, for the next call only. */
  interceptOnce<K extends MethodOf<T>>(method: K, handler: Handler<T[K]>): void {
    this.handlers.set(method, { handler, isOnce: true });
  }

  /** The next call finds the store out of reach, and nothing happens. */
  failOnce(method: MethodOf<T>): void {
    const handler = () => Promise.reject(new StorageUnavailable(`injected: ${String(method)}`));
    this.handlers.set(method, { handler, isOnce: true });
  }

  private call(method: MethodOf<T>, proceed: Method, args: never[]): unknown {
    this.calls.push(method);
    const entry = this.handlers.get(method);
    if (entry === undefined) return proceed(...args);
    if (entry.isOnce) this.handlers.delete(method);
    return (entry.handler as Handler<Method>)(proceed, ...args);
  }
}
