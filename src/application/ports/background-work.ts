/** Work that a request starts and must not wait for, because how long it takes would tell something. */
export abstract class BackgroundWork {
  /**
   * Takes the job and returns at once; never throws. It runs soon, once, in this process, after a wait that is random, so
   * that its load on the process can't be matched to the request. A fault of the job is logged under `name`, not retried.
   * A job can be lost (a full queue, a process that is killed); what is dropped is logged and counted. At shutdown the
   * jobs taken on are finished before the store closes, as far as time allows.
   */
  abstract run(name: string, job: () => Promise<void>): void;
}
