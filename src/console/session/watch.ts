import type { Environment } from './environment.ts';
import { problemOf } from './problem.ts';
import type { SessionClient } from './session-client.ts';

/** Often enough that a session which was ended elsewhere is gone from an open page within 3 s. */
const PAUSE_MS = 1_500;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Asks whether the session still lives, while somebody looks: one tab for all of them, and only when no other call has shown it just
 * now. It asks a service that refuses or doesn't answer more and more seldom. What it finds out reaches the pages through the session
 * client. `url` is that of `GET /auth/me`. Returns what ends it.
 */
export function watch(environment: Environment, session: SessionClient, url: string): () => void {
  return environment.lead(() => {
    let callOff = () => {};
    let isOver = false;
    let pause = PAUSE_MS;
    const plan = (milliseconds: number) => {
      if (!isOver) callOff = environment.after(milliseconds, look);
    };
    const look = () => {
      const due = session.heardAt + PAUSE_MS - environment.now();
      if (due > 0) plan(due);
      else void ask().then(plan);
    };
    const ask = async (): Promise<number> => {
      const wait = await waitAfter(session.fetch(new Request(url)));
      pause = wait === null ? PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      return Math.max(pause, wait ?? 0);
    };
    look();
    return () => {
      isOver = true;
      callOff();
    };
  });
}

/** Null after an answer; else for how long the service wants to be left alone, in milliseconds. */
async function waitAfter(answer: Promise<Response>): Promise<number | null> {
  const response = await answer.catch(() => null);
  if (response === null) return 0;
  if (response.ok) return null;
  return ((await problemOf(response)).retryAfter ?? 0) * 1_000;
}
