import { formatCount, formatScore, formatShare } from "../format.ts";
import type { Figures, Overview } from "../overview.usecase.ts";
import { toneOfTotal } from "../tone.ts";
import { Change } from "./change.tsx";
import { Figure } from "./figure.tsx";
import { ToneShape } from "./tone-shape.tsx";

const percentOf = (part: number, of: number) => (of === 0 ? null : (part / of) * 100);
const flaggedPercent = (figures: Figures | null) =>
  figures === null ? null : percentOf(figures.flaggedCalls, figures.scoredCalls);
const scoredPercent = (figures: Figures | null) =>
  figures === null ? null : percentOf(figures.scoredCalls, figures.totalCalls);

/** The four figures a manager looks at first, each next to the period before. */
export function KeyFigures({ overview }: { overview: Overview }) {
  const { now, before } = overview;
  const isBeyondChance = (id: "score" | "flagged" | "coverage") =>
    overview.changes.some((change) => change.id === id && change.isBeyondChance);
  return (
    <section aria-label="Key figures">
      <dl class="figures">
        <Figure
          name="Average score"
          value={
            <>
              {formatScore(now.averageScore)} <ToneShape tone={toneOfTotal(now.averageScore)} />
            </>
          }
          change={
            <Change
              now={now.averageScore}
              before={before?.averageScore ?? null}
              riseIs={isBeyondChance("score") ? "good" : "neutral"}
              format={formatScore}
            />
          }
        />
        <Figure
          name="Calls scored"
          value={formatCount(now.scoredCalls)}
          change={
            <Change
              now={now.scoredCalls}
              before={before?.scoredCalls ?? null}
              riseIs="neutral"
              format={formatCount}
            />
          }
        />
        <Figure
          name="Flagged"
          value={formatCount(now.flaggedCalls)}
          detail={`${formatShare(now.flaggedCalls, now.scoredCalls)} of scored · ${autoFailText(overview)}`}
          change={
            <Change
              now={flaggedPercent(now)}
              before={flaggedPercent(before)}
              riseIs={isBeyondChance("flagged") ? "bad" : "neutral"}
              format={formatScore}
              unit=" points"
            />
          }
        />
        <Figure
          name="Coverage"
          value={formatShare(now.scoredCalls, now.totalCalls)}
          detail={`of ${formatCount(now.totalCalls)} recorded`}
          change={
            <Change
              now={scoredPercent(now)}
              before={scoredPercent(before)}
              riseIs={isBeyondChance("coverage") ? "good" : "neutral"}
              format={formatScore}
              unit=" points"
            />
          }
        />
      </dl>
      <p class="figures-note">
        {before === null
          ? `The ${overview.days} days before had too few scored calls to compare with.`
          : `Changes are against the ${overview.days} days before; those within chance are grey.`}
        {overview.changes.length === 0 && overview.days > 7 && (
          <>
            {" "}
            <a href="/?days=7">The last seven days</a> may have enough.
          </>
        )}
      </p>
    </section>
  );
}

function autoFailText({ now, autoFailed }: Overview): string {
  const count = formatCount(autoFailed.autoFailed);
  return autoFailed.flagged < now.flaggedCalls
    ? `${count} of the newest ${formatCount(autoFailed.flagged)} by auto-fail`
    : `${count} by auto-fail`;
}
