import type { Child } from "hono/jsx";

import { MIN_CALLS_TO_TRUST } from "../../agreement/agreement-figures.ts";
import { percent, signed } from "../../agreement/agreement-table.tsx";
import { formatCount, formatDollars, formatMarkAverage, plural } from "../format.ts";
import type { Judge } from "../overview.usecase.ts";

/** Whether the judge can be trusted, and what it costs. */
export function JudgePanel({ judge }: { judge: Judge }) {
  const { agreement, cost } = judge;
  const { calls } = agreement;
  if (calls === 0) {
    return (
      <dl class="facts">
        <Fact name="Agreement with people" value="No reviews yet">
          Take a call from the <a href="/review">review queue</a>: each review is held against the
          judge's marks.
        </Fact>
        <Cost cost={cost} />
      </dl>
    );
  }
  return (
    <dl class="facts">
      <Fact name="Same mark as people" value={percent(agreement.exact)}>
        {percent(agreement.withinOne)} within one level
      </Fact>
      <Fact name="Kappa" value={formatMarkAverage(agreement.kappa)}>
        1 is full agreement, 0 chance
      </Fact>
      <Fact name="Bias" value={signed(agreement.bias)}>
        levels; above 0 is more lenient than people
      </Fact>
      <Fact name="Measured on" value={plural(calls, "review")}>
        {calls < MIN_CALLS_TO_TRUST
          ? `too few below ${MIN_CALLS_TO_TRUST}`
          : calls >= judge.mostReviews
            ? "of the newest calls"
            : "all of the period"}
      </Fact>
      <Cost cost={cost} />
    </dl>
  );
}

function Cost({ cost }: Pick<Judge, "cost">) {
  return (
    <Fact name="Cost of judging" value={formatDollars(cost.now)}>
      {cost.calls > 0 &&
        `${formatDollars(cost.now / cost.calls)} a call, ${formatCount(cost.calls)} judged · `}
      {formatDollars(cost.before)} before
    </Fact>
  );
}

function Fact({ name, value, children }: { name: string; value: string; children: Child }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>
        <span class="fact-value">{value}</span>
        <span class="sub">{children}</span>
      </dd>
    </div>
  );
}
