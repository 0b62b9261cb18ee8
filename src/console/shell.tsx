import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useConnection } from './api/api.ts';
import { type Permission, useRights } from './rights.ts';
import { hrefTo, usePath } from './router.ts';
import type { Account } from './session/environment.ts';
import { Fault } from './ui/notices.tsx';
import { Logo } from './ui/logo.tsx';
import { useTask } from './ui/use-task.ts';

const LINKS: readonly (readonly [path: string, text: string, needs: Permission | null])[] = [
  ['/devices', 'My devices', null],
  ['/overview', 'Overview', 'audit:read'],
  ['/users', 'Users', 'users:read'],
  ['/audit', 'Audit', 'audit:read'],
];

/** The frame of every page of somebody who is signed in. */
export function Shell({ user, children }: { user: Account; children: ComponentChildren }) {
  const path = usePath();
  const { session, watch } = useConnection();
  const { may } = useRights();
  const signOut = useTask(() => session.close());
  useEffect(watch, []);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href={hrefTo('/devices')}>
          <Logo /> Ratchet
        </a>
        <nav aria-label="Pages">
          {LINKS.filter(([, , needs]) => needs === null || may(needs)).map(([target, text]) => (
            <a
              key={target}
              href={hrefTo(target)}
              aria-current={path === target || path.startsWith(`${target}/`) ? 'page' : undefined}
            >
              {text}
            </a>
          ))}
        </nav>
        <div class="who">
          <span class="muted" title={`${user.email}, ${user.role}`}>
            {user.email}
          </span>
          <button type="button" aria-disabled={signOut.isBusy} onClick={signOut.run}>
            Sign out
          </button>
        </div>
      </header>
      <div id="content" tabIndex={-1}>
        <Fault of={signOut.fault} />
        {children}
      </div>
    </>
  );
}
