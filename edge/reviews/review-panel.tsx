import { formatInstant, formatScore } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { DisputeWhys } from "../disputes/dispute-whys.tsx";
import type { StoredDispute } from "../disputes/disputes.repository.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { citationName, type CallCard } from "./card-of-call.ts";
import { coachPath } from "./coach-path.ts";
import { MarkFields } from "./mark-fields.tsx";
import { queueQuery } from "./queue-filter.ts";
import type { StoredReview } from "./review.repository.ts";
import { VerdictBadge } from "./verdict-badge.tsx";
import { VerdictChoice } from "./verdict-choice.tsx";

/** The form in which a person marks a call; the judge's marks stand beside it unless the review is blind. */
export function ReviewForm({
  call,
  card,
  isBlind,
  dispute = null,
  queue = {},
  mayUnblind = true,
}: {
  call: CallRecord;
  card: CallCard;
  isBlind: boolean;
  /** The dispute that the review answers. */
  dispute?: StoredDispute | null;
  /** The filter of the queue that the call was taken from, by which the next one is chosen. */
  queue?: Readonly<Record<string, string | null>>;
  /** False: who reviews must not see the judge's marks yet. */
  mayUnblind?: boolean;
}) {
  const given = new Map(
    isBlind ? [] : (call.score?.criteria ?? []).map(({ id, mark }) => [id, mark]),
  );
  const found = new Set(isBlind ? [] : (call.score?.autoFails ?? []).map(({ id }) => id));
  const path = `/calls/${encodeURIComponent(call.recordingId)}`;
  return (
    <section class="panel review" aria-labelledby="review-heading" id="review">
      <div class="panel-head">
        <h2 id="review-heading">Your review</h2>
        {(!isBlind || mayUnblind) && (
          <a href={`${path}${queueQuery({ review: "1", blind: isBlind ? null : "1", ...queue })}`}>
            {isBlind ? "Show the judge's marks" : "Review blind"}
          </a>
        )}
      </div>
      <p class="hint">
        Number keys mark the criterion that has the focus, 0 is not applicable, j and k move; g, a,
        c and u give your verdict. Your marks stand beside the judge's and win where one score is
        shown.
      </p>
      <form method="post" action={`${path}/reviews`} class="form" data-review>
        {isBlind && <input type="hidden" name="blind" value="1" />}
        {Object.entries(queue).map(
          ([name, value]) =>
            value !== null && <input type="hidden" name={`queue.${name}`} value={value} />,
        )}
        <MarkFields card={card.scorecard} given={given} found={found} />
        {dispute !== null && <DisputeWhys dispute={dispute} card={card} />}
        <VerdictChoice />
        <div class="actions">
          <button
            class="button"
            type="submit"
            name="go_on"
            value="next"
            aria-keyshortcuts="Control+Enter"
          >
            Send and take the next <kbd>Ctrl Enter</kbd>
          </button>
          {call.agentUser !== null && (
            <button class="button button-quiet send-coach" type="submit" name="go_on" value="coach">
              Send and coach this
            </button>
          )}
          <button class="button button-quiet" type="submit">
            Send and stay
          </button>
        </div>
      </form>
    </section>
  );
}

/** What people said of a call, newest first, beside the judge's marks. */
export function Reviews({
  reviews,
  call,
  card,
  viewer,
}: {
  reviews: readonly StoredReview[];
  call: CallRecord;
  card: CallCard;
  viewer: Viewer;
}) {
  if (reviews.length === 0) return null;
  const newestFirst = reviews.toReversed();
  const mayCoach =
    viewer.person !== null && viewer.person.role !== "agent" && call.agentUser !== null;
  const toCoach = newestFirst.find(
    (review) => mayCoach && review.isCurrent && review.verdict === "needs_coaching",
  );
  // somebody may have reviewed the call by a card that it was not judged by
  const ids = new Set([
    ...card.scorecard.criteria.map(({ id }) => id),
    ...newestFirst.flatMap(({ marks }) => Object.keys(marks)),
  ]);
  const judged = new Map((call.score?.criteria ?? []).map(({ id, mark }) => [id, mark]));
  return (
    <section class="panel" aria-labelledby="reviews-heading">
      <h2 id="reviews-heading">What people say</h2>
      <div class="scroll" tabindex={0} role="group" aria-label="Marks, judge beside people">
        <table class="compare">
          <thead>
            <tr>
              <th scope="col">Criterion</th>
              <th scope="col" class="number">
                Judge
              </th>
              {newestFirst.map((review) => (
                <th scope="col" class="number">
                  <bdi>{review.reviewerName}</bdi>
                  <span class="sub">{formatInstant(review.createdAt, viewer.timeZone)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...ids].map((id) => (
              <tr>
                <th scope="row">{citationName(card, id)}</th>
                <td class="number">{judged.get(id) ?? "–"}</td>
                {newestFirst.map((review) => (
                  <td class={review.marks[id] === judged.get(id) ? "number" : "number strong"}>
                    {review.marks[id] ?? "–"}
                    {review.comments[id] !== undefined && (
                      <span class="sub">{review.comments[id]}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">Total</th>
              <td class="number">{formatScore(call.score?.total ?? null)}</td>
              {newestFirst.map((review) => (
                <td class="number strong">
                  {formatScore(review.total)}
                  {review.isCurrent && <span class="sub">counts</span>}
                  {review.isBlind && <span class="sub">blind</span>}
                  {review.cause === "dispute" && <span class="sub">on a dispute</span>}
                </td>
              ))}
            </tr>
            {newestFirst.some(({ verdict }) => verdict !== null) && (
              <tr>
                <th scope="row">Verdict</th>
                <td class="number">–</td>
                {newestFirst.map(({ verdict }) => (
                  <td class="number">
                    {verdict === null ? "–" : <VerdictBadge verdict={verdict} />}
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {toCoach !== undefined && (
        <p class="coach-link">
          It needs coaching, says <bdi>{toCoach.reviewerName}</bdi>:{" "}
          <a href={coachPath(call.recordingId, toCoach.marks)}>Coach this</a>
        </p>
      )}
      {newestFirst
        .filter(({ comment }) => comment !== "")
        .map((review) => (
          <figure class="remark">
            <blockquote>{review.comment}</blockquote>
            <figcaption>
              <bdi>{review.reviewerName}</bdi>, {formatInstant(review.createdAt, viewer.timeZone)}
            </figcaption>
          </figure>
        ))}
    </section>
  );
}
