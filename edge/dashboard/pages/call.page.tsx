import { callPath } from "../../calibration/round-paths.ts";
import { CallRecordFacts } from "../../call-page/call-record-facts.tsx";
import { AgreeingOpinion, DisagreeingOpinions } from "../../call-page/opinions.tsx";
import { Player } from "../../call-page/player.tsx";
import { OlderVersionNotice, ScoreVersions } from "../../call-page/score-versions.tsx";
import { TranscriptNotes } from "../../call-page/transcript-notes.tsx";
import { TranscriptTools } from "../../call-page/transcript-tools.tsx";
import { Verdict } from "../../call-page/verdict.tsx";
import { DisputePanel } from "../../disputes/dispute-panel.tsx";
import type { DisputeView } from "../../disputes/dispute-view.usecase.ts";
import { queueQuery } from "../../reviews/queue-filter.ts";
import { ReviewForm, Reviews } from "../../reviews/review-panel.tsx";
import type { CallView } from "../call-view.usecase.ts";
import { CallBadges } from "../components/badges.tsx";
import { CallState } from "../components/call-state.tsx";
import { CriteriaList } from "../components/criteria-list.tsx";
import { TranscriptView } from "../components/transcript-view.tsx";
import { formatClock, formatClockTime, formatDuration, formatInstant } from "../format.ts";
import { Layout, type Viewer } from "../layout.tsx";
import type { ScriptName } from "../scripts.ts";
import { noSoundText } from "../wording.ts";

