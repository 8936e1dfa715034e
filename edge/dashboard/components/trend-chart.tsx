import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { formatDay, formatScore, formatWeekday, plural } from "../format.ts";
import { SOLID_FROM_CALLS, type TrendDay } from "../trend-days.ts";

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

const isSolid = (day: TrendDay) => day.calls >= SOLID_FROM_CALLS;

/** As a path's data. */
const circle = (x: number, y: number, radius: number) =>
  `M${(x - radius).toFixed(1)} ${y.toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 -${2 * radius} 0`;

const describe = (day: TrendDay) =>
  day.averageScore === null
    ? `${formatWeekday(day.date)}: no scored calls`
    : `${formatWeekday(day.date)}: ${formatScore(day.averageScore)} over ${plural(day.calls, "call")}, ${day.flaggedCalls} flagged`;

/** Average score per day as a line, the number of calls behind it as bars below, and both as a table. */
export function TrendChart({ days }: { days: readonly TrendDay[] }) {
  return (
    <figure class="trend">
      <TrendDrawing days={days} layout={WIDE} />
      <TrendDrawing days={days} layout={NARROW} />
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
      <TrendTable days={days} />
    </figure>
  );
}

function TrendDrawing({ days, layout }: { days: readonly TrendDay[]; layout: Layout }) {
  const { width, height } = layout;
  const scored = days.flatMap(({ averageScore }) => (averageScore === null ? [] : [averageScore]));
  const lowest = Math.min(defaultScorecard.flag_below, ...scored);
  const floor = Math.max(20, Math.floor((lowest - 5) / 10) * 10);
  const mostCalls = Math.max(1, ...days.map((day) => day.calls));

  const plotHeight = (height - TOP - GAP - AXIS) * LINE_PART;
  const barsTop = TOP + plotHeight + GAP;
  const barsHeight = height - barsTop - AXIS;
  const step = (width - LEFT - RIGHT) / days.length;
  const x = (at: number) => LEFT + step * (at + 0.5);
  const y = (total: number) => TOP + plotHeight * (1 - (total - floor) / (100 - floor));
  const points = days.flatMap((day, at) =>
    day.averageScore === null ? [] : [{ day, at, px: x(at), py: y(day.averageScore) }],
  );
  const line = points.map(
    ({ px, py }, at) => `${at === 0 ? "M" : "L"}${px.toFixed(1)} ${py.toFixed(1)}`,
  );
  const gridlines = [floor, (floor + 100) / 2, 100];
  const labelEvery = Math.ceil(days.length / layout.dayLabels);
  const barWidth = Math.max(1, Math.min(22, step * 0.62));
  // One path for all bars, and one for all dots: an element for each takes a page of 90 days longer to write than a Worker has.
  const bars = days.map((day, at) => {
    const barHeight = ((day.calls / mostCalls) * barsHeight).toFixed(1);
    const from = `M${(x(at) - barWidth / 2).toFixed(1)} ${(barsTop + barsHeight).toFixed(1)}`;
    return `${from}v-${barHeight}h${barWidth.toFixed(1)}v${barHeight}z`;
  });
  const radius = days.length > 40 ? 2.4 : 3.6;
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
      <title id={titleId}>Average score per day, with the number of scored calls</title>
      <desc id={descriptionId}>
        {points.length === 0
          ? "No scored calls in this period."
          : `${points.length} days with scored calls; the averages run from ${formatScore(Math.min(...scored))} to ${formatScore(Math.max(...scored))}. The table below has every day.`}
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
        Scored calls, up to {mostCalls} a day
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
      <path class="trend-dot" d={dots(points.filter(({ day }) => isSolid(day)))} />
      <path
        class="trend-dot trend-dot-hollow"
        d={dots(points.filter(({ day }) => !isSolid(day)))}
      />
      {days.map(
        (day, at) =>
          at % labelEvery === 0 && (
            <text class="axis" x={x(at).toFixed(1)} y={height - 8} text-anchor="middle">
              {formatDay(day.date)}
            </text>
          ),
      )}
      {layout.tellsDays &&
        days.map((day, at) => (
          <rect
            class="hover"
            x={(LEFT + step * at).toFixed(1)}
            y={TOP}
            width={step.toFixed(1)}
            height={(height - TOP - AXIS).toFixed(1)}
          >
            <title>{describe(day)}</title>
          </rect>
        ))}
    </svg>
  );
}

function TrendTable({ days }: { days: readonly TrendDay[] }) {
  return (
    <details class="data-table">
      <summary>Show as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Day</th>
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
          {days.map((day) => (
            <tr>
              <th scope="row">{formatWeekday(day.date)}</th>
              <td class="number">{formatScore(day.averageScore)}</td>
              <td class="number">{day.calls}</td>
              <td class="number">{day.flaggedCalls}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
