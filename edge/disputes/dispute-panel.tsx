import type { DisputeAnswers, DisputeState } from "#shared/contracts/disputes.ts";
import { localDateAt } from "#shared/time/site-time.ts";

import { formatInstant, formatWeekday } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { citationName, type CallCard } from "../reviews/card-of-call.ts";
import type { StoredReview } from "../reviews/review.repository.ts";
import { AnswerForm } from "./answer-form-view.tsx";
import type { DisputeView } from "./dispute-view.usecase.ts";
import type { StoredDispute } from "./disputes.repository.ts";
import { givenText, outcomeText } from "./given-text.ts";
import { disputablesOf, type DisputableItem } from "./standing-score.ts";

const STATE_WORDS: Readonly<Record<DisputeState, string>> = {
  open: "waits for an answer",
  revised: "answered with a revised score",
  declined: "declined",
  withdrawn: "taken back",
  expired: "ended, because the call was scored anew",
};

/**
 * What was said of a call's score: to its agent with what they may still say, to the staff with the reasons beside the marks
 * and the ways to answer. Nothing where there is nothing to say.
 */
export function DisputePanel({
  view,
  call,
  card,
  reviews,
  viewer,
  isAnswered = true,
}: {
  view: DisputeView;
  call: CallRecord;
  card: CallCard;
  reviews: readonly StoredReview[];
  viewer: Viewer;
  /** False where the staff answers it elsewhere on the page. */
  isAnswered?: boolean;
}) {
  const { open, acknowledgement, disputes } = view;
  const { person } = viewer;
  const isOwn = person?.agentUser != null && person.agentUser === call.agentUser;
  const isStaff = person !== null && person.role !== "agent";
  if (disputes.length === 0 && acknowledgement === null && !isOwn) return null;
  const disputables = disputablesOf(call, reviews);
  const ended = disputes.filter(({ state }) => state !== "open");
  return (
    <section class="panel dispute" id="dispute" aria-labelledby="dispute-heading">
      <h2 id="dispute-heading">{heading(isOwn, open)}</h2>
      {open !== null && (
        <>
          <p>
            <bdi>{open.openedByName}</bdi>, {formatInstant(open.openedAt, viewer.timeZone)}
          </p>
          {!(isStaff && isAnswered) && (
            <ReasonTable dispute={open} card={card} disputables={disputables} />
          )}
          <Remark text={open.comment} />
          {isStaff && isAnswered && (
            <AnswerForm dispute={open} call={call} card={card} disputables={disputables} />
          )}
          {isOwn && (
            <form method="post" action={`/disputes/${open.id}/withdraw`}>
              <p class="hint">It waits for an answer; you are told when there is one.</p>
              <button class="link-button" type="submit">
                Take the dispute back
              </button>
            </form>
          )}
        </>
      )}
      {acknowledgement !== null && (
        <p>
          Acknowledged by <bdi>{acknowledgement.name}</bdi>,{" "}
          {formatInstant(acknowledgement.at, viewer.timeZone)}.
        </p>
      )}
      {isOwn && open === null && acknowledgement === null && (
        <Say view={view} call={call} card={card} disputables={disputables} viewer={viewer} />
      )}
      {ended.map((one) => (
        <Ended dispute={one} card={card} viewer={viewer} />
      ))}
    </section>
  );
}

function heading(isOwn: boolean, open: StoredDispute | null): string {
  if (open !== null) return isOwn ? "Your dispute" : "The score is disputed";
  return isOwn ? "What do you say?" : "What the agent says";
}

