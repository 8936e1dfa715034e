import type { Child } from "hono/jsx";

import { Score } from "../dashboard/components/score.tsx";
import { formatCount, formatScore, formatShare, plural } from "../dashboard/format.ts";
import { toneOfTotal } from "../dashboard/tone.ts";
import { agentAddress, agentBase, agentsAddress } from "./agents-address.ts";
import type { AgentsView } from "./agents-view.usecase.ts";
import { MoveMark } from "./move-mark.tsx";
import type { SortColumn } from "./sort-standings.ts";
import type { Standing } from "./standing.ts";

const LOWEST = 20;
const HIGHEST = 100;
/** The scale ends at multiples of it. */
const SCALE_STEP = 5;

/** Agents by average, each with how sure it is and how it moved; those with too few calls below, without a rank. */
export function Leaderboard({ view }: { view: AgentsView }) {
  const scale = scaleOf(view.agents);
  const hasMoves = view.agents.some(({ move }) => move !== null);
  return (
    <table class="bars standings">
      <thead>
        <tr>
          <Head view={view} column="rank" class="number">
            Rank
          </Head>
          <Head view={view} column="name">
            Agent
          </Head>
          <th scope="col" class="bar-cell interval-cell">
            <span class="hidden">
              Average and interval, drawn from {scale.from} to {scale.to}
            </span>
            <span class="scale-ends" aria-hidden="true">
              <span>{scale.from}</span>
              <span>{scale.to}</span>
            </span>
          </th>
          <Head view={view} column="average" class="number">
            Average
          </Head>
          <th scope="col" class="number optional">
            Interval
          </th>
          {hasMoves && (
            <Head view={view} column="change" class="number">
              Change
            </Head>
          )}
          <Head view={view} column="calls" class="number optional">
            Calls
          </Head>
          <Head view={view} column="flagged" class="number">
            Flagged
          </Head>
        </tr>
      </thead>
      <tbody>
        {view.agents.map((agent) => (
          <Row agent={agent} days={view.choice.days} scale={scale} hasMoves={hasMoves} />
        ))}
      </tbody>
    </table>
  );
}

type Scale = { from: number; to: number };

/** The part of the scale from 20 to 100 in which all intervals lie. */
function scaleOf(agents: readonly Standing[]): Scale {
  const ends = agents.flatMap(({ average, margin }) =>
    average === null ? [] : [average - (margin ?? 0), average + (margin ?? 0)],
  );
  if (ends.length === 0) return { from: LOWEST, to: HIGHEST };
  const from = Math.floor(Math.min(...ends) / SCALE_STEP) * SCALE_STEP;
  const to = Math.ceil(Math.max(...ends) / SCALE_STEP) * SCALE_STEP;
  return {
    from: Math.max(LOWEST, from),
    to: Math.min(HIGHEST, Math.max(to, from + SCALE_STEP)),
  };
}

function Head({
  view,
  column,
  class: className,
  children,
}: {
  view: AgentsView;
  column: SortColumn;
  class?: string;
  children: Child;
}) {
  const { choice } = view;
  const isHere = choice.sort.column === column;
  const isReversed = isHere && !choice.sort.isReversed;
  const ascends = (column === "rank" || column === "name") !== choice.sort.isReversed;
  return (
    <th
      scope="col"
      class={className}
      aria-sort={isHere ? (ascends ? "ascending" : "descending") : undefined}
    >
      <a class="sort" href={agentsAddress({ ...choice, page: 1, sort: { column, isReversed } })}>
        {children}
        {isHere && <span aria-hidden="true">{ascends ? " ▴" : " ▾"}</span>}
      </a>
    </th>
  );
}

function Row({
  agent,
  days,
  scale,
  hasMoves,
}: {
  agent: Standing;
  days: number;
  scale: Scale;
  hasMoves: boolean;
}) {
  const { average, margin, calls, flagged } = agent;
  return (
    <tr class={agent.rank === null ? "unranked" : undefined}>
      <td class="number rank">
        {agent.rank ?? (
          <>
            <span aria-hidden="true">–</span>
            <span class="hidden">not ranked</span>
          </>
        )}
      </td>
      <th scope="row" class="name">
        <a class="row-link" href={agentAddress(agentBase(agent.agentUser), days)}>
          {agent.agentName ?? agent.agentUser}
        </a>
        <span class="sub narrow-only">{plural(calls, "call")}</span>
      </th>
      <td class="bar-cell interval-cell">
        {average !== null && <IntervalBar average={average} margin={margin} scale={scale} />}
      </td>
      <td class="number strong">
        <Score total={average} />
        {margin !== null && <span class="sub narrow-only">{`± ${formatScore(margin)}`}</span>}
      </td>
      <td class="number optional">{margin === null ? "–" : `± ${formatScore(margin)}`}</td>
      {hasMoves && (
        <td class="number">
          <MoveMark move={agent.move} />
        </td>
      )}
      <td class="number optional">{formatCount(calls)}</td>
      <td class="number">
        {formatCount(flagged)} <span class="share optional">{formatShare(flagged, calls)}</span>
      </td>
    </tr>
  );
}

/** The interval as a line, the average as a tick on it; the numbers stand beside it. */
function IntervalBar({
  average,
  margin,
  scale,
}: {
  average: number;
  margin: number | null;
  scale: Scale;
}) {
  const at = (total: number) =>
    Math.min(100, Math.max(0, ((total - scale.from) / (scale.to - scale.from)) * 100));
  const [from, to] = [at(average - (margin ?? 0)), at(average + (margin ?? 0))];
  return (
    <svg class="bar range" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-track" y="3.4" width="100" height="1.2" />
      <rect
        class="range-span"
        x={from.toFixed(2)}
        y="2.4"
        width={(to - from).toFixed(2)}
        height="3.2"
      />
      <rect
        class={`bar-fill tone-${toneOfTotal(average)}`}
        x={(at(average) - 0.6).toFixed(2)}
        width="1.2"
        height="8"
      />
    </svg>
  );
}
