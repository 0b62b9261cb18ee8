import { useEffect, useState } from 'preact/hooks';

const BASE = '/console';

function currentPath(): string {
  return location.pathname.slice(BASE.length).replace(/\/+$/, '') || '/';
}

export function hrefTo(path: string): string {
  return BASE + path;
}

export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', hrefTo(path));
  else history.pushState(null, '', hrefTo(path));
  dispatchEvent(new PopStateEvent('popstate'));
}

/** The path below `/console`, kept up to date. */
export function usePath(): string {
  const [path, setPath] = useState(currentPath);
  useEffect(() => {
    const follow = () => setPath(currentPath());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  return path;
}

/** Turns clicks on links within the console into navigation; others stay the browser's. */
export function followLinks(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (link === null || !isPlain || link.target !== '' || link.origin !== location.origin) return;
  if (link.hash !== '' || !link.pathname.startsWith(BASE)) return;
  event.preventDefault();
  navigate(link.pathname.slice(BASE.length) + link.search);
  scrollTo(0, 0);
}
