import { answered, type Schemas, useConnection } from '../api/api.ts';
import type { Account } from '../session/environment.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Badge, Fault, Waiting } from '../ui/notices.tsx';
import { deviceName, DeviceIcon, SessionFacts } from '../ui/session-facts.tsx';
import { useLoad } from '../ui/use-load.ts';
import { useTitle } from '../ui/use-title.ts';
import { ConfirmEmail } from './confirm-email.tsx';
import { PasswordChange } from './password-change.tsx';

/** Where the account is signed in, and how to end that. */
export function Devices({ user }: { user: Account }) {
  useTitle('My devices');
  const { api } = useConnection();
  const { data, fault, reload } = useLoad('own', () => answered(api.GET('/auth/sessions')));
  const others = data?.items.filter(({ current }) => !current) ?? [];
  // What comes below the list would move when it comes.
  const isSettled = data !== null || fault !== null;
  const endOthers = async () => {
    await answered(api.DELETE('/auth/sessions'));
    reload();
  };
  return (
    <main class="page">
      <div class="title">
        <div class="title-text">
          <h1>My devices</h1>
          <p class="muted">Signed in as {user.email}</p>
        </div>
        {others.length > 0 && (
          <Confirm
            label="End all others"
            question="End all other sessions?"
            action="End the others"
            onConfirm={endOthers}
          >
            <p>
              {others.length === 1 ? 'The other device' : `The ${String(others.length)} other devices`} will be signed
              out at once. This one stays signed in.
            </p>
          </Confirm>
        )}
      </div>
      <Fault of={fault} />
      {!isSettled && <Waiting />}
      <ul class="cards">
        {data?.items.map((session) => (
          <OwnSession key={session.id} session={session} onEnded={reload} />
        ))}
      </ul>
      {isSettled && !user.emailVerified && <ConfirmEmail />}
      {isSettled && <PasswordChange email={user.email} onChanged={reload} />}
    </main>
  );
}

interface OwnSessionProps {
  readonly session: Schemas['SessionView'];
  readonly onEnded: () => void;
}

function OwnSession({ session, onEnded }: OwnSessionProps) {
  const { api, session: client } = useConnection();
  const name = deviceName(session);
  const end = async () => {
    if (session.current) return client.close();
    await answered(api.DELETE('/auth/sessions/{id}', { params: { path: { id: session.id } } }));
    onEnded();
  };
  return (
    <li class="panel session">
      <div class="session-head">
        <DeviceIcon device={session.device} />
        <div class="session-name">
          <h2>{name}</h2>
          {session.current && <Badge kind="good">This device</Badge>}
        </div>
        <Confirm
          label="End"
          name={`End the session of ${name}`}
          question={session.current ? 'Sign out here?' : `End the session of ${name}?`}
          action={session.current ? 'Sign out' : 'End it'}
          onConfirm={end}
        >
          <p>
            {session.current
              ? 'This browser will be signed out in all its tabs.'
              : 'The device will be signed out within seconds. Whoever uses it needs the password to come back.'}
          </p>
        </Confirm>
      </div>
      <SessionFacts session={session} />
    </li>
  );
}
