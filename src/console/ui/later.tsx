import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Fault, Waiting } from './notices.tsx';

/** A page whose code is fetched when it is first opened. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [fault, setFault] = useState<unknown>(null);
    const [Page, setPage] = useState<ComponentType<P> | null>(() => known);
    useEffect(() => {
      load().then((page) => {
        known = page;
        setPage(() => page);
      }, setFault);
    }, []);
    if (Page !== null) return <Page {...props} />;
    return <main class="page">{fault === null ? <Waiting /> : <Fault of={fault} />}</main>;
  };
}
