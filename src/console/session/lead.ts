const LOCK = 'ratchet-watch';

/** `Environment.lead`: a Web Lock that a tab asks for while it is in sight, and holds until it no longer is. */
export function lead(begin: () => () => void): () => void {
  let leave = () => {};
  const follow = () => {
    leave();
    leave = document.visibilityState === 'visible' ? standForLead(begin) : () => {};
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    leave();
  };
}

/** Returns what withdraws. */
function standForLead(begin: () => () => void): () => void {
  const away = new AbortController();
  const { signal } = away;
  const hold = async () => {
    if (signal.aborted) return;
    const stop = begin();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    stop();
  };
  // Withdrawn before its turn came.
  navigator.locks.request(LOCK, { signal }, hold).catch(() => undefined);
  return () => away.abort();
}
