import { REVIEW_REASONS } from "#shared/contracts/reviews.ts";

import { Score } from "../dashboard/components/score.tsx";
import { formatClockTime, formatDuration, formatInstant, plural } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { SavedFilters } from "../saved-filters/saved-filters.tsx";
import { QueueFilterForm } from "./queue-filter-form.tsx";
import { queueFilterFields, queueQuery, writeQueueFilter } from "./queue-filter.ts";
import { REASON_WORDS } from "./reason-words.ts";
import type { QueueItem } from "./review-queue.repository.ts";
import type { QueueView } from "./view-queue.usecase.ts";

/** What waits for a person, most pressing first. */
export function QueuePage({
  view,
  viewer,
  notice,
}: {
  view: QueueView;
  viewer: Viewer;
  notice: string | null;
}) {
  const { items, filter } = view;
  const query = queueQuery(queueFilterFields(filter));
  return (
    <Layout title="Review" section="review" viewer={viewer} includesSamples={false}>
      <div class="page-head">
        <div>
          <h1>Review</h1>
          <p class="lead">
            {items.length === 0
              ? "Nothing waits for you"
              : `${plural(items.length, "call")}${view.isCut ? " shown, more wait" : ""}, most pressing first`}
          </p>
        </div>
        <form method="post" action={`/review/next${query}`}>
          <button class="button" type="submit" data-key="n" disabled={items.length === 0}>
            Review the next call <kbd>n</kbd>
          </button>
        </form>
      </div>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {(items.length > 0 || query !== "" || view.saved.length > 0) && (
        <>
          {viewer.person !== null && (
            <SavedFilters list="review" query={writeQueueFilter(filter)} saved={view.saved} />
          )}
          <QueueFilterForm view={view} />
        </>
      )}
      {view.leftOut > 0 && (
        <p class="notice">
          {plural(view.leftOut, "call")} not shown: you are to mark{" "}
          {view.leftOut === 1 ? "it" : "them"} in a calibration round first, without knowing why a
          person is wanted. <a href="/calibration">Go to the rounds</a>
        </p>
      )}
      {items.length === 0 ? (
        <Nothing isFiltered={query !== ""} />
      ) : (
        <Items view={view} viewer={viewer} />
      )}
    </Layout>
  );
}

function Items({ view, viewer }: { view: QueueView; viewer: Viewer }) {
  const query = queueQuery(queueFilterFields(view.filter));
  return (
    <table class="call-table">
      <thead>
        <tr>
          <th scope="col">Score</th>
          <th scope="col">Agent</th>
          <th scope="col">Why it is here</th>
          <th scope="col">Call</th>
          <th scope="col">Taken by</th>
        </tr>
      </thead>
      <tbody>
        {view.items.map((item) => (
          <tr>
            <td class="cell-score">
              <Score
                total={item.total}
                isFlagged={
                  item.reasons.flagged !== undefined || item.reasons.auto_fail !== undefined
                }
              />
            </td>
            <td class="cell-agent">
              <form
                method="post"
                action={`/review/${encodeURIComponent(item.recordingId)}/take${query}`}
              >
                <button class="link-button row-link clamp" type="submit">
                  {item.agentName ?? item.agentUser ?? "Unknown agent"}
                </button>
              </form>
              <span class="sub">{item.campaignId ?? "no campaign"}</span>
            </td>
            <td class="cell-reason">
              {REVIEW_REASONS.filter((reason) => item.reasons[reason] !== undefined).map(
                (reason) => (
                  <span class="badge">{REASON_WORDS[reason]}</span>
                ),
              )}
            </td>
            <td class="cell-when">
              {item.startedAt === null ? "–" : formatInstant(item.startedAt, viewer.timeZone)}
              <span class="sub">{formatDuration(item.durationSec)}</span>
            </td>
            <td class="cell-claim">
              <Claim item={item} viewer={viewer} nowMs={view.nowMs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Claim({ item, viewer, nowMs }: { item: QueueItem; viewer: Viewer; nowMs: number }) {
  const { claimedBy, claimedUntil } = item;
  if (claimedBy === null || claimedUntil === null || claimedUntil <= nowMs) return <>–</>;
  const until = formatClockTime(claimedUntil, viewer.timeZone);
  if (claimedBy !== viewer.person?.id) {
    return (
      <>
        {item.claimedByName ?? "Somebody"} <span class="sub">until {until}</span>
      </>
    );
  }
  return (
    <form method="post" action={`/review/${encodeURIComponent(item.recordingId)}/release`}>
      You <span class="sub">until {until}</span>
      <button class="link-button" type="submit">
        Give back
      </button>
    </form>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div class="empty">
      <h2>{isFiltered ? "Nothing waits that this filter lets through" : "All reviewed"}</h2>
      <p>
        {isFiltered
          ? "Other calls may wait."
          : "Flagged calls, auto-fails, attempts to sway the judge and what it could not decide come here by themselves, with a random call of each agent every morning."}
      </p>
      <p>
        <a class="button" href={isFiltered ? "/review" : "/"}>
          {isFiltered ? "Show all that waits" : "Go to the overview"}
        </a>
      </p>
    </div>
  );
}
