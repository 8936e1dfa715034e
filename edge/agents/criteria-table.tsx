import { ToneShape } from "../dashboard/components/tone-shape.tsx";
import { formatMarkAverage } from "../dashboard/format.ts";
import { toneOfMark } from "../dashboard/tone.ts";
import { agentCallsAddress } from "./agents-address.ts";
import { criterionLabel } from "./criterion-label.ts";
import { LEAST_DIFFERENCE, LEAST_MARKS, type CriterionStanding } from "./findings.ts";

/** What the radar shows, in numbers, each criterion leading to its calls. */
export function CriteriaTable({
  criteria,
  base,
  days,
}: {
  criteria: readonly CriterionStanding[];
  base: string;
  days: number;
}) {
  const hasThin = criteria.some(({ marks }) => marks > 0 && marks < LEAST_MARKS);
  return (
    <>
      <table class="bars">
        <thead>
          <tr>
            <th scope="col">Criterion</th>
            <th scope="col" class="number">
              Mark
            </th>
            <th scope="col" class="number">
              Team
            </th>
            <th scope="col" class="number">
              Difference
            </th>
            <th scope="col" class="number optional">
              Marks
            </th>
          </tr>
        </thead>
        <tbody>
          {criteria.map(({ id, average, team, marks }) => (
            <tr>
              <th scope="row" class="criterion-name">
                <a href={agentCallsAddress(base, { days, criterion: id })}>{criterionLabel(id)}</a>
              </th>
              <td class="number strong">
                {formatMarkAverage(average)} <ToneShape tone={toneOfMark(average)} />
              </td>
              <td class="number">{formatMarkAverage(team)}</td>
              <td class="number">
                <Difference value={average === null || team === null ? null : average - team} />
              </td>
              <td class="number optional">
                {marks > 0 && marks < LEAST_MARKS ? <span class="quiet">{marks}*</span> : marks}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasThin && (
        <p class="table-note">* Fewer than {LEAST_MARKS} marks: hardly more than chance.</p>
      )}
    </>
  );
}

/** A mark above or below the team's, its sign before its colour; too close to the team to stand out, it has none. */
export function Difference({ value }: { value: number | null }) {
  if (value === null) return <span class="change">–</span>;
  const size = formatMarkAverage(Math.abs(value));
  if (size === formatMarkAverage(0)) return <span class="change">{size}</span>;
  const tone = Math.abs(value) < LEAST_DIFFERENCE ? "neutral" : value > 0 ? "good" : "bad";
  return (
    <span class={`change change-${tone}`}>
      {value > 0 ? "+" : "−"}
      {size}
    </span>
  );
}
