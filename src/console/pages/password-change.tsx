import { useState } from 'preact/hooks';
import { answered, useConnection } from '../api/api.ts';
import { NewPasswordField } from '../ui/account-fields.tsx';
import { Field, Form } from '../ui/forms.tsx';
import { Notice } from '../ui/notices.tsx';
import { useTask } from '../ui/use-task.ts';

export function PasswordChange({ email, onChanged }: { email: string; onChanged: () => void }) {
  const { api } = useConnection();
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const task = useTask(async () => {
    setDone(false);
    await answered(api.POST('/auth/password/change', { body: { currentPassword, newPassword } }));
    setCurrentPassword('');
    setNewPassword('');
    setDone(true);
    onChanged();
  });
  return (
    <section class="panel narrow" aria-labelledby="password-title">
      <h2 id="password-title">Change the password</h2>
      <p class="muted">This device stays signed in; all others will be signed out.</p>
      {isDone && (
        <Notice kind="good">
          <p>The password is changed, and all other devices are signed out.</p>
        </Notice>
      )}
      <Form task={task} submit="Change the password">
        {/* For password managers: whose password it is. */}
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <Field
          label="Current password"
          name="currentPassword"
          type="password"
          autocomplete="current-password"
          value={currentPassword}
          onValue={setCurrentPassword}
          fault={task.fault}
        />
        <NewPasswordField
          label="New password"
          name="newPassword"
          value={newPassword}
          onValue={setNewPassword}
          fault={task.fault}
        />
      </Form>
    </section>
  );
}
