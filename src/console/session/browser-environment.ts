import type { Environment, TabMessage } from './environment.ts';
import { lead } from './lead.ts';
import { SharedText } from './shared-text.ts';

const LOCK = 'ratchet-session';
const CHANNEL = 'ratchet-session';
/** The service gives up long before; a connection that hangs must not hold the lock. */
const ANSWER_LIMIT_MS = 10_000;

/** The environment of a page. `base` is the service's origin, or empty for a page that the service itself serves. */
export function browserEnvironment(base = ''): Environment {
  const channel = new BroadcastChannel(CHANNEL);
  return {
    send: (request, init) =>
      fetch(typeof request === 'string' ? base + request : request, {
        credentials: 'include',
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
        ...init,
      }),
    exclusively: (task) => navigator.locks.request(LOCK, task),
    tell: (message) => channel.postMessage(message),
    listen: (listener) =>
      channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
        listener(data);
      }),
    lead,
    now: () => Date.now(),
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    newKey: newRandomKey,
    pendingKey: new SharedText(),
  };
}

/** `randomUUID` is missing where the page isn't served over TLS or from this machine. */
function newRandomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
