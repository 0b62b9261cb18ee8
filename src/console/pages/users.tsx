import { useState } from 'preact/hooks';
import { answered, type Schemas, useConnection } from '../api/api.ts';
import { useRights } from '../rights.ts';
import { hrefTo } from '../router.ts';
import { Choice, Field } from '../ui/forms.tsx';
import { More } from '../ui/more.tsx';
import { Badge, Fault, Waiting } from '../ui/notices.tsx';
import { Instant } from '../ui/time.tsx';
import { useLaterValue } from '../ui/use-later-value.ts';
import { usePages } from '../ui/use-pages.ts';
import { useTitle } from '../ui/use-title.ts';

type User = Schemas['UserView'];

const ACTIVITY_OPTIONS = [
  ['', 'Open and closed'],
  ['true', 'Open'],
  ['false', 'Closed'],
] as const;

export function Users() {
  useTitle('Users');
  const { api } = useConnection();
  const [email, setEmail] = useState('');
  const { roles } = useRights();
  const [role, setRole] = useState('');
  const [activity, setActivity] = useState('');
  const prefix = useLaterValue(email.trim());
  const users = usePages<User>([prefix, role, activity].join('\n'), (cursor) => {
    const filter = {
      ...(prefix !== '' && { email: prefix }),
      ...(role !== '' && { role: role as User['role'] }),
      ...(activity !== '' && { isActive: activity === 'true' }),
      ...(cursor !== undefined && { cursor }),
    };
    return answered(api.GET('/admin/users', { params: { query: { limit: 50, ...filter } } }));
  });
  return (
    <main class="page">
      <h1>Users</h1>
      <search class="filters">
        <Field
          label="E-mail begins with"
          name="email"
          type="search"
          required={false}
          value={email}
          onValue={setEmail}
          fault={users.fault}
        />
        <Choice
          label="Role"
          value={role}
          options={[['', 'Any role'], ...roles.map((name) => [name, name] as const)]}
          onValue={setRole}
        />
        <Choice label="Account" value={activity} options={ACTIVITY_OPTIONS} onValue={setActivity} />
      </search>
      <Fault of={users.fault} />
      <div class="panel">
        {users.items === null ? <Waiting /> : <Table users={users.items} />}
        <More pages={users} />
      </div>
    </main>
  );
}

function Table({ users }: { users: readonly User[] }) {
  if (users.length === 0) return <p class="muted">No account fits.</p>;
  return (
    <table class="accounts">
      <thead>
        <tr>
          <th scope="col">E-mail</th>
          <th scope="col">Role</th>
          <th scope="col">State</th>
          <th scope="col" class="wide">
            Opened
          </th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <td>
              <a href={hrefTo(`/users/${user.id}`)}>{user.email}</a>
            </td>
            <td>
              <RoleBadge role={user.role} />
            </td>
            <td>{user.isActive ? <Badge kind="good">Open</Badge> : <Badge kind="bad">Closed</Badge>}</td>
            <td class="wide">
              <Instant at={user.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function RoleBadge({ role }: { role: string }) {
  return <Badge kind={role === 'user' ? '' : 'accent'}>{role}</Badge>;
}
