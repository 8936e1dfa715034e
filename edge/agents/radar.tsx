import { formatMarkAverage } from "../dashboard/format.ts";
import { criterionName } from "../dashboard/wording.ts";
import type { CriterionStanding } from "./findings.ts";

const WIDTH = 540;
const HEIGHT = 360;
const CENTRE = { x: WIDTH / 2, y: HEIGHT / 2 };
const RADIUS = 122;
const LABEL_GAP = 16;
const LOWEST = 1;
const HIGHEST = 5;
/** Names longer than this are broken in two lines. */
const LINE_CHARS = 15;
const LINE_HEIGHT = 15;

/** An agent's average marks around a circle, the team's as a dashed line; the table beside it has the numbers. */
export function Radar({
  criteria,
  name,
}: {
  criteria: readonly CriterionStanding[];
  name: string;
}) {
  const ringMarks = [2, 3, 4, 5];
  const at = (index: number, mark: number) => placeOf(index / criteria.length, mark);
  return (
    <figure class="radar">
      <svg
        class="chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-labelledby="radar-title radar-description"
      >
        <title id="radar-title">Average marks by criterion, beside the team's</title>
        <desc id="radar-description">
          {criteria
            .map(({ id, average }) => `${criterionName(id)} ${formatMarkAverage(average)}`)
            .join(", ")}
          . The table has the team's as well.
        </desc>
        {ringMarks.map((mark) => (
          <polygon
            class={mark === HIGHEST ? "radar-ring radar-rim" : "radar-ring"}
            points={points(criteria.map((_, index) => at(index, mark)))}
          />
        ))}
        {criteria.map((_, index) => {
          const end = at(index, HIGHEST);
          return <line class="radar-ring" x1={CENTRE.x} y1={CENTRE.y} x2={end.x} y2={end.y} />;
        })}
        <polygon class="radar-team" points={markPoints(criteria.map(({ team }) => team))} />
        <polygon class="radar-own" points={markPoints(criteria.map(({ average }) => average))} />
        {criteria.map(({ average }, index) => {
          if (average === null) return null;
          const { x, y } = at(index, average);
          return <circle class="radar-dot" cx={x} cy={y} r="3.6" />;
        })}
        {ringMarks.map((mark) => {
          const { y } = at(0, mark);
          return (
            <text class="axis radar-mark" x={CENTRE.x + 5} y={y + 4}>
              {mark}
            </text>
          );
        })}
        {criteria.map(({ id }, index) => (
          <Label name={criterionName(id)} turn={index / criteria.length} />
        ))}
      </svg>
      <figcaption class="legend">
        <span class="legend-item">
          <span class="key key-line" /> {name}
        </span>
        <span class="legend-item">
          <span class="key key-team" /> the team
        </span>
      </figcaption>
    </figure>
  );
}

type Place = { x: number; y: number };

/** Where a mark lies on the axis that is `turn` of a full turn from the top, clockwise. */
function placeOf(turn: number, mark: number): Place {
  return around(turn, ((mark - LOWEST) / (HIGHEST - LOWEST)) * RADIUS);
}

function around(turn: number, radius: number): Place {
  const angle = turn * 2 * Math.PI;
  return {
    x: rounded(CENTRE.x + Math.sin(angle) * radius),
    y: rounded(CENTRE.y - Math.cos(angle) * radius),
  };
}

const rounded = (value: number) => Math.round(value * 10) / 10;
const points = (places: readonly Place[]) => places.map(({ x, y }) => `${x},${y}`).join(" ");

/** A criterion without a mark has no corner. */
function markPoints(marks: readonly (number | null)[]): string {
  return points(
    marks.flatMap((mark, index) => (mark === null ? [] : [placeOf(index / marks.length, mark)])),
  );
}

function Label({ name, turn }: { name: string; turn: number }) {
  const { x, y } = around(turn, RADIUS + LABEL_GAP);
  const side = Math.sin(turn * 2 * Math.PI);
  const anchor = Math.abs(side) < 0.1 ? "middle" : side > 0 ? "start" : "end";
  const lines = linesOf(name);
  // At the top the lines stand above the place, at the bottom below, at the sides around it.
  const lift = ((1 + Math.cos(turn * 2 * Math.PI)) / 2) * (lines.length - 1) * LINE_HEIGHT;
  return (
    <text class="radar-label" text-anchor={anchor}>
      {lines.map((line, at) => (
        <tspan x={x} y={rounded(y + 4 - lift + at * LINE_HEIGHT)}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

function linesOf(name: string): string[] {
  if (name.length <= LINE_CHARS) return [name];
  const breakAt = name.indexOf(" ", Math.floor(name.length / 3));
  return breakAt === -1 ? [name] : [name.slice(0, breakAt), name.slice(breakAt + 1)];
}
