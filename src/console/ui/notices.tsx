import type { ComponentChildren } from 'preact';
import { explain } from '../format/faults.ts';

/** What went wrong, in plain words, with what the support needs to find it in the logs. */
export function Fault({ of: fault }: { of: unknown }) {
  if (fault === null || fault === undefined) return null;
  const { text, requestId } = explain(fault);
  return (
    <div class="notice bad" role="alert">
      <p>{text}</p>
      {requestId !== null && (
        <p class="small">
          Request <code>{requestId}</code>
        </p>
      )}
    </div>
  );
}

export function Notice({ kind = 'info', children }: { kind?: 'info' | 'good'; children: ComponentChildren }) {
  return (
    <div class={`notice ${kind}`} role="status">
      {children}
    </div>
  );
}

export function Badge({ kind = '', children }: { kind?: '' | 'good' | 'bad' | 'accent'; children: ComponentChildren }) {
  return <span class={`badge ${kind}`}>{children}</span>;
}

/** Said once, while there is nothing to show yet. */
export function Waiting() {
  return (
    <p class="muted waiting" role="status">
      Loading…
    </p>
  );
}
