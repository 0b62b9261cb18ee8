import { useEffect, useState } from 'preact/hooks';
import { answered, type Schemas, useConnection } from '../api/api.ts';
import { now } from '../format/clock.ts';
import { reasonText } from '../format/reasons.ts';
import { Confirm } from '../ui/confirm.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Fault, Waiting } from '../ui/notices.tsx';
import { Segments } from '../ui/segments.tsx';
import { deviceName, DeviceIcon, SessionFacts } from '../ui/session-facts.tsx';
import { usePages } from '../ui/use-pages.ts';
import { Chain } from './chain.tsx';

type Session = Schemas['SessionView'];
type State = 'live' | 'all';

interface UserSessionsProps {
  readonly user: Schemas['UserView'];
  /** Another one has them loaded again. */
  readonly round: number;
  readonly mayEnd: boolean;
  readonly onEnded: () => void;
  /** When the first are there, or can't be had. */
  readonly onSettled: () => void;
}

export function UserSessions({ user, round, mayEnd, onEnded, onSettled }: UserSessionsProps) {
  const { api } = useConnection();
  const [state, setState] = useState<State>('live');
  const path = { id: user.id };
  const sessions = usePages<Session>(`${state} ${String(round)}`, (cursor) => {
    const query = { state, limit: 20, ...(cursor !== undefined && { cursor }) };
    return answered(api.GET('/admin/users/{id}/sessions', { params: { path, query } }));
  });
  const isSettled = sessions.items !== null || sessions.fault !== null;
  useEffect(() => {
    if (isSettled) onSettled();
  }, [isSettled]);
  const endAll = async () => {
    await answered(api.DELETE('/admin/users/{id}/sessions', { params: { path } }));
    onEnded();
  };
  return (
    <>
      <div class="title">
        <h2>Sessions</h2>
        <Segments
          label="Which sessions"
          value={state}
          options={[
            ['live', 'Live'],
            ['all', 'Live and past'],
          ]}
          onValue={setState}
        />
        {mayEnd && (
          <Confirm label="End all" question="End every session?" action="End them all" onConfirm={endAll}>
            <p>
              {user.email} will be signed out on every device within seconds, and told that an administrator did it.
            </p>
          </Confirm>
        )}
      </div>
      <Fault of={sessions.fault} />
      {sessions.items === null && <Waiting />}
      {sessions.items?.length === 0 && <p class="muted">None.</p>}
      <ul class="cards">
        {sessions.items?.map((session) => (
          <OneSession key={session.id} session={session} mayEnd={mayEnd} onEnded={onEnded} />
        ))}
      </ul>
      <More pages={sessions} />
    </>
  );
}

function OneSession({ session, mayEnd, onEnded }: { session: Session; mayEnd: boolean; onEnded: () => void }) {
  const { api } = useConnection();
  const [isOpen, setOpen] = useState(false);
  const name = deviceName(session);
  const isLive = session.revokedAt === null && Date.parse(session.expiresAt) > now();
  const end = async () => {
    await answered(api.DELETE('/admin/sessions/{id}', { params: { path: { id: session.id } } }));
    onEnded();
  };
  return (
    <li class="panel session">
      <div class="session-head">
        <DeviceIcon device={session.device} />
        <div class="session-name">
          <h3>{name}</h3>
          {isLive ? <Badge kind="good">Live</Badge> : <Badge>Ended</Badge>}
          {session.current && <Badge kind="accent">Yours, here</Badge>}
        </div>
        {isLive && mayEnd && (
          <Confirm
            label="End"
            name={`End the session of ${name}`}
            question={`End the session of ${name}?`}
            action="End it"
            onConfirm={end}
          >
            <p>The device will be signed out within seconds, and told that an administrator did it.</p>
          </Confirm>
        )}
      </div>
      <SessionFacts session={session} />
      {session.revokedReason !== null && <p class="small muted">Ended: {reasonText(session.revokedReason)}.</p>}
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          {session.rotations === 1 ? '1 refresh' : `${String(session.rotations)} refreshes`}: the chain of tokens
        </summary>
        {isOpen && <Chain key={`${String(session.rotations)} ${session.revokedAt ?? ''}`} id={session.id} />}
      </details>
    </li>
  );
}
