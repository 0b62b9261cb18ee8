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
            <UserSessions key={round} user={shown} mayEnd={may('sessions:revoke')} onEnded={changed} />
          )}
        </div>
        <div class="column">
          {may('users:write') && <UserRights key={round} user={shown} onChanged={changed} />}
          {may('audit:read') && <History key={`history ${String(round)}`} userId={id} />}
        </div>
      </div>
    </main>
  );
}

function History({ userId }: { userId: string }) {
  const { api } = useConnection();
  const events = usePages('history', (cursor) => {
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
