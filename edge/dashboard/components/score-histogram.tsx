import type { Distribution } from "#shared/contracts/qa-lists.ts";

import { formatCount, formatShare } from "../format.ts";

const WIDTH = 480;
const HEIGHT = 190;
const TOP = 22;
const AXIS = 26;
const BAR_SHARE = 0.78;

/** How many calls got which score, flagged ones apart, with the same as a table. */
export function ScoreHistogram({ buckets }: { buckets: Distribution }) {
  const all = buckets.reduce((sum, { calls }) => sum + calls, 0);
  const most = Math.max(1, ...buckets.map(({ calls }) => calls));
  const step = WIDTH / buckets.length;
  const plot = HEIGHT - TOP - AXIS;
  const height = (calls: number) => (calls / most) * plot;
  const bottom = HEIGHT - AXIS;
  const [low, high] = [buckets.at(0)?.from ?? 0, buckets.at(-1)?.to ?? 0];
  return (
    <figure>
      <svg
        class="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-labelledby="histogram-title histogram-description"
      >
        <title id="histogram-title">Scored calls by score</title>
        <desc id="histogram-description">
          {all === 0
            ? "No scored calls in this period."
            : `${formatCount(all)} scored calls from ${low} to ${high}, in bars of ten points. The table below has every bar.`}
        </desc>
        {buckets.map(({ from, to, calls, flagged }, at) => {
          const x = step * at + (step * (1 - BAR_SHARE)) / 2;
          const middle = step * (at + 0.5);
          return (
            <>
              <Bar x={x} width={step * BAR_SHARE} bottom={bottom} height={height(calls)} />
              <Bar
                kind="flagged"
                x={x}
                width={step * BAR_SHARE}
                bottom={bottom}
                height={height(flagged)}
              />
              {calls > 0 && (
                <text
                  class="axis"
                  x={middle}
                  y={(bottom - height(calls) - 6).toFixed(1)}
                  text-anchor="middle"
                >
                  {formatCount(calls)}
                </text>
              )}
              <text class="axis" x={middle} y={HEIGHT - 8} text-anchor="middle">
                {from}–{to}
              </text>
            </>
          );
        })}
        <line class="baseline" x1="0" x2={WIDTH} y1={bottom} y2={bottom} />
      </svg>
      <figcaption class="legend">
        <span class="legend-item">
          <span class="key key-bar" /> scored calls
        </span>
        <span class="legend-item">
          <span class="key key-flagged" /> of these flagged
        </span>
      </figcaption>
      <details class="data-table">
        <summary>Show as a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Score</th>
              <th scope="col" class="number">
                Calls
              </th>
              <th scope="col" class="number">
                Share
              </th>
              <th scope="col" class="number">
                Flagged
              </th>
            </tr>
          </thead>
          <tbody>
            {buckets.map(({ from, to, calls, flagged }) => (
              <tr>
                <th scope="row">{to === high ? `${from} to ${to}` : `${from} to below ${to}`}</th>
                <td class="number">{formatCount(calls)}</td>
                <td class="number">{formatShare(calls, all)}</td>
                <td class="number">{formatCount(flagged)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function Bar({
  x,
  width,
  bottom,
  height,
  kind,
}: {
  x: number;
  width: number;
  bottom: number;
  height: number;
  kind?: "flagged";
}) {
  if (height === 0) return null;
  return (
    <rect
      class={kind === "flagged" ? "flagged-bar" : "count-bar"}
      x={x.toFixed(1)}
      y={(bottom - height).toFixed(1)}
      width={width.toFixed(1)}
      height={height.toFixed(1)}
    />
  );
}
