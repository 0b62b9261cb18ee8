import type { Schemas } from '../api/api.ts';
import { Instant } from '../ui/time.tsx';
import { FIGURES } from './figures.ts';

/** The plots' numbers, for those who'd rather read them; what is empty is left out. */
export function FiguresTable({ overview: { bucket, buckets } }: { overview: Schemas['OverviewView'] }) {
  const filled = buckets.filter((each) => FIGURES.some(({ name }) => each[name] > 0)).toReversed();
  return (
    <details class="panel">
      <summary>The numbers, by {bucket}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label="The numbers as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              {FIGURES.map(({ name, title }) => (
                <th key={name} scope="col" class="number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {filled.map((each) => (
              <tr key={each.at}>
                <td>
                  <Instant at={each.at} />
                </td>
                {FIGURES.map(({ name }) => (
                  <td key={name} class="number">
                    {each[name]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
