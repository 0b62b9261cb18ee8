/** Whether the store answers. */
export abstract class StoreHealth {
  /** What is asked, for people: "sqlite" or "mongodb". */
  abstract readonly store: string;

  /** @throws StorageUnavailable it doesn't answer */
  abstract check(): Promise<void>;
}
