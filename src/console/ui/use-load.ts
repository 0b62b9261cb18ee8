import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Loaded<T> {
  readonly data: T | null;
  readonly fault: unknown;
  /** Loads again; what is there stays until the new comes. */
  readonly reload: () => void;
}

/** Loads when the component appears and whenever `key` changes; an answer that comes too late is dropped. */
export function useLoad<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; data: T | null; fault: unknown }>({ key, data: null, fault: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    load().then(
      (data) => {
        if (isCurrent) setState({ key, data, fault: null });
      },
      (fault: unknown) => {
        if (isCurrent) setState((before) => ({ key, data: before.key === key ? before.data : null, fault }));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [key, round]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { data: state.key === key ? state.data : null, fault: state.fault, reload };
}
