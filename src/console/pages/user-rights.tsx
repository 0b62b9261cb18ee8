import { useState } from 'preact/hooks';
import { answered, type Schemas, useConnection } from '../api/api.ts';
import { useRights } from '../rights.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Choice } from '../ui/forms.tsx';
import { Fault, Notice } from '../ui/notices.tsx';
import { useTask } from '../ui/use-task.ts';

type User = Schemas['UserView'];

/** Role, activity and lock of an account. */
export function UserRights({ user, onChanged }: { user: User; onChanged: () => void }) {
  const { api } = useConnection();
  const { roles } = useRights();
  // A role that is gone still has accounts.
  const choices = roles.includes(user.role) ? roles : [user.role, ...roles];
  const path = { id: user.id };
  const [role, setRole] = useState<string>(user.role);
  const [isUnlocked, setUnlocked] = useState(false);
  const change = async (body: Schemas['RightsDto']) => {
    await answered(api.PATCH('/admin/users/{id}', { params: { path }, body }));
    onChanged();
  };
  const unlock = useTask(async () => {
    await answered(api.POST('/admin/users/{id}/unlock', { params: { path } }));
    setUnlocked(true);
  });
  return (
    <section class="panel" aria-labelledby="rights-title">
      <h2 id="rights-title">Account</h2>
      <Choice label="Role" value={role} options={choices.map((name) => [name, name] as const)} onValue={setRole} />
      <div class="actions">
        {role !== user.role && (
          <Confirm
            label="Change the role"
            question={`Make this account ${role}?`}
            action="Change the role"
            kind="primary"
            onConfirm={() => change({ role: role as User['role'] })}
          >
            <p>
              {user.email} will be {role} instead of {user.role}. If that takes permissions away, every session of the
              account ends at once, and stays ended.
            </p>
          </Confirm>
        )}
        <button type="button" aria-disabled={unlock.isBusy} onClick={unlock.run}>
          Unlock
        </button>
        {user.isActive ? (
          <Confirm
            label="Close the account"
            question="Close this account?"
            action="Close it"
            isFinal={false}
            onConfirm={() => change({ isActive: false })}
          >
            <p>
              {user.email} will be signed out everywhere and can’t sign in until the account is opened again. The
              sessions stay ended.
            </p>
          </Confirm>
        ) : (
          <Confirm
            label="Open again"
            question="Open this account again?"
            action="Open it"
            kind="primary"
            onConfirm={() => change({ isActive: true })}
          >
            <p>{user.email} can sign in again. Sessions that have ended stay ended.</p>
          </Confirm>
        )}
      </div>
      <Fault of={unlock.fault} />
      {isUnlocked && (
        <Notice kind="good">
          <p>Failed sign-ins are forgotten: the account isn’t locked.</p>
        </Notice>
      )}
    </section>
  );
}
