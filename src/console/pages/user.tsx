import { useState } from 'preact/hooks';
import { answered, useConnection } from '../api/api.ts';
import { useRights } from '../rights.ts';
import { Events } from '../ui/events.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Fault, Waiting } from '../ui/notices.tsx';
import { Instant } from '../ui/time.tsx';
import { useLoad } from '../ui/use-load.ts';
import { usePages } from '../ui/use-pages.ts';
import { useTitle } from '../ui/use-title.ts';
import { UserRights } from './user-rights.tsx';
import { UserSessions } from './user-sessions.tsx';
import { RoleBadge } from './users.tsx';

/** One account: what it may do, where it is signed in, what happened to it. */
export function User({ id }: { id: string }) {
  const { api } = useConnection();
  const { may } = useRights();
  const [round, setRound] = useState(0);
  const { data: user, fault } = useLoad(`user ${String(round)}`, () =>
    answered(api.GET('/admin/users/{id}', { params: { path: { id } } })),
  );
  const [known, setKnown] = useState(user);
  if (user !== null && user !== known) setKnown(user);
  const shown = user ?? known;
  useTitle(shown?.email ?? 'User');
  // What stands beside them on a wide page stands below them on a narrow one, and would move when they come.
  const [isSettled, setSettled] = useState(!may('sessions:read'));
  const changed = () => setRound((count) => count + 1);
  if (shown === null) return <main class="page">{fault === null ? <Waiting /> : <Fault of={fault} />}</main>;
  return (
    <main class="page">
      <div class="title">
        <h1>{shown.email}</h1>
        <div class="marks">
          <RoleBadge role={shown.role} />
          {shown.isActive ? <Badge kind="good">Open</Badge> : <Badge kind="bad">Closed</Badge>}
          {shown.emailVerified ? <Badge kind="good">E-mail confirmed</Badge> : <Badge>E-mail not confirmed</Badge>}
        </div>
        <span class="muted small">
          Opened <Instant at={shown.createdAt} />
        </span>
      </div>
      <Fault of={fault} />
      <div class="columns">
        <div class="column">
          {may('sessions:read') && (
            <UserSessions
              user={shown}
              round={round}
              mayEnd={may('sessions:revoke')}
              onEnded={changed}
              onSettled={() => setSettled(true)}
            />
          )}
        </div>
        <div class="column" hidden={!isSettled}>
          {may('users:write') && <UserRights key={`${shown.role} ${String(round)}`} user={shown} onChanged={changed} />}
          {may('audit:read') && <History userId={id} round={round} />}
        </div>
      </div>
    </main>
  );
}

function History({ userId, round }: { userId: string; round: number }) {
  const { api } = useConnection();
  const events = usePages(`history ${String(round)}`, (cursor) => {
    const query = { userId, limit: 25, ...(cursor !== undefined && { cursor }) };
    return answered(api.GET('/admin/audit-events', { params: { query } }));
  });
  return (
    <section class="panel" aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      <Fault of={events.fault} />
      {events.items === null ? <Waiting /> : <Events events={events.items} ownerId={userId} />}
      <More pages={events} />
    </section>
  );
}
