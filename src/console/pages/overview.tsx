import { useMemo, useState } from 'preact/hooks';
import { answered, type Schemas, useConnection } from '../api/api.ts';
import { now } from '../format/clock.ts';
import { Events } from '../ui/events.tsx';
import { Fault, Waiting } from '../ui/notices.tsx';
import { Plot } from '../ui/plot.tsx';
import { Segments } from '../ui/segments.tsx';
import { useLoad } from '../ui/use-load.ts';
import { useTitle } from '../ui/use-title.ts';
import { FIGURES } from './figures.ts';
import { FiguresTable } from './figures-table.tsx';

type Range = 'day' | 'week' | 'month';

const HOUR_MS = 3_600_000;

const RANGES = {
  day: { hours: 24, bucket: 'hour' },
  week: { hours: 7 * 24, bucket: 'hour' },
  month: { hours: 30 * 24, bucket: 'day' },
} as const;

/** What happens to all accounts, over time. */
export function Overview() {
  useTitle('Overview');
  const { api } = useConnection();
  const [range, setRange] = useState<Range>('day');
  const { data, fault, reload } = useLoad(range, () => {
    const { hours, bucket } = RANGES[range];
    const to = now();
    const span = { from: new Date(to - hours * HOUR_MS).toISOString(), to: new Date(to).toISOString() };
    return answered(api.GET('/admin/overview', { params: { query: { ...span, bucket } } }));
  });
  return (
    <main class="page">
      <div class="title">
        <h1>Overview</h1>
        <div class="actions">
          <Segments
            label="Range"
            value={range}
            options={[
              ['day', '24 hours'],
              ['week', '7 days'],
              ['month', '30 days'],
            ]}
            onValue={setRange}
          />
          <button type="button" onClick={reload}>
            Refresh
          </button>
        </div>
      </div>
      <Fault of={fault} />
      {data === null ? fault === null && <Waiting /> : <Figures overview={data} />}
    </main>
  );
}

function Figures({ overview }: { overview: Schemas['OverviewView'] }) {
  const { buckets, liveSessions, suspicious } = overview;
  const times = useMemo(() => buckets.map(({ at }) => Date.parse(at) / 1000), [buckets]);
  return (
    <>
      <div class="plots">
        <section class="panel">
          <h2>Live sessions</h2>
          <p class="figure">{liveSessions.toLocaleString('en')}</p>
          <p class="muted">of all accounts, at this moment</p>
        </section>
        {FIGURES.map((figure) => (
          <FigurePanel key={figure.name} figure={figure} times={times} buckets={buckets} />
        ))}
      </div>
      <section class="panel" aria-labelledby="suspicious-title">
        <h2 id="suspicious-title">Newest suspicious events</h2>
        <Events events={suspicious} withAccount />
      </section>
      <FiguresTable overview={overview} />
    </>
  );
}

interface FigurePanelProps {
  readonly figure: (typeof FIGURES)[number];
  readonly times: readonly number[];
  readonly buckets: Schemas['OverviewView']['buckets'];
}

function FigurePanel({ figure: { name, title, color }, times, buckets }: FigurePanelProps) {
  const values = useMemo(() => buckets.map((bucket) => bucket[name]), [buckets, name]);
  const total = values.reduce((sum, value) => sum + value, 0);
  const isAlarm = color === '--bad' && total > 0;
  return (
    <section class="panel">
      <h2>{title}</h2>
      <p class={isAlarm ? 'figure wrong' : 'figure'}>{total.toLocaleString('en')}</p>
      <Plot
        summary={`${title} over time: ${String(total)} in all, at most ${String(Math.max(0, ...values))} at once`}
        times={times}
        values={values}
        color={color}
      />
    </section>
  );
}
