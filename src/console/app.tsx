import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { answered, useConnection } from './api/api.ts';
import { Devices } from './pages/devices.tsx';
import { Forgot, Reset, Verify } from './pages/recovery.tsx';
import { Register } from './pages/register.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { type Rights, RightsContext, rightsOf } from './rights.ts';
import { navigate, usePath } from './router.ts';
import type { Account } from './session/environment.ts';
import type { SessionState } from './session/session-client.ts';
import { Shell } from './shell.tsx';
import { later } from './ui/later.tsx';
import { Fault, Waiting } from './ui/notices.tsx';
import { useLoad } from './ui/use-load.ts';
import { useTitle } from './ui/use-title.ts';

const Overview = later(async () => (await import('./pages/overview.tsx')).Overview);
const Users = later(async () => (await import('./pages/users.tsx')).Users);
const User = later(async () => (await import('./pages/user.tsx')).User);
const Audit = later(async () => (await import('./pages/audit.tsx')).Audit);

/** Pages that need nobody to be signed in. */
const OPEN: Readonly<Record<string, ComponentType>> = {
  '/register': Register,
  '/forgot': Forgot,
  '/reset': Reset,
  '/verify': Verify,
};

export function App() {
  const [state, fault] = useSession();
  const path = usePath();
  const Open = OPEN[path];
  const isArriving = state.status === 'signed-in' && (path === '/' || path === '/sign-in');
  useEffect(() => {
    if (isArriving) navigate('/devices', { replace: true });
  }, [isArriving]);

  if (Open !== undefined) return <Open />;
  if (state.status === 'signed-out') return <SignIn reason={state.reason} />;
  if (state.status === 'unknown' && path === '/sign-in' && fault === null) return <SignIn reason={null} />;
  if (state.status === 'unknown') {
    return <main class="card-page">{fault === null ? <Waiting /> : <Fault of={fault} />}</main>;
  }
  return <Inside user={state.user} path={isArriving ? null : path} />;
}

/** What somebody who is signed in sees; `path` is null on the way to a page. */
function Inside({ user, path }: { user: Account; path: string | null }) {
  const { api } = useConnection();
  const { data, fault } = useLoad(user.id, () => answered(api.GET('/auth/roles')));
  const rights = rightsOf(user.role, data?.items ?? []);
  const isKnown = data !== null || path === '/devices';
  return (
    <RightsContext.Provider value={rights}>
      <Shell user={user}>
        <Fault of={fault} />
        {path !== null && isKnown && pageAt(path, user, rights)}
        {!isKnown && fault === null && (
          <main class="page">
            <Waiting />
          </main>
        )}
      </Shell>
    </RightsContext.Provider>
  );
}

function pageAt(path: string, user: Account, { may }: Rights) {
  const [, id] = /^\/users\/([\da-f-]{36})$/.exec(path) ?? [];
  if (path === '/devices') return <Devices user={user} />;
  if (path === '/overview' && may('audit:read')) return <Overview />;
  if (path === '/users' && may('users:read')) return <Users />;
  if (id !== undefined && may('users:read')) return <User key={id} id={id} />;
  if (path === '/audit' && may('audit:read')) return <Audit />;
  return <Nowhere />;
}

function Nowhere() {
  useTitle('Not found');
  return (
    <main class="page">
      <h1>There is no such page</h1>
      <p>Or your role doesn’t show it.</p>
    </main>
  );
}

/** The session, and why it can't be told whether there is one. */
function useSession(): [SessionState, unknown] {
  const { session } = useConnection();
  const [state, setState] = useState(session.state);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    const end = session.subscribe(() => setState(session.state));
    session.start().catch(setFault);
    return end;
  }, []);
  return [state, fault];
}
