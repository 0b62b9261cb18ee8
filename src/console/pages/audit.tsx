import { useState } from 'preact/hooks';
import { answered, useConnection } from '../api/api.ts';
import { AUDIT_TYPES, type AuditEvent, type AuditType, titleOf } from '../format/history.ts';
import { Choice, Field } from '../ui/forms.tsx';
import { Events } from '../ui/events.tsx';
import { More } from '../ui/more.tsx';
import { Fault, Waiting } from '../ui/notices.tsx';
import { useLaterValue } from '../ui/use-later-value.ts';
import { usePages } from '../ui/use-pages.ts';
import { useTitle } from '../ui/use-title.ts';
import { ChainStatus, useLastCheckpoint } from './chain-status.tsx';

interface Filter {
  readonly type: string;
  readonly outcome: string;
  readonly userId: string;
  readonly from: string;
  readonly to: string;
}

const NO_FILTER: Filter = { type: '', outcome: '', userId: '', from: '', to: '' };

const TYPE_OPTIONS = [
  ['', 'Everything'],
  ...AUDIT_TYPES.toSorted().map((type) => [type, `${titleOf(type)} (${type})`] as const),
] as const;

const OUTCOME_OPTIONS = [
  ['', 'Any'],
  ['success', 'Success'],
  ['failure', 'Failure'],
] as const;

export function Audit() {
  useTitle('Audit');
  const checkpoint = useLastCheckpoint();
  // What comes below the chains would move when they come.
  const isSettled = checkpoint.data !== null || checkpoint.fault !== null;
  return (
    <main class="page">
      <h1>Audit</h1>
      <ChainStatus last={checkpoint} />
      {isSettled && <Trail />}
    </main>
  );
}

/** All events that pass the filters, newest first. */
function Trail() {
  const { api } = useConnection();
  const [filter, setFilter] = useState(NO_FILTER);
  const rested = useLaterValue(filter);
  const set = (name: keyof Filter) => (value: string) => setFilter((before) => ({ ...before, [name]: value }));
  const events = usePages(JSON.stringify(rested), (cursor) =>
    answered(
      api.GET('/admin/audit-events', {
        params: { query: { limit: 50, ...queryOf(rested), ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );
  return (
    <>
      <search class="filters">
        <Choice label="What" value={filter.type} options={TYPE_OPTIONS} onValue={set('type')} />
        <Choice label="Outcome" value={filter.outcome} options={OUTCOME_OPTIONS} onValue={set('outcome')} />
        <Field
          label="Id of the account"
          name="userId"
          required={false}
          value={filter.userId}
          onValue={set('userId')}
          fault={events.fault}
        />
        <Field
          label="From"
          name="from"
          type="datetime-local"
          required={false}
          value={filter.from}
          onValue={set('from')}
        />
        <Field
          label="To"
          name="to"
          type="datetime-local"
          required={false}
          value={filter.to}
          onValue={set('to')}
          fault={events.fault}
        />
      </search>
      <Fault of={events.fault} />
      <div class="panel">
        {events.items === null ? <Waiting /> : <Events events={events.items} withAccount />}
        <More pages={events} />
      </div>
    </>
  );
}

/** What is asked for; the times that were chosen are in the reader's zone. */
function queryOf({ type, outcome, userId, from, to }: Filter) {
  return {
    ...(type !== '' && { type: type as AuditType }),
    ...(outcome !== '' && { outcome: outcome as AuditEvent['outcome'] }),
    ...(userId.trim() !== '' && { userId: userId.trim().toLowerCase() }),
    ...(from !== '' && { from: new Date(from).toISOString() }),
    ...(to !== '' && { to: new Date(to).toISOString() }),
  };
}
