import { CoachingHistory } from "../coaching/coaching-history.tsx";
import type { Viewer } from "../dashboard/layout.tsx";
import { DisputeHistory } from "../disputes/dispute-history.tsx";
import type { FollowUp } from "./follow-up.usecase.ts";

/** An agent's coaching with what became of it, and their disputes. */
export function FollowUpPanels({
  followUp,
  agentUser,
  viewer,
  isSelf,
}: {
  followUp: FollowUp;
  agentUser: string;
  viewer: Viewer;
  isSelf: boolean;
}) {
  const { coaching, disputes, today } = followUp;
  const query = `agent=${encodeURIComponent(agentUser)}`;
  return (
    <div class="columns columns-even">
      <section class="panel" aria-labelledby="coaching-heading">
        <div class="panel-head">
          <h2 id="coaching-heading">Coaching</h2>
          {isSelf && <a href="/me/coaching">All coaching</a>}
          {!isSelf && viewer.person !== null && (
            <a href={`/coaching/new?${query}`}>New coaching task</a>
          )}
        </div>
        {coaching.length === 0 ? (
          <p class="quiet">
            {isSelf
              ? "No coaching yet. It comes with the words that were spoken on your calls."
              : "No coaching yet. A clip of a call is made beside a criterion on the call's page."}
          </p>
        ) : (
          <CoachingHistory tasks={coaching} viewer={viewer} today={today} />
        )}
      </section>
      <section class="panel" aria-labelledby="disputes-heading">
        <div class="panel-head">
          <h2 id="disputes-heading">Disputes</h2>
          {!isSelf && disputes.length > 0 && viewer.person !== null && (
            <a href={`/disputes?state=all&${query}`}>All disputes</a>
          )}
        </div>
        {disputes.length === 0 ? (
          <p class="quiet">
            {isSelf
              ? "You have disputed no score. That is done on the page of a call."
              : "No score was disputed."}
          </p>
        ) : (
          <DisputeHistory disputes={disputes} timeZone={viewer.timeZone} />
        )}
      </section>
    </div>
  );
}
