import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

const HEIGHT = 140;

interface PlotProps {
  /** What it shows, in words: for those who can't see it. */
  readonly summary: string;
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** The name of the colour's variable in the style sheet. */
  readonly color: '--accent' | '--bad' | '--good';
}

/** Counts over time, as bars. It follows the width of its place and the colours of the page. */
export function Plot({ summary, times, values, color }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    let plot = draw(current, times, values, color);
    const sizes = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }));
    sizes.observe(current);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => {
      plot.destroy();
      plot = draw(current, times, values, color);
    };
    scheme.addEventListener('change', repaint);
    return () => {
      scheme.removeEventListener('change', repaint);
      sizes.disconnect();
      plot.destroy();
    };
  }, [times, values, color]);
  return <div class="plot" ref={place} role="img" aria-label={summary} />;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY_S = 86_400;

/** In the reader's zone; days where the marks are days apart. */
const moments = (_plot: UPlot, splits: number[], _axis: number, _space: number, step: number) =>
  splits.map((second) => (step >= DAY_S ? day : hour).format(second * 1000));

/** How far the lines of a count may be apart: never half a sign-in. */
const WHOLE_STEPS = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

function draw(place: HTMLElement, times: readonly number[], values: readonly number[], color: string): UPlot {
  const style = getComputedStyle(place);
  const ink = style.getPropertyValue(color);
  const axis = {
    stroke: style.getPropertyValue('--muted'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: style.getPropertyValue('--line'), width: 1 },
    ticks: { show: false },
  };
  const step = (times[1] ?? 0) - (times[0] ?? 0);
  const options: UPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    // The label of the last mark is wider than half a bar.
    padding: [8, 20, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      // The last bar begins where the last bucket does.
      x: { range: (_plot, first, last) => [first, last + step] },
      y: { range: (_plot, _low, high) => [0, Math.max(4, Math.ceil(high * 1.1))] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 26, values: moments },
      { ...axis, size: 38, incrs: WHOLE_STEPS },
    ],
    series: [{}, { stroke: ink, fill: ink, width: 0, points: { show: false }, ...bars() }],
  };
  return new UPlot(options, [[...times], [...values]], place);
}

/** A bar for each bucket, right of its beginning. */
function bars(): Pick<UPlot.Series, 'paths'> {
  const paths = UPlot.paths.bars?.({ align: 1, size: [0.8, 60] });
  return paths === undefined ? {} : { paths };
}
