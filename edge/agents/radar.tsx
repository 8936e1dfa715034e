import { formatMarkAverage } from "../dashboard/format.ts";
import { criterionLabel } from "./criterion-label.ts";
import type { CriterionStanding } from "./findings.ts";

type Layout = { name: "wide" | "narrow"; width: number; height: number; radius: number };

/** Two drawings of the same marks, because text in a drawing cannot reflow; the stylesheet shows one of them. */
const WIDE: Layout = { name: "wide", width: 520, height: 400, radius: 148 };
const NARROW: Layout = { name: "narrow", width: 404, height: 266, radius: 84 };

const LABEL_GAP = 14;
const LOWEST = 1;
const HIGHEST = 5;
const RINGS = [2, 3, 4, 5];
/** Names longer than this are broken in two lines. */
const LINE_CHARS = 15;
const LINE_HEIGHT = 15;

type Drawn = { criteria: readonly CriterionStanding[]; layout: Layout };

/** An agent's average marks around a circle, the team's as a dashed line; the table beside it has the numbers. */
export function Radar({
  criteria,
  name,
}: {
  criteria: readonly CriterionStanding[];
  name: string;
}) {
  return (
    <figure class="radar">
      <Drawing criteria={criteria} layout={WIDE} />
      <Drawing criteria={criteria} layout={NARROW} />
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

function Drawing({ criteria, layout }: Drawn) {
  const centre = { x: layout.width / 2, y: layout.height / 2 };
  const count = criteria.length;
  const at = (index: number, mark: number) => placeOf(layout, index / count, mark);
  /** A criterion without a mark has no corner. */
  const shape = (marks: readonly (number | null)[]) =>
    points(marks.flatMap((mark, index) => (mark === null ? [] : [at(index, mark)])));
  const titleId = `radar-title-${layout.name}`;
  const descriptionId = `radar-description-${layout.name}`;
  return (
    <svg
      class={`chart chart-${layout.name}`}
      viewBox={`0 0 ${layout.width} ${layout.height}`}
      role="img"
      aria-labelledby={`${titleId} ${descriptionId}`}
    >
      <title id={titleId}>Average marks by criterion, beside the team's</title>
      <desc id={descriptionId}>
        {criteria
          .map(({ id, average }) => `${criterionLabel(id)} ${formatMarkAverage(average)}`)
          .join(", ")}
        . The table has the team's as well.
      </desc>
      {RINGS.map((mark) => (
        <polygon
          class={mark === HIGHEST ? "radar-ring radar-rim" : "radar-ring"}
          points={shape(criteria.map(() => mark))}
        />
      ))}
      {criteria.map((_, index) => {
        const end = at(index, HIGHEST);
        return <line class="radar-ring" x1={centre.x} y1={centre.y} x2={end.x} y2={end.y} />;
      })}
      <polygon class="radar-team" points={shape(criteria.map(({ team }) => team))} />
      <polygon class="radar-own" points={shape(criteria.map(({ average }) => average))} />
      {criteria.map(({ average }, index) => {
        if (average === null) return null;
        const { x, y } = at(index, average);
        return <circle class="radar-dot" cx={x} cy={y} r="3.6" />;
      })}
      {RINGS.map((mark) => (
        <text class="axis radar-mark" x={centre.x + 5} y={at(0, mark).y + 4}>
          {mark}
        </text>
      ))}
      {criteria.map(({ id }, index) => (
        <Label name={criterionLabel(id)} turn={index / count} layout={layout} />
      ))}
    </svg>
  );
}

type Place = { x: number; y: number };

/** Where a mark lies on the axis that is `turn` of a full turn from the top, clockwise. */
function placeOf(layout: Layout, turn: number, mark: number): Place {
  return around(layout, turn, ((mark - LOWEST) / (HIGHEST - LOWEST)) * layout.radius);
}

function around({ width, height }: Layout, turn: number, radius: number): Place {
  const angle = turn * 2 * Math.PI;
  return {
    x: rounded(width / 2 + Math.sin(angle) * radius),
    y: rounded(height / 2 - Math.cos(angle) * radius),
  };
}

const rounded = (value: number) => Math.round(value * 10) / 10;
const points = (places: readonly Place[]) => places.map(({ x, y }) => `${x},${y}`).join(" ");

function Label({ name, turn, layout }: { name: string; turn: number; layout: Layout }) {
  const { x, y } = around(layout, turn, layout.radius + LABEL_GAP);
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
