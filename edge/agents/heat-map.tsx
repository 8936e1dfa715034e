import type { CategoryMatrix } from "#shared/contracts/qa-lists.ts";

import { formatMarkAverage, plural } from "../dashboard/format.ts";
import { agentAddress, agentBase, agentCallsAddress } from "./agents-address.ts";
import type { AgentsChoice, AgentsView } from "./agents-view.usecase.ts";
import { criterionLabel } from "./criterion-label.ts";
import { LEGEND, levelOf } from "./heat-levels.ts";

/**
 * Agents by criteria, each cell its average mark and the way to the calls behind it. The scale goes from orange to blue, and
 * from dark to light to dark, so that no colour blindness hides it; the number is always there.
 */
export function HeatMap({ view }: { view: AgentsView }) {
  const { choice } = view;
  const cells = Map.groupBy(view.matrix, (cell) => cell.agent_user);
  return (
    <>
      <div class="scroll heat-box" tabindex={0} role="group" aria-labelledby="heat-heading">
        <table class="heat">
          <thead>
            <tr>
              <th scope="col" class="heat-name">
                Agent
              </th>
              {view.criteria.map(({ id }) => (
                <th scope="col">{criterionLabel(id)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr class="heat-team">
              <th scope="row" class="heat-name">
                All agents
              </th>
              {view.criteria.map(({ average }) => (
                <td>
                  <span class={`heat-cell heat-${levelOf(average)}`}>
                    {formatMarkAverage(average)}
                  </span>
                </td>
              ))}
            </tr>
            {view.agents.map((agent) => (
              <tr>
                <th scope="row" class="heat-name">
                  <a href={agentAddress(agentBase(agent.agentUser), choice.days)}>
                    {agent.agentName ?? agent.agentUser}
                  </a>
                </th>
                {view.criteria.map(({ id }) => (
                  <Cell
                    cell={cells.get(agent.agentUser)?.find(({ category }) => category === id)}
                    choice={choice}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="legend heat-legend" aria-label="Average mark">
        {LEGEND.map(({ level, text }) => (
          <li class="legend-item">
            <span class={`key heat-key heat-${level}`} /> {text}
          </li>
        ))}
        <li class="legend-item">
          <span class="key heat-key heat-thin" /> fewer than {plural(choice.minCalls, "mark")}:
          hardly more than chance
        </li>
      </ul>
    </>
  );
}

function Cell({
  cell,
  choice: { minCalls, days, campaignId },
}: {
  cell: CategoryMatrix[number] | undefined;
  choice: AgentsChoice;
}) {
  if (cell === undefined || cell.avg_score === null) {
    return (
      <td>
        <span class="heat-cell">–</span>
      </td>
    );
  }
  const { agent_user: agentUser, avg_score: average, category: criterion, n } = cell;
  const isThin = n < minCalls;
  return (
    <td>
      <a
        class={`heat-cell ${isThin ? "heat-thin" : `heat-${levelOf(average)}`}`}
        href={agentCallsAddress(agentBase(agentUser), { days, criterion, campaignId })}
        title={plural(n, "mark")}
      >
        {formatMarkAverage(average)}
        {isThin && <span class="heat-n">n {n}</span>}
      </a>
    </td>
  );
}
