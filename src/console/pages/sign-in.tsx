import { useState } from 'preact/hooks';
import { useConnection } from '../api/api.ts';
import { reasonText } from '../format/reasons.ts';
import { hrefTo } from '../router.ts';
import { EmailField } from '../ui/account-fields.tsx';
import { Field, Form } from '../ui/forms.tsx';
import { Notice } from '../ui/notices.tsx';
import { useTask } from '../ui/use-task.ts';
import { Card } from './card.tsx';

/** `reason` is why the session that was here ended. */
export function SignIn({ reason }: { reason: string | null }) {
  const { session } = useConnection();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const task = useTask(async () => {
    await session.open('/auth/login', { email, password });
  });
  return (
    <Card title="Sign in">
      {reason !== null && (
        <Notice>
          <p>Your session on this device has ended: {reasonText(reason)}.</p>
        </Notice>
      )}
      <Form task={task} submit="Sign in">
        <EmailField value={email} onValue={setEmail} fault={task.fault} />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="current-password"
          value={password}
          onValue={setPassword}
          fault={task.fault}
        />
      </Form>
      <p class="links">
        <a href={hrefTo('/forgot')}>Forgotten the password?</a>
        <a href={hrefTo('/register')}>Open an account</a>
      </p>
    </Card>
  );
}
