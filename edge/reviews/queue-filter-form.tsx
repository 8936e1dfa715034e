import { REVIEW_REASONS, type ReviewReason } from "#shared/contracts/reviews.ts";

import { Choice } from "../dashboard/components/choice.tsx";
import { queueFilterFields, queueQuery } from "./queue-filter.ts";
import { REASON_WORDS } from "./reason-words.ts";
import { MOST_COUNTED, MOST_LOOKED_AT } from "./review-queue.repository.ts";
import type { QueueView } from "./view-queue.usecase.ts";

/** The reasons as links, with how many wait for each, and a form for whose calls of which campaign. */
export function QueueFilterForm({ view }: { view: QueueView }) {
  const { filter, waiting } = view;
  const { reason, agentUser, campaignId } = filter;
  // What is counted is the whole queue.
  const isCounted = agentUser === null && campaignId === null;
  return (
    <>
      <nav aria-label="Reason">
        <ul class="chips">
          <Chip view={view} reason={null} name="All" />
          {REVIEW_REASONS.filter((known) => waiting[known] > 0 || known === reason).map((known) => (
            <Chip
              view={view}
              reason={known}
              name={
                isCounted
                  ? `${REASON_WORDS[known]} ${counted(waiting[known])}`
                  : REASON_WORDS[known]
              }
            />
          ))}
        </ul>
      </nav>
      <form class="call-filter" method="get" action="/review">
        {reason !== null && <input type="hidden" name="reason" value={reason} />}
        <div class="filters">
          <Choice name="agent" label="Agent" all="All agents" value={agentUser ?? undefined}>
            {view.agents.map((agent): [string, string] => [
              agent.agentUser,
              agent.agentName ?? agent.agentUser,
            ])}
          </Choice>
          <Choice
            name="campaign"
            label="Campaign"
            all="All campaigns"
            value={campaignId ?? undefined}
          >
            {view.campaignIds.map((id): [string, string] => [id, id])}
          </Choice>
          <button class="button" type="submit">
            Show
          </button>
        </div>
        {!isCounted && isLong(view) && (
          <p class="quiet">
            Chosen from the {MOST_LOOKED_AT} most pressing{reason !== null && " with this reason"}.
          </p>
        )}
      </form>
    </>
  );
}

/** Whether more may wait than are looked through for an agent or a campaign. */
const isLong = ({ waiting, filter }: QueueView) =>
  Math.max(...(filter.reason === null ? Object.values(waiting) : [waiting[filter.reason]])) >=
  MOST_COUNTED;

const counted = (calls: number) => (calls < MOST_COUNTED ? String(calls) : `${MOST_COUNTED}+`);

function Chip({
  view,
  reason,
  name,
}: {
  view: QueueView;
  reason: ReviewReason | null;
  name: string;
}) {
  return (
    <li>
      <a
        class="chip"
        href={`/review${queueQuery(queueFilterFields({ ...view.filter, reason }))}`}
        aria-current={view.filter.reason === reason ? "true" : undefined}
      >
        {name}
      </a>
    </li>
  );
}
