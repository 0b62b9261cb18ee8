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

/** Counts over time, as steps filled to the ground. It follows the width of its place and the colours of the page. */
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

function draw(place: HTMLElement, times: readonly number[], values: readonly number[], color: string): UPlot {
  const style = getComputedStyle(place);
  const ink = style.getPropertyValue(color);
  const muted = style.getPropertyValue('--muted');
  const line = style.getPropertyValue('--line');
  const font = `12px ${style.fontFamily}`;
  const axis = { stroke: muted, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const whole = (_plot: UPlot, splits: number[]) =>
    splits.map((value) => (Number.isInteger(value) ? String(value) : ''));
  const options: UPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(4, Math.ceil(high * 1.1))] } },
    axes: [
      { ...axis, grid: { show: false }, space: 70 },
      { ...axis, size: 38, values: whole },
    ],
    series: [
      {},
      {
        stroke: ink,
        width: 2,
        fill: `color-mix(in srgb, ${ink} 16%, transparent)`,
        points: { show: false },
        ...(UPlot.paths.stepped && { paths: UPlot.paths.stepped({ align: 1 }) }),
      },
    ],
  };
  return new UPlot(options, [[...times], [...values]], place);
}
