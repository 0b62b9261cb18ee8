import type { ComponentChildren } from 'preact';
import { useTitle } from '../ui/use-title.ts';
import { Logo } from '../ui/logo.tsx';

/** The page of somebody who isn't signed in. */
export function Card({ title, children }: { title: string; children: ComponentChildren }) {
  useTitle(title);
  return (
    <main class="card-page">
      <div class="brand">
        <Logo /> Ratchet
      </div>
      <div class="card">
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
