/** A request that has been answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern of the route (`/admin/users/:id`), never the URL; null where no route matched. */
  readonly route: string | null;
  readonly status: number;
  readonly seconds: number;
}

/**
 * What operators measure, in Prometheus's terms (docs/operations.md names everything). Nothing here waits or throws.
 * A name follows Prometheus's rules (`ratchet_`, base units, `_total` for counters only); a label's values must be few and
 * known, so ids, addresses and URLs are none.
 */
export abstract class Metrics {
  /** Counts and times a request. */
  abstract answered(request: AnsweredRequest): void;

  /** A value that goes up and down. `read` is called whenever the metrics are asked for, and must be cheap. */
  abstract gauge(name: string, help: string, read: () => number): void;

  /** A value that only grows while the process lives; `read` as with a gauge. */
  abstract counter(name: string, help: string, read: () => number): void;

  /** Everything in the text exposition format 0.0.4, and the media type to send it with. */
  abstract exposition(): Promise<{ readonly mediaType: string; readonly text: string }>;
}
