import { type AuditEvent, tell, whereFrom } from '../format/history.ts';
import { useRights } from '../rights.ts';
import { hrefTo } from '../router.ts';
import { Ago, Instant } from './time.tsx';

interface EventsProps {
  readonly events: readonly AuditEvent[];
  /** Whether each says which account it concerns. */
  readonly withAccount?: boolean;
  /** Whose account the list is about: what somebody else did to it is marked. */
  readonly ownerId?: string;
}

/** Audit events as a readable history, in the order given. */
export function Events({ events, withAccount = false, ownerId }: EventsProps) {
  if (events.length === 0) return <p class="muted">Nothing.</p>;
  return (
    <ul class="events">
      {events.map((event) => (
        <Line key={event.id} event={event} withAccount={withAccount} ownerId={ownerId} />
      ))}
    </ul>
  );
}

function Line({
  event,
  withAccount,
  ownerId,
}: {
  event: AuditEvent;
  withAccount: boolean;
  ownerId: string | undefined;
}) {
  const { title, note } = tell(event);
  const where = whereFrom(event);
  const isBad = event.outcome === 'failure' || event.type.startsWith('suspicious.');
  const isForeign = ownerId !== undefined && event.actorId !== null && event.actorId !== ownerId;
  return (
    <li>
      <span class={`mark ${isBad ? 'bad' : 'good'}`} aria-hidden="true" />
      <span>
        <strong>{title}</strong>
        {note !== null && `: ${note}`}
        {where !== null && <span class="muted"> · {where}</span>}
      </span>
      {withAccount ? <Instant at={event.occurredAt} /> : <Ago at={event.occurredAt} />}
      {(withAccount || isForeign) && (
        <span class="meta">
          {withAccount && event.userId !== null && <Account id={event.userId} text="account" />}
          {event.actorId !== null && event.actorId !== event.userId && (
            <>
              {' '}
              by <Account id={event.actorId} text="administrator" />
            </>
          )}
          {withAccount && (
            <>
              {' '}
              <code>{event.type}</code>
            </>
          )}
        </span>
      )}
    </li>
  );
}

function Account({ id, text }: { id: string; text: string }) {
  const { may } = useRights();
  const name = `${text} …${id.slice(-6)}`;
  if (!may('users:read')) return <span title={id}>{name}</span>;
  return (
    <a href={hrefTo(`/users/${id}`)} title={id}>
      {name}
    </a>
  );
}
