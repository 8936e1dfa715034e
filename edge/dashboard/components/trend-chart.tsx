import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { formatDay, formatDays, formatScore, plural } from "../format.ts";
import { SOLID_FROM_CALLS, type Trend, type TrendSpan } from "../trend.ts";

type Layout = {
  name: "wide" | "narrow";
  width: number;
  height: number;
  dayLabels: number;
  /** Whether a pointer is told a day's figures; a finger has no way to ask. */
  tellsDays: boolean;
};

/** Two drawings of the same days, because text in a drawing cannot reflow; the stylesheet shows one of them. */
const WIDE: Layout = { name: "wide", width: 1100, height: 340, dayLabels: 8, tellsDays: true };
const NARROW: Layout = { name: "narrow", width: 360, height: 300, dayLabels: 4, tellsDays: false };

const LEFT = 34;
const RIGHT = 6;
const TOP = 30;
const LINE_PART = 0.68;
const GAP = 34;
const AXIS = 26;

const isSolid = (span: TrendSpan) => span.calls >= SOLID_FROM_CALLS;

/** As a path's data. */
const circle = (x: number, y: number, radius: number) =>
  `M${(x - radius).toFixed(1)} ${y.toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 -${2 * radius} 0`;

const describe = (span: TrendSpan) =>
  span.averageScore === null
    ? `${formatDays(span)}: no scored calls`
    : `${formatDays(span)}: ${formatScore(span.averageScore)} over ${plural(span.calls, "call")}, ${span.flaggedCalls} flagged`;

/** How a trend is headed: `Score, week by week`. */
export const trendTitle = ({ by }: Trend): string => `Score, ${by} by ${by}`;

/** Average score per day or week as a line, the number of calls behind it as bars below, and both as a table. */
export function TrendChart({ trend }: { trend: Trend }) {
  return (
    <figure class="trend">
      <TrendDrawing trend={trend} layout={WIDE} />
      <TrendDrawing trend={trend} layout={NARROW} />
      <figcaption class="legend">
        <span class="legend-item">
          <span class="key key-line" /> average score
        </span>
        <span class="legend-item">
          <span class="key key-hollow" /> fewer than {SOLID_FROM_CALLS} calls
        </span>
        <span class="legend-item">
          <span class="key key-bar" /> scored calls
        </span>
        <span class="legend-item">
          <span class="key key-flag" /> flagged below {defaultScorecard.flag_below}
        </span>
      </figcaption>
      <TrendTable trend={trend} />
    </figure>
  );
}

function TrendDrawing({ trend: { by, spans }, layout }: { trend: Trend; layout: Layout }) {
  const { width, height } = layout;
  const scored = spans.flatMap(({ averageScore }) => (averageScore === null ? [] : [averageScore]));
  const lowest = Math.min(defaultScorecard.flag_below, ...scored);
  const floor = Math.max(20, Math.floor((lowest - 5) / 10) * 10);
  const mostCalls = Math.max(1, ...spans.map((span) => span.calls));

  const plotHeight = (height - TOP - GAP - AXIS) * LINE_PART;
  const barsTop = TOP + plotHeight + GAP;
  const barsHeight = height - barsTop - AXIS;
  const step = (width - LEFT - RIGHT) / spans.length;
  const x = (at: number) => LEFT + step * (at + 0.5);
  const y = (total: number) => TOP + plotHeight * (1 - (total - floor) / (100 - floor));
  const points = spans.flatMap((span, at) =>
    span.averageScore === null ? [] : [{ span, at, px: x(at), py: y(span.averageScore) }],
  );
  const line = points.map(
    ({ px, py }, at) => `${at === 0 ? "M" : "L"}${px.toFixed(1)} ${py.toFixed(1)}`,
  );
  const gridlines = [floor, (floor + 100) / 2, 100];
  const labelEvery = Math.ceil(spans.length / layout.dayLabels);
  const barWidth = Math.max(1, Math.min(22, step * 0.62));
  // One path for all bars, and one for all dots: an element for each takes longer to write than a Worker has.
  const bars = spans.map((span, at) => {
    const barHeight = ((span.calls / mostCalls) * barsHeight).toFixed(1);
    const from = `M${(x(at) - barWidth / 2).toFixed(1)} ${(barsTop + barsHeight).toFixed(1)}`;
    return `${from}v-${barHeight}h${barWidth.toFixed(1)}v${barHeight}z`;
  });
  const radius = spans.length > 40 ? 2.4 : 3.6;
  const dots = (at: readonly { px: number; py: number }[]) =>
    at.map(({ px, py }) => circle(px, py, radius)).join("");
  const titleId = `trend-title-${layout.name}`;
  const descriptionId = `trend-description-${layout.name}`;

  return (
    <svg
      class={`chart chart-${layout.name}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-labelledby={`${titleId} ${descriptionId}`}
    >
      <title id={titleId}>Average score per {by}, with the number of scored calls</title>
      <desc id={descriptionId}>
        {points.length === 0
          ? "No scored calls in this period."
          : `${plural(points.length, by)} with scored calls; the averages run from ${formatScore(Math.min(...scored))} to ${formatScore(Math.max(...scored))}. The table below has every ${by}.`}
      </desc>
      {gridlines.map((total) => (
        <>
          <line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(total)} y2={y(total)} />
          <text class="axis" x={LEFT - 8} y={y(total) + 4} text-anchor="end">
            {Math.round(total)}
          </text>
        </>
      ))}
      <line
        class="flag-line"
        x1={LEFT}
        x2={width - RIGHT}
        y1={y(defaultScorecard.flag_below)}
        y2={y(defaultScorecard.flag_below)}
      />
      <text class="part" x={LEFT} y={TOP - 14}>
        Average score
      </text>
      <text class="part" x={LEFT} y={barsTop - 8}>
        Scored calls, up to {mostCalls} a {by}
      </text>
      <path class="count-bar" d={bars.join("")} />
      <line
        class="baseline"
        x1={LEFT}
        x2={width - RIGHT}
        y1={barsTop + barsHeight}
        y2={barsTop + barsHeight}
      />
      <path class="trend-line" d={line.join("")} />
      <path class="trend-dot" d={dots(points.filter(({ span }) => isSolid(span)))} />
      <path
        class="trend-dot trend-dot-hollow"
        d={dots(points.filter(({ span }) => !isSolid(span)))}
      />
      {spans.map(
        (span, at) =>
          at % labelEvery === 0 && (
            <text class="axis" x={x(at).toFixed(1)} y={height - 8} text-anchor="middle">
              {formatDay(span.from)}
            </text>
          ),
      )}
      {layout.tellsDays &&
        spans.map((span, at) => (
          <rect
            class="hover"
            x={(LEFT + step * at).toFixed(1)}
            y={TOP}
            width={step.toFixed(1)}
            height={(height - TOP - AXIS).toFixed(1)}
          >
            <title>{describe(span)}</title>
          </rect>
        ))}
    </svg>
  );
}

function TrendTable({ trend: { by, spans } }: { trend: Trend }) {
  return (
    <details class="data-table">
      <summary>Show as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{by === "day" ? "Day" : "Week"}</th>
            <th scope="col" class="number">
              Average score
            </th>
            <th scope="col" class="number">
              Scored calls
            </th>
            <th scope="col" class="number">
              Flagged
            </th>
          </tr>
        </thead>
        <tbody>
          {spans.map((span) => (
            <tr>
              <th scope="row">{formatDays(span)}</th>
              <td class="number">{formatScore(span.averageScore)}</td>
              <td class="number">{span.calls}</td>
              <td class="number">{span.flaggedCalls}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
