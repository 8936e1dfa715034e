import { formatCount, formatMarkAverage, formatScore } from "../dashboard/format.ts";
import { criterionName } from "../dashboard/wording.ts";
import { EFFECT_DAYS, type Effect } from "./coaching-effect.ts";

/** What became of the marks a task was about, in the weeks before and after it was done. */
export function EffectTable({ effects }: { effects: readonly Effect[] }) {
  return (
    <>
      <div class="scroll" tabindex={0} role="group" aria-label="Averages before and after">
        <table class="compare effect">
          <thead>
            <tr>
              <th scope="col">Average</th>
              <th scope="col" class="number">
                {EFFECT_DAYS} days before
              </th>
              <th scope="col" class="number">
                {EFFECT_DAYS} days after
              </th>
              <th scope="col" class="number">
                Change
              </th>
            </tr>
          </thead>
          <tbody>
            {effects.map((effect) => (
              <EffectRow effect={effect} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="hint">
        ± is the 95 % interval of the change; one within it may be chance (≈). Tasks are made after
        weak calls, so part of a rise comes by itself.
      </p>
    </>
  );
}

function EffectRow({ effect }: { effect: Effect }) {
  const { criterionId, before, after, margin } = effect;
  const format = criterionId === null ? formatScore : formatMarkAverage;
  const side = (one: Effect["before"]) => (
    <td class="number">
      {format(one?.average ?? null)}
      <span class="sub">{one === null ? "no calls" : `n = ${formatCount(one.calls)}`}</span>
    </td>
  );
  return (
    <tr>
      <th scope="row">{criterionId === null ? "Score" : criterionName(criterionId)}</th>
      {side(before)}
      {side(after)}
      <td class="number">
        {before === null || after === null ? (
          "–"
        ) : (
          <Difference difference={after.average - before.average} margin={margin} format={format} />
        )}
      </td>
    </tr>
  );
}

function Difference({
  difference,
  margin,
  format,
}: {
  difference: number;
  margin: number | null;
  format: (value: number) => string;
}) {
  const isBeyondChance = margin !== null && Math.abs(difference) > margin;
  const tone = !isBeyondChance ? "neutral" : difference > 0 ? "good" : "bad";
  return (
    <>
      <span class={`change change-${tone}`}>
        <span aria-hidden="true">{!isBeyondChance ? "≈" : difference > 0 ? "▲" : "▼"}</span>{" "}
        <span class="hidden">{difference < 0 ? "down" : "up"}</span>
        {difference < 0 ? "−" : "+"}
        {format(Math.abs(difference))}
      </span>
      <span class="sub">
        {margin === null ? "too few calls to tell" : `± ${format(margin)}`}
        {margin !== null && !isBeyondChance && <span class="hidden">, may be chance</span>}
      </span>
    </>
  );
}
