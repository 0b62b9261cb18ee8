import { useState } from 'preact/hooks';

export interface Task {
  readonly isBusy: boolean;
  readonly fault: unknown;
  /** Runs it, unless it runs already; its failure is in `fault`. */
  readonly run: () => void;
}

/** Something that a person sets off. */
export function useTask(work: () => Promise<void>): Task {
  const [state, setState] = useState<{ isBusy: boolean; fault: unknown }>({ isBusy: false, fault: null });
  const run = () => {
    if (state.isBusy) return;
    setState({ isBusy: true, fault: null });
    work().then(
      () => setState({ isBusy: false, fault: null }),
      (fault: unknown) => setState({ isBusy: false, fault }),
    );
  };
  return { ...state, run };
}