/** One call: the score with its reasons beside the transcript they were found in. */
export function CallPage({
  view,
  viewer,
  disputes = null,
  reviewing = null,
  toMark = null,
  notice = null,
}: {
  view: CallView;
  viewer: Viewer;
  /** Null: not looked for. */
  disputes?: DisputeView | null;
  /** Null: nobody reviews. */
  reviewing?: Reviewing | null;
  /** The calibration round in which whoever looks is to mark this call without knowing what others say of it. */
  toMark?: { roundId: string; roundName: string } | null;
  notice?: string | null;
}) {
  const { call, card } = view;
  const isBlind = toMark !== null || (reviewing?.isBlind ?? false);
  const score = isBlind ? null : call.score;
  const path = `/calls/${encodeURIComponent(call.recordingId)}`;
  const canReview = reviewing !== null && call.transcript !== null;
  const hasLeft = canReview || score !== null || disputes?.open != null;
  const current = isBlind ? undefined : view.reviews.findLast((review) => review.isCurrent);
  const agent = call.agentName ?? call.agentUser ?? "Unknown agent";
  const isOwn = isAgentViewing(viewer);
  // Agents are not shown what a call's judge was told, whoever told it: it did not count, and is for reviewers to weigh.
  const injections = isOwn ? [] : (score?.injections ?? []);
  const allLines = isOwn ? withoutInjections(view.lines) : view.lines;
  const lines = isBlind ? unmarked(allLines) : allLines;
  return (
    <Layout
      title={`Call of ${agent}`}
      section={null}
      viewer={viewer}
      includesSamples={call.isSample}
      scripts={scriptsFor(view, reviewing !== null)}
    >
      <p class="crumb">
        <Back isOwn={isOwn} isReviewing={reviewing !== null} />
        {reviewing === null && mayReview(viewer) && call.transcript !== null && (
          <a class="crumb-action" href={`${path}?review=1`} data-key="r">
            Review this call <kbd>r</kbd>
          </a>
        )}
      </p>
      <header class="call-head">
        <div class="call-title">
          <h1>{agent}</h1>
          <p class="lead">
            {formatInstant(call.startedAt, viewer.timeZone)} · {formatDuration(call.durationSec)}
            {call.campaignId !== null && (
              <>
                {" · "}
                <bdi>{call.campaignId}</bdi>
              </>
            )}
            {!isOwn && call.agentUser !== null && (
              <>
                {" · "}
                <a href={`/agents/${encodeURIComponent(call.agentUser)}`}>this agent's page</a>
              </>
            )}
          </p>
          <p class="call-badges">
            <CallBadges provider={score?.provider ?? ""} isSample={call.isSample} />
          </p>
        </div>
        {score !== null && (
          <Verdict
            score={score}
            review={score.isCurrent ? (current ?? null) : null}
            isOwn={isOwn}
          />
        )}
      </header>
      {score !== null && !isOwn && (
        <OlderVersionNotice
          path={path}
          versions={view.versions}
          shown={score.version}
          viewer={viewer}
        />
      )}
      {injections.length > 0 && (
        <p class="notice notice-injection" role="alert">
          <strong>Someone on this call tried to instruct the judge; it did not count.</strong> The
          words are marked in the transcript:{" "}
          {injections.map((sign) => (
            <a class="injection-link" href={`#line-${sign.segment}`}>
              at {formatClock(sign.start_sec)}
            </a>
          ))}
        </p>
      )}
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {reviewing !== null && <ClaimNotice claim={reviewing.claim} viewer={viewer} />}
      {toMark !== null ? (
        <p class="notice">
          You are to mark this call in the calibration round <bdi>{toMark.roundName}</bdi>, without
          knowing what others say of it. What the judge and people made of it is shown here once you
          have. <a href={callPath(toMark.roundId, call.recordingId)}>Mark it there</a>
        </p>
      ) : isBlind ? (
        <p class="notice">
          You review blind: what the judge made of this call is shown once you have sent your marks.
          {disputes?.open != null &&
            " Its score is disputed; a blind review does not answer that, so the reasons wait for you afterwards."}
        </p>
      ) : (
        <CallState view={view} />
      )}
      {score !== null && <Summary score={score} />}
      <div class={hasLeft ? "call-body" : "call-body call-body-single"}>
        {hasLeft && (
          <div>
            {disputes !== null && !isBlind && (
              <DisputePanel
                view={disputes}
                call={call}
                card={card}
                reviews={view.reviews}
                viewer={viewer}
                isAnswered={!canReview}
              />
            )}
            {canReview && (
              <ReviewForm
                call={call}
                card={card}
                isBlind={isBlind}
                dispute={isBlind ? null : (disputes?.open ?? null)}
                queue={reviewing?.queue}
                mayUnblind={toMark === null}
              />
            )}
            {score !== null && (
              <section aria-labelledby="criteria-heading">
                <h2 id="criteria-heading">How the score came about</h2>
                {!isOwn && <AgreeingOpinion score={score} />}
                <CriteriaList
                  score={score}
                  card={card}
                  coachPath={
                    mayReview(viewer) && view.lines.length > 0
                      ? (criterion) =>
                          `/coaching/new${queueQuery({ call: call.recordingId, criterion })}`
                      : null
                  }
                />
              </section>
            )}
          </div>
        )}
        {call.transcript !== null && (
          <section class="transcript-column" aria-labelledby="transcript-heading">
            <h2 id="transcript-heading">Transcript</h2>
            <Player
              audioUrl={view.recording.audioUrl}
              vicidialUrl={isOwn ? null : view.recording.vicidialUrl}
              sound={view.sound}
            />
            {view.noSoundBecause !== null && (
              <p class="transcript-note">{noSoundText(view.noSoundBecause)}</p>
            )}
            {call.transcript.textRemovedAt === null ? (
              <>
                <TranscriptNotes transcript={call.transcript} lines={lines} score={score} />
                <TranscriptTools lines={lines} />
                <TranscriptView lines={lines} card={card} />
              </>
            ) : (
              <p class="transcript-note">
                The words of this call were removed on{" "}
                {formatInstant(call.transcript.textRemovedAt, viewer.timeZone)}:{" "}
                {whyRemoved(call.transcript, score)}
              </p>
            )}
          </section>
        )}
      </div>
      {!isBlind && !isOwn && <DisagreeingOpinions job={call.job} card={card} />}
      {!isBlind && <Reviews reviews={view.reviews} call={call} card={card} viewer={viewer} />}
      {score !== null && !isOwn && (
        <ScoreVersions path={path} versions={view.versions} shown={score.version} viewer={viewer} />
      )}
      <section class="panel" aria-labelledby="record-heading">
        <h2 id="record-heading">Record</h2>
        <CallRecordFacts view={view} viewer={viewer} isBlind={isBlind} isOwn={isOwn} />
      </section>
    </Layout>
  );
}

