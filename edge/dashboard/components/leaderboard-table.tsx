import { formatScore, plural } from "../format.ts";
import { MIN_CALLS_TO_RANK, type Overview, type RankedAgent } from "../overview.usecase.ts";
import { toneOfTotal } from "../tone.ts";
import { RangeBar } from "./bar.tsx";
import { Change } from "./change.tsx";
import { Score } from "./score.tsx";

const SHOWN_AT_ONCE = 8;

/** Agents by average score, the first of them at once and others on request. */
export function LeaderboardTable({ overview }: { overview: Overview }) {
  const { leaderboard, unranked, days } = overview;
  const { first, leftOut, last } = leaderboard;
  if (first.length === 0) {
    return (
      <p class="quiet">
        Nobody has {MIN_CALLS_TO_RANK} scored calls in this period yet; fewer say little about an
        agent.
      </p>
    );
  }
  const more = first.slice(SHOWN_AT_ONCE);
  const hasChanges = [...first, ...last].some(({ before }) => before !== null);
  return (
    <>
      <Rows agents={first.slice(0, SHOWN_AT_ONCE)} hasChanges={hasChanges} days={days} />
      {more.length > 0 && (
        <details class="more">
          <summary>{plural(more.length + leftOut + last.length, "more agent")}</summary>
          <Rows
            agents={leftOut === 0 ? [...more, ...last] : more}
            hasChanges={hasChanges}
            days={days}
          />
          {leftOut > 0 && (
            <>
              <p class="table-note">
                {plural(leftOut, "agent")} in the middle left out here;{" "}
                <a href={`/agents?days=${days}`}>the list of agents</a> has all of them.
              </p>
              <Rows agents={last} hasChanges={hasChanges} days={days} />
            </>
          )}
        </details>
      )}
      <p class="table-note">
        Bars run from an agent's lowest to highest call, the tick is the average.
        {unranked > 0 &&
          ` ${plural(unranked, "agent")} with fewer than ${MIN_CALLS_TO_RANK} scored calls ${unranked === 1 ? "is" : "are"} not ranked.`}
      </p>
    </>
  );
}

type RowsProps = { agents: RankedAgent[]; hasChanges: boolean; days: number };

function Rows({ agents, hasChanges, days }: RowsProps) {
  return (
    <table class="bars leaderboard">
      <thead>
        <tr>
          <th scope="col" class="number">
            <span class="hidden">Rank</span>
          </th>
          <th scope="col">Agent</th>
          <th scope="col" class="bar-cell">
            <span class="scale-ends">
              <span>20</span>
              <span>100</span>
            </span>
          </th>
          <th scope="col" class="number">
            Average
          </th>
          {hasChanges && (
            <th scope="col" class="number optional">
              Change
            </th>
          )}
          <th scope="col" class="number">
            Calls
          </th>
          <th scope="col" class="number">
            Flagged
          </th>
        </tr>
      </thead>
      <tbody>
        {agents.map((agent) => (
          <tr>
            <td class="number rank">{agent.rank}</td>
            <th scope="row" class="name">
              <a href={`/agents/${encodeURIComponent(agent.agent_user)}?days=${days}`}>
                {agent.agent_name ?? agent.agent_user}
              </a>
            </th>
            <td class="bar-cell">
              {agent.avg_score !== null && (
                <RangeBar
                  min={agent.min_score ?? agent.avg_score}
                  max={agent.max_score ?? agent.avg_score}
                  average={agent.avg_score}
                  tone={toneOfTotal(agent.avg_score)}
                />
              )}
            </td>
            <td class="number strong">
              <Score total={agent.avg_score} />
            </td>
            {hasChanges && (
              <td class="number optional">
                <Change
                  now={agent.avg_score}
                  before={agent.before}
                  riseIs="good"
                  format={formatScore}
                />
              </td>
            )}
            <td class="number">{agent.calls}</td>
            <td class="number">{agent.flagged}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