function ReasonTable({
  dispute,
  card,
  disputables,
}: {
  dispute: StoredDispute;
  card: CallCard;
  disputables: readonly DisputableItem[];
}) {
  const marks = new Map(disputables.map(({ id, mark }) => [id, mark ?? "found"] as const));
  return (
    <table class="compare">
      <thead>
        <tr>
          <th scope="col">Criterion</th>
          <th scope="col" class="number">
            Mark
          </th>
          <th scope="col">Why it is wrong</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(dispute.reasons).map(([id, reason]) => (
          <tr>
            <th scope="row">{citationName(card, id)}</th>
            <td class="number strong">{givenText(marks.get(id) ?? null)}</td>
            <td>
              <bdi>{reason}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Remark({ text }: { text: string }) {
  if (text === "") return null;
  return (
    <blockquote class="remark">
      <bdi>{text}</bdi>
    </blockquote>
  );
}

function Say({
  view,
  call,
  card,
  disputables,
  viewer,
}: {
  view: DisputeView;
  call: CallRecord;
  card: CallCard;
  disputables: readonly DisputableItem[];
  viewer: Viewer;
}) {
  const { untilMs } = view;
  if (view.standing === null) return <p>This call has no score yet, so there is nothing to say.</p>;
  if (untilMs === null) return <p>Scores are not disputed at this site.</p>;
  const lastDay = formatWeekday(localDateAt(untilMs - 1, viewer.timeZone));
  if (!view.mayAcknowledge) {
    return <p>The time in which you could acknowledge or dispute this score ended on {lastDay}.</p>;
  }
  const path = `/calls/${encodeURIComponent(call.recordingId)}`;
  return (
    <>
      <p class="hint">
        {view.mayDispute
          ? `You may acknowledge or dispute this score until the end of ${lastDay}.`
          : `It was decided after a dispute. You may acknowledge it until the end of ${lastDay}.`}
      </p>
      <form method="post" action={`${path}/acknowledgement`} class="actions">
        <button class="button" type="submit">
          Acknowledge the score
        </button>
      </form>
      {view.mayDispute && (
        <details class="dispute-form">
          <summary>Dispute the score</summary>
          <form method="post" action={`${path}/disputes`} class="form">
            <p class="hint">
              Open each criterion whose mark you think is wrong, and say why. A reviewer reads it
              beside the transcript.
            </p>
            <div>
              {disputables.map(({ id, mark }) => (
                <ReasonField id={id} mark={mark} card={card} />
              ))}
            </div>
            <label class="field">
              <span>Anything else (optional)</span>
              <textarea name="comment" maxlength={1000}></textarea>
            </label>
            <button class="button" type="submit">
              Send the dispute
            </button>
          </form>
        </details>
      )}
    </>
  );
}

function ReasonField({ id, mark, card }: DisputableItem & { card: CallCard }) {
  const name = citationName(card, id);
  return (
    <details class="reason-field">
      <summary>
        {name} <span class="weight">{mark === null ? "auto-fail" : `mark ${givenText(mark)}`}</span>
      </summary>
      <label class="field">
        <span class="hidden">Why {name.toLowerCase()} is wrong</span>
        <textarea name={`reason.${id}`} maxlength={1000}></textarea>
      </label>
    </details>
  );
}

function Ended({
  dispute,
  card,
  viewer,
}: {
  dispute: StoredDispute;
  card: CallCard;
  viewer: Viewer;
}) {
  return (
    <div class="dispute-ended">
      <h3>
        Dispute of {formatInstant(dispute.openedAt, viewer.timeZone)}: {STATE_WORDS[dispute.state]}
      </h3>
      <ul class="dispute-reasons">
        {Object.entries(dispute.reasons).map(([id, reason]) => (
          <li>
            <strong>{citationName(card, id)}:</strong> <bdi>{reason}</bdi>
            <Outcome answer={dispute.answers?.[id]} />
          </li>
        ))}
      </ul>
      {dispute.answer !== null && dispute.answer !== "" && (
        <figure class="remark">
          <blockquote>
            <bdi>{dispute.answer}</bdi>
          </blockquote>
          <figcaption>
            <bdi>{dispute.decidedByName ?? "The staff"}</bdi>
            {dispute.decidedAt !== null && `, ${formatInstant(dispute.decidedAt, viewer.timeZone)}`}
          </figcaption>
        </figure>
      )}
    </div>
  );
}

/** What a reviewer answered to one thing; disputes that were answered as a whole have nothing here. */
function Outcome({ answer }: { answer: DisputeAnswers[string] | undefined }) {
  if (answer === undefined) return null;
  return (
    <span class="dispute-outcome">
      <strong>{outcomeText(answer)}</strong> <bdi>{answer.why}</bdi>
    </span>
  );
}