function whyRemoved(
  { contentHash }: NonNullable<CallView["call"]["transcript"]>,
  score: CallView["call"]["score"],
): string {
  if (contentHash === "") {
    return "the caller's data was deleted on request, with every quote, reason and comment. Marks and totals stay.";
  }
  const why = "texts are kept for a limited time (transcript_days in the site's settings).";
  if (score === null) return why;
  return score.quotesRemovedAt === null
    ? `${why} The score and its quotes stay.`
    : `${why} Quotes and reasons went as well; marks and totals stay.`;
}

type Scored = NonNullable<CallView["call"]["score"]>;

type Reviewing = {
  /** The judge's marks are not shown until the review is sent. */
  isBlind: boolean;
  /** The filter of the queue that the call was taken from. */
  queue: Readonly<Record<string, string | null>>;
  /** Who has taken the call from the queue. */
  claim: { personId: string; name: string; untilMs: number } | null;
};

function ClaimNotice({ claim, viewer }: { claim: Reviewing["claim"]; viewer: Viewer }) {
  if (claim === null || claim.personId === viewer.person?.id) return null;
  return (
    <p class="notice notice-alert" role="alert">
      <bdi>{claim.name}</bdi> has taken this call until{" "}
      {formatClockTime(claim.untilMs, viewer.timeZone)} and may be reviewing it now.{" "}
      <a href="/review">Go back to the queue</a>, or your review will stand beside theirs.
    </p>
  );
}

function scriptsFor(view: CallView, isReviewing: boolean): ScriptName[] {
  const hasText = view.lines.length > 0;
  return [
    ...(hasText ? (["transcript"] as const) : []),
    ...(view.recording.audioUrl !== null ? (["player"] as const) : []),
    ...(isReviewing ? (["review"] as const) : []),
  ];
}

function mayReview(viewer: Viewer): boolean {
  return viewer.person !== null && !isAgentViewing(viewer);
}

const isAgentViewing = (viewer: Viewer) => viewer.person?.role === "agent";

function Back({ isOwn, isReviewing }: { isOwn: boolean; isReviewing: boolean }) {
  if (isOwn) return <a href="/me">My calls</a>;
  return isReviewing ? <a href="/review">Review</a> : <a href="/calls">Calls</a>;
}

function withoutInjections(lines: CallView["lines"]): CallView["lines"] {
  return lines.map((line) => ({ ...line, isInjection: false }));
}

/** The transcript without what the judge quotes. */
function unmarked(lines: CallView["lines"]): CallView["lines"] {
  return lines.map((line) => ({
    ...line,
    citedBy: [],
    pieces: line.pieces.map((piece) => ({ ...piece, citedBy: [] })),
  }));
}

function Summary({ score }: { score: Scored }) {
  return (
    <section class="summary" aria-label="Summary">
      <p class="summary-text">{score.summary}</p>
      <div class="summary-lists">
        <PointList name="Strengths" points={score.strengths} />
        <PointList name="To work on" points={score.improvements} />
      </div>
    </section>
  );
}

function PointList({ name, points }: { name: string; points: readonly string[] }) {
  if (points.length === 0) return null;
  return (
    <div>
      <h2>{name}</h2>
      <ul>
        {points.map((point) => (
          <li>{point}</li>
        ))}
      </ul>
    </div>
  );
}
