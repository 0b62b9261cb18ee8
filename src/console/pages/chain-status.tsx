import { answered, useConnection } from '../api/api.ts';
import type { AuditEvent } from '../format/history.ts';
import { Fault, Waiting } from '../ui/notices.tsx';
import { Ago } from '../ui/time.tsx';
import { type Loaded, useLoad } from '../ui/use-load.ts';

interface Head {
  readonly class: string;
  readonly seq: number;
}

type Checkpoints = Loaded<{ readonly items: readonly AuditEvent[] }>;

export function useLastCheckpoint(): Checkpoints {
  const { api } = useConnection();
  return useLoad('checkpoint', () =>
    answered(api.GET('/admin/audit-events', { params: { query: { type: 'audit.checkpoint', limit: 1 } } })),
  );
}

/** How far the trail's chains had come at the last checkpoint. */
export function ChainStatus({ last: { data, fault } }: { last: Checkpoints }) {
  return (
    <section class="panel" aria-labelledby="chains-title">
      <h2 id="chains-title">Chains</h2>
      <Fault of={fault} />
      {data === null ? fault === null && <Waiting /> : <Checkpoint event={data.items[0]} />}
      <p class="small muted">
        Every event is bound to the one before it by a key that is not in the database. <code>cli audit verify</code>{' '}
        checks all of them and names the first that was edited, removed or moved.
      </p>
    </section>
  );
}

function Checkpoint({ event }: { event: AuditEvent | undefined }) {
  if (event === undefined) return <p class="muted">No checkpoint yet: the first comes within a minute.</p>;
  const { heads = [] } = event.details as { readonly heads?: readonly Head[] };
  return (
    <dl class="facts">
      <div>
        <dt>Last checkpoint</dt>
        <dd>
          <Ago at={event.occurredAt} />
        </dd>
      </div>
      {heads.map((head) => (
        <div key={head.class}>
          <dt>Chain “{head.class}”</dt>
          <dd>{head.seq} events</dd>
        </div>
      ))}
    </dl>
  );
}
