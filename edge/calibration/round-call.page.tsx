import { TranscriptView } from "../dashboard/components/transcript-view.tsx";
import { formatDuration, formatInstant } from "../dashboard/format.ts";
import { Layout, type Viewer } from "../dashboard/layout.tsx";
import { MarkFields } from "../reviews/mark-fields.tsx";
import { Comparison } from "./comparison.tsx";
import { callPath, roundPath } from "./round-paths.ts";
import type { RoundCallView } from "./round-view.usecase.ts";
import { agentOf } from "./round-words.ts";

/** A call of a round beside its transcript: the form until it is marked, then what everybody said. */
export function RoundCallPage({
  view,
  viewer,
  notice,
}: {
  view: RoundCallView;
  viewer: Viewer;
  notice: string | null;
}) {
  const { round, call, said, next } = view;
  const isToMark = said === null && view.isRater;
  return (
    <Layout
      title={`Call ${view.position} of a calibration round`}
      section="calibration"
      viewer={viewer}
      includesSamples={call.isSample}
      scripts={isToMark ? ["review"] : []}
    >
      <p class="crumb">
        <a href={roundPath(round.id)}>
          <bdi>{round.name}</bdi>
        </a>
        {!isToMark && next !== null && (
          <a class="crumb-action" href={callPath(round.id, next)} data-key="n">
            Mark the next call <kbd>n</kbd>
          </a>
        )}
      </p>
      <header class="call-head">
        <div class="call-title">
          <h1>
            Call {view.position} of {round.calls}
          </h1>
          <p class="lead">
            <bdi>{agentOf(call)}</bdi> · {formatInstant(call.startedAt, viewer.timeZone)} ·{" "}
            {formatDuration(call.durationSec)}
            {call.campaignId !== null && (
              <>
                {" · "}
                <bdi>{call.campaignId}</bdi>
              </>
            )}
          </p>
        </div>
      </header>
      {notice !== null && (
        <p class="notice notice-done" role="status">
          {notice}
        </p>
      )}
      {said !== null && <Comparison view={view} said={said} viewer={viewer} />}
      {said === null && !view.isRater && (
        <p class="notice">
          You are none of this round's raters: the marks are shown to you once it is closed.
        </p>
      )}
      <div class={isToMark ? "call-body" : "call-body call-body-single"}>
        {isToMark && <MarkForm view={view} />}
        <section class="transcript-column" aria-labelledby="transcript-heading">
          <h2 id="transcript-heading">Transcript</h2>
          {view.lines.length > 0 ? (
            <TranscriptView
              lines={view.lines}
              card={{ scorecard: view.round.scorecard, isThatVersion: true }}
            />
          ) : (
            <p class="transcript-note">
              The words of this call are no longer kept. Mark it only if you have the recording.
            </p>
          )}
        </section>
      </div>
    </Layout>
  );
}

function MarkForm({ view: { round, call } }: { view: RoundCallView }) {
  return (
    <section class="panel review" aria-labelledby="review-heading" id="review">
      <h2 id="review-heading">Your marks</h2>
      <p class="hint">
        Number keys mark the criterion that has the focus, 0 is not applicable. What is sent stays:
        you see the others' marks and the judge's right after, where there are any.
      </p>
      <form
        method="post"
        action={`${callPath(round.id, call.recordingId)}/marks`}
        class="form"
        data-review
      >
        <MarkFields card={round.scorecard} />
        <div class="actions">
          <button class="button" type="submit" name="go_on" value="next">
            Send and mark the next
          </button>
          <button class="button button-quiet" type="submit">
            Send and compare
          </button>
        </div>
      </form>
    </section>
  );
}
