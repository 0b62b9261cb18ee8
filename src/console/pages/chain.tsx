import { answered, type Schemas, useConnection } from '../api/api.ts';
import { now } from '../format/clock.ts';
import { networkOf } from '../format/networks.ts';
import { reasonText } from '../format/reasons.ts';
import { Fault, Waiting } from '../ui/notices.tsx';
import { Instant } from '../ui/time.tsx';
import { useLoad } from '../ui/use-load.ts';

type Detail = Schemas['SessionDetailView'];

/** The rotations of a session, drawn as a timeline: the service keeps the last eight. */
export function Chain({ id }: { id: string }) {
  const { api } = useConnection();
  const { data, fault } = useLoad(id, () => answered(api.GET('/admin/sessions/{id}', { params: { path: { id } } })));
  if (data === null) return fault === null ? <Waiting /> : <Fault of={fault} />;
  return <Timeline session={data} />;
}

function Timeline({ session }: { session: Detail }) {
  const { lineage, rotations } = session;
  const first = rotations - lineage.length + 1;
  return (
    <ol class="timeline">
      <li>
        <strong>Signed in</strong>
        <span class="small muted">
          <Instant at={session.createdAt} />
        </span>
      </li>
      {first > 1 && (
        <li class="gap">
          <span class="muted">
            {first === 2 ? '1 earlier refresh' : `${String(first - 1)} earlier refreshes`}, in the audit trail
          </span>
        </li>
      )}
      {lineage.map((rotation, index) => (
        <Rotation
          key={rotation.tokenId}
          rotation={rotation}
          number={first + index}
          moved={index > 0 && networkOf(lineage[index - 1]?.ipAddress ?? null) !== networkOf(rotation.ipAddress)}
        />
      ))}
      <End session={session} />
    </ol>
  );
}

function Rotation({
  rotation,
  number,
  moved,
}: {
  rotation: Detail['lineage'][number];
  number: number;
  moved: boolean;
}) {
  return (
    <li title={`${rotation.tokenId} → ${rotation.replacedByToken}`}>
      <strong>Refresh {number}</strong>
      {moved && <span class="wrong"> from another network</span>}
      <span class="small muted">
        <Instant at={rotation.rotatedAt} /> · {networkOf(rotation.ipAddress)}
      </span>
    </li>
  );
}

function End({ session: { revokedAt, revokedReason, expiresAt } }: { session: Detail }) {
  if (revokedAt !== null) {
    return (
      <li class="bad">
        <strong>Ended</strong>
        {revokedReason !== null && `: ${reasonText(revokedReason)}`}
        <span class="small muted">
          <Instant at={revokedAt} />
        </span>
      </li>
    );
  }
  const isLive = Date.parse(expiresAt) > now();
  return (
    <li class={isLive ? 'good' : 'bad'}>
      <strong>{isLive ? 'Live' : 'Expired'}</strong>
      <span class="small muted">
        {isLive ? 'unless refreshed, until' : ''} <Instant at={expiresAt} />
      </span>
    </li>
  );
}
