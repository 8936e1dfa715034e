import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { markValue } from "#shared/scoring/score-call.ts";

import type { ScoreRecord } from "../../qa-api/call-record.repository.ts";
import type { LocatedQuote } from "../../scoring/scored-criterion.ts";
import { formatClock } from "../format.ts";
import { autoFailName, CRITERIA } from "../wording.ts";
import { MarkScale } from "./mark-scale.tsx";

/** Auto-fails first, then every criterion with its mark, the level it stands for, the rationale and the quotes. */
export function CriteriaList({
  score,
  coachPath = null,
}: {
  score: ScoreRecord;
  /** Where a coaching clip is made of what was heard for a criterion; null for whoever makes none. */
  coachPath?: ((criterionId: string) => string) | null;
}) {
  const byId = new Map(CRITERIA.map((criterion) => [criterion.id, criterion]));
  return (
    <div class="criteria">
      {score.autoFails.map((found) => (
        <article class="criterion auto-fail" id={`criterion-${found.id}`}>
          <header>
            <h3>{autoFailName(found.id)}</h3>
            <span class="auto-fail-label">Auto-fail</span>
          </header>
          <p class="level">Flags the call whatever its total.</p>
          <Quotes quotes={found.evidence} />
        </article>
      ))}
      {score.criteria.map((scored) => {
        // only the default card's words are known here, and its levels as they are now
        const criterion = score.scorecardId === "default" ? byId.get(scored.id) : undefined;
        const level =
          criterion === undefined || score.scorecardVersion !== defaultScorecard.version
            ? null
            : levelText(criterion.levels, markValue(scored.mark));
        return (
          <article class="criterion" id={`criterion-${scored.id}`}>
            <header>
              <h3>
                {criterion?.name ?? scored.id}{" "}
                {criterion !== undefined && <span class="weight">{criterion.weight} %</span>}
              </h3>
              <MarkScale mark={scored.mark} />
            </header>
            {level !== null && <p class="level">{level}</p>}
            <p class="rationale">{scored.rationale}</p>
            <Quotes quotes={scored.evidence} />
            {coachPath !== null && (
              <p class="coach-link">
                <a href={coachPath(scored.id)}>
                  Coach this<span class="hidden">: {criterion?.name ?? scored.id}</span>
                </a>
              </p>
            )}
          </article>
        );
      })}
    </div>
  );
}

function levelText(levels: (typeof CRITERIA)[number]["levels"], mark: number | null) {
  const found = Object.entries(levels).find(([level]) => Number(level) === mark);
  return found?.[1] ?? null;
}

function Quotes({ quotes }: { quotes: readonly LocatedQuote[] }) {
  if (quotes.length === 0) return null;
  return (
    <ul class="quotes">
      {quotes.map((quote) => (
        <li>
          <a class="quote-time" href={`#line-${quote.segment}`}>
            <span class="hidden">Heard at </span>
            {formatClock(quote.start_sec)}
          </a>
          <q>{quote.quote}</q>
        </li>
      ))}
    </ul>
  );
}
