import { useState } from 'preact/hooks';
import { useConnection } from '../api/api.ts';
import { hrefTo, navigate } from '../router.ts';
import { EmailField, NewPasswordField } from '../ui/account-fields.tsx';
import { Form } from '../ui/forms.tsx';
import { Notice } from '../ui/notices.tsx';
import { useTask } from '../ui/use-task.ts';
import { Card } from './card.tsx';

export function Register() {
  const { session } = useConnection();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [accepted, setAccepted] = useState<string | null>(null);
  const task = useTask(async () => {
    const opening = await session.open('/auth/register', { email, password });
    if (opening.kind === 'accepted') setAccepted(opening.message);
    else navigate('/devices', { replace: true });
  });
  return (
    <Card title="Open an account">
      {accepted === null ? (
        <Form task={task} submit="Open the account">
          <EmailField value={email} onValue={setEmail} fault={task.fault} />
          <NewPasswordField
            label="Password"
            name="password"
            value={password}
            onValue={setPassword}
            fault={task.fault}
          />
        </Form>
      ) : (
        <Notice kind="good">
          <p>{accepted}</p>
        </Notice>
      )}
      <p class="links">
        <a href={hrefTo('/sign-in')}>Sign in instead</a>
      </p>
    </Card>
  );
}
