import type { Pages } from './use-pages.ts';

/** The button for the next page, while there is one. */
export function More({ pages }: { pages: Pick<Pages<unknown>, 'more' | 'isBusy'> }) {
  if (pages.more === null) return null;
  return (
    <div>
      <button type="button" aria-disabled={pages.isBusy} onClick={pages.more}>
        Show more
      </button>
    </div>
  );
}
