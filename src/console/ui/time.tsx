import { useEffect, useState } from 'preact/hooks';
import { now } from '../format/clock.ts';
import { exactUtc, fromNow, inZone } from '../format/times.ts';

const TICK_MS = 30_000;

/** The present, which moves on every half a minute. */
function useNow(): number {
  const [instant, setInstant] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setInstant(now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return instant;
}

/** How long ago, with the exact time in UTC on hover. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactUtc(at)}>
      {fromNow(at, useNow())}
    </time>
  );
}

/** In the reader's zone, with the exact time in UTC on hover. */
export function Instant({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exactUtc(at)}>
      {inZone(at)}
    </time>
  );
}
