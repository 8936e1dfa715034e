import type { Criterion } from "#shared/scorecard/scorecard.ts";
import { markValue } from "#shared/scoring/score-call.ts";

import type { ScoreRecord } from "../../qa-api/call-record.repository.ts";
import { citationName, type CallCard } from "../../reviews/card-of-call.ts";
import type { LocatedQuote } from "../../scoring/judging/scored-criterion.ts";
import { formatClock } from "../format.ts";
import { MarkScale } from "./mark-scale.tsx";

/** Auto-fails first, then every criterion with its mark, the level it stands for, the rationale and the quotes. */
export function CriteriaList({
  score,
  card,
  coachPath = null,
}: {
  score: ScoreRecord;
  card: CallCard;
  /** Where a coaching clip is made of what was heard for a criterion; null for whoever makes none. */
  coachPath?: ((criterionId: string) => string) | null;
}) {
  const byId = new Map(
    card.isThatVersion ? card.scorecard.criteria.map((criterion) => [criterion.id, criterion]) : [],
  );
  return (
    <div class="criteria">
      {!card.isThatVersion && (
        <p class="transcript-note">
          This call was judged by {score.scorecardId} version {score.scorecardVersion}, whose level
          descriptions are no longer kept.
        </p>
      )}
      {score.autoFails.map((found) => (
        <article class="criterion auto-fail" id={`criterion-${found.id}`}>
          <header>
            <h3>{citationName(card, found.id)}</h3>
            <span class="auto-fail-label">Auto-fail</span>
          </header>
          <p class="level">Flags the call whatever its total.</p>
          <Quotes quotes={found.evidence} />
        </article>
      ))}
      {score.criteria.map((scored) => {
        const criterion = byId.get(scored.id);
        const level = criterion === undefined ? null : levelText(criterion, markValue(scored.mark));
        return (
          <article class="criterion" id={`criterion-${scored.id}`}>
            <header>
              <h3>
                {citationName(card, scored.id)}{" "}
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

function levelText({ levels }: Criterion, mark: number | null): string | null {
  const found = Object.entries(levels).find(([level]) => Number(level) === mark);
  return found?.[1] ?? null;
}

function Quotes({ quotes }: { quotes: readonly LocatedQuote[] }) {
  if (quotes.length === 0) return null;
  // Several rules of one auto-fail may have found the same words.
  const once = new Map(quotes.map((quote) => [`${quote.segment} ${quote.quote}`, quote]));
  return (
    <ul class="quotes">
      {[...once.values()].map((quote) => (
        <li>
          <a class="quote-time" href={`#line-${quote.segment}`} data-seek={quote.start_sec}>
            <span class="hidden">Heard at </span>
            {formatClock(quote.start_sec)}
          </a>
          <q>{quote.quote}</q>
        </li>
      ))}
    </ul>
  );
}
