import { useCallback, useEffect, useState } from 'preact/hooks';

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export interface Pages<T> {
  /** Null until the first page is there. */
  readonly items: readonly T[] | null;
  readonly fault: unknown;
  readonly isBusy: boolean;
  /** Null after the last page. */
  readonly more: (() => void) | null;
  readonly reload: () => void;
}

/** A list that is read page by page; it begins anew whenever `key` changes. */
export function usePages<T>(key: string, load: (cursor: string | undefined) => Promise<Page<T>>): Pages<T> {
  const [list, setList] = useState<Page<T> | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [request, setRequest] = useState<{ cursor?: string; round: number }>({ round: 0 });
  const [isBusy, setBusy] = useState(true);

  const cursor = request.cursor;
  const [keyOfList, setKeyOfList] = useState(key);
  const startsAnew = keyOfList !== key;

  useEffect(() => {
    let isCurrent = true;
    const after = startsAnew ? undefined : cursor;
    setBusy(true);
    load(after)
      .then((page) => {
        if (!isCurrent) return;
        setFault(null);
        setKeyOfList(key);
        setList((before) =>
          after === undefined || before === null ? page : { ...page, items: [...before.items, ...page.items] },
        );
      })
      .catch((reason: unknown) => {
        if (isCurrent) setFault(reason);
      })
      .finally(() => {
        if (isCurrent) setBusy(false);
      });
    return () => {
      isCurrent = false;
    };
  }, [key, request]);

  const next = list?.nextCursor ?? null;
  const more = next === null ? null : () => setRequest(({ round }) => ({ cursor: next, round: round + 1 }));
  const reload = useCallback(() => setRequest(({ round }) => ({ round: round + 1 })), []);
  return { items: list?.items ?? null, fault, isBusy, more, reload };
}
