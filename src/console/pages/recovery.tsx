import { useEffect, useState } from 'preact/hooks';
import { answered, useConnection } from '../api/api.ts';
import { hrefTo } from '../router.ts';
import { EmailField, NewPasswordField } from '../ui/account-fields.tsx';
import { Form } from '../ui/forms.tsx';
import { Fault, Notice, Waiting } from '../ui/notices.tsx';
import { useTask } from '../ui/use-task.ts';
import { Card } from './card.tsx';

/** The token of a mailed link. It stands in the fragment, which no server sees, and leaves the address bar at once. */
function useMailedToken(): string {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => history.replaceState(null, '', location.pathname), []);
  return token;
}

const BackToSignIn = () => (
  <p class="links">
    <a href={hrefTo('/sign-in')}>Sign in</a>
  </p>
);

export function Forgot() {
  const { api } = useConnection();
  const [email, setEmail] = useState('');
  const [message, setMessage] = useState<string | null>(null);
  const task = useTask(async () => {
    setMessage((await answered(api.POST('/auth/password/forgot', { body: { email } }))).message);
  });
  return (
    <Card title="Forgotten password">
      {message === null ? (
        <Form task={task} submit="Send me a mail">
          <p>Enter the address of your account. A mail with a link to choose a new password will come there.</p>
          <EmailField value={email} onValue={setEmail} fault={task.fault} />
        </Form>
      ) : (
        <Notice kind="good">
          <p>{message}</p>
        </Notice>
      )}
      <BackToSignIn />
    </Card>
  );
}

export function Reset() {
  const { api } = useConnection();
  const token = useMailedToken();
  const [newPassword, setNewPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const task = useTask(async () => {
    await answered(api.POST('/auth/password/reset', { body: { token, newPassword } }));
    setDone(true);
  });
  return (
    <Card title="Choose a new password">
      {isDone ? (
        <Notice kind="good">
          <p>The new password is set, and every device of the account is signed out. Sign in with it.</p>
        </Notice>
      ) : token === '' ? (
        <p>
          Open this page by the link in the mail, or <a href={hrefTo('/forgot')}>ask for a new one</a>.
        </p>
      ) : (
        <Form task={task} submit="Set the password">
          <NewPasswordField
            label="New password"
            name="newPassword"
            value={newPassword}
            onValue={setNewPassword}
            fault={task.fault}
            autofocus
          />
          <p class="small muted">Every device that is signed in to the account will be signed out.</p>
        </Form>
      )}
      <BackToSignIn />
    </Card>
  );
}

export function Verify() {
  const { api } = useConnection();
  const token = useMailedToken();
  const [isDone, setDone] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  useEffect(() => {
    if (token === '') return;
    answered(api.POST('/auth/email/verify', { body: { token } })).then(() => setDone(true), setFault);
  }, []);
  return (
    <Card title="Confirm your e-mail">
      {token === '' && <p>Open this page by the link in the mail.</p>}
      {token !== '' && !isDone && fault === null && <Waiting />}
      <Fault of={fault} />
      {isDone && (
        <Notice kind="good">
          <p>Your e-mail address is confirmed.</p>
        </Notice>
      )}
      <p class="links">
        <a href={hrefTo('/devices')}>Go on</a>
      </p>
    </Card>
  );
}
