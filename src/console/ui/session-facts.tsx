import type { Schemas } from '../api/api.ts';
import { networkOf } from '../format/networks.ts';
import { Ago, Instant } from './time.tsx';

type Session = Schemas['SessionView'];

export function deviceName({ device: { browser, os } }: Pick<Session, 'device'>): string {
  const known = [browser, os].filter((part) => part !== '' && part.toLowerCase() !== 'unknown');
  return known.length === 0 ? 'Unknown device' : known.join(' on ');
}

const PHONE =
  'M9 4h6a1.5 1.5 0 0 1 1.5 1.5v13A1.5 1.5 0 0 1 15 20H9a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 9 4Zm2 13.5h2';
const DESKTOP = 'M4 5.5h16v10H4Zm5 13.5h6m-3-3.5V19';

export function DeviceIcon({ device: { type } }: Pick<Session, 'device'>) {
  return (
    <svg class="device-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={type === 'mobile' || type === 'tablet' ? PHONE : DESKTOP} />
    </svg>
  );
}

/** Where it is used, and since when. */
export function SessionFacts({ session }: { session: Session }) {
  return (
    <dl class="facts">
      <div>
        <dt>Network</dt>
        <dd title={session.ipAddress ?? undefined}>{networkOf(session.ipAddress)}</dd>
      </div>
      <div>
        <dt>Signed in</dt>
        <dd>
          <Instant at={session.createdAt} />
        </dd>
      </div>
      <div>
        <dt>Last used</dt>
        <dd>
          <Ago at={session.lastUsedAt} />
        </dd>
      </div>
    </dl>
  );
}
