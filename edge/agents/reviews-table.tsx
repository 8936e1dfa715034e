import { formatInstant, formatScore, plural } from "../dashboard/format.ts";
import { VerdictBadge } from "../reviews/verdict-badge.tsx";
import type { AgentReview } from "./agent-reviews.repository.ts";
import { MOST_REVIEWS } from "./agent-view.usecase.ts";
import { callAddress } from "./agents-address.ts";

/** What people said of an agent's calls, beside what the judge had given. */
export function ReviewsTable({
  reviews,
  timeZone,
}: {
  reviews: readonly AgentReview[];
  timeZone: string;
}) {
  if (reviews.length === 0) {
    return <p class="quiet">Nobody has reviewed a call of this period yet.</p>;
  }
  const differences = reviews.flatMap((review) => {
    const difference = differenceOf(review);
    return difference === null ? [] : [difference];
  });
  return (
    <>
      {differences.length > 0 && <p class="lead">{inWords(differences)}</p>}
      <table class="bars agent-reviews">
        <thead>
          <tr>
            <th scope="col">Call</th>
            <th scope="col" class="optional">
              Reviewed by
            </th>
            <th scope="col" class="number">
              Person
            </th>
            <th scope="col" class="number">
              Judge
            </th>
            <th scope="col" class="number">
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {reviews.map((review) => (
            <tr>
              <th scope="row">
                <a href={callAddress(review.recordingId)}>
                  {formatInstant(review.startedAt, timeZone)}
                </a>
                <span class="sub narrow-only">{byWhom(review)}</span>
                <VerdictBadge verdict={review.verdict} />
                {review.comment !== "" && <q class="sub clamp">{review.comment}</q>}
              </th>
              <td class="optional">{byWhom(review)}</td>
              <td class="number strong">{formatScore(review.total)}</td>
              <td class="number">{formatScore(review.judgeTotal)}</td>
              <td class="number">{signed(differenceOf(review))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {reviews.length === MOST_REVIEWS && (
        <p class="table-note">The newest {MOST_REVIEWS} are shown.</p>
      )}
    </>
  );
}

const byWhom = ({ reviewerName, isBlind }: AgentReview) =>
  isBlind ? `${reviewerName}, blind` : reviewerName;

function differenceOf({ total, judgeTotal }: AgentReview): number | null {
  return total === null || judgeTotal === null ? null : total - judgeTotal;
}

function signed(difference: number | null): string {
  if (difference === null) return "–";
  const size = formatScore(Math.abs(difference));
  if (size === formatScore(0)) return size;
  return `${difference < 0 ? "−" : "+"}${size}`;
}

function inWords(differences: readonly number[]): string {
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
  const apart =
    differences.reduce((sum, difference) => sum + Math.abs(difference), 0) / differences.length;
  const size = formatScore(Math.abs(mean));
  const direction =
    size === formatScore(0)
      ? "as much as"
      : `${size} points ${mean > 0 ? "more than" : "less than"}`;
  return `Over ${plural(differences.length, "review")} people gave ${direction} the judge on average; a single call differs by ${formatScore(apart)}.`;
}
