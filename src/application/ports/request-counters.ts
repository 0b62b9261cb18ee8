/** How often something happened in a window that is still open. */
export interface WindowCount {
  readonly hits: number;
  readonly resetsAt: Date;
}

/** Counts requests in windows of time, for all instances together. */
export abstract class RequestCounters {
  /**
   * Counts one request under `key` and returns the count with it. The first one opens a window of `windowMs` from `now`, after
   * which counting begins anew. One atomic operation: of any number of racers each gets a different count, without gaps.
   * Counts of past windows vanish by themselves, and a power cut may take those of the last moment.
   * @throws StorageUnavailable
   */
  abstract hit(key: string, windowMs: number, now: Date): Promise<WindowCount>;
}
