import type { CallView } from "../call-view.usecase.ts";
import { CallBadges } from "../components/badges.tsx";
import { CallState } from "../components/call-state.tsx";
import { CriteriaList } from "../components/criteria-list.tsx";
import { ToneShape } from "../components/tone-shape.tsx";
import { TranscriptView } from "../components/transcript-view.tsx";
import {
  formatClock,
  formatDollars,
  formatDuration,
  formatInstant,
  formatScore,
} from "../format.ts";
import { Layout, type Viewer } from "../layout.tsx";
import { toneOfTotal } from "../tone.ts";
import { isBuiltIn, providerName } from "../wording.ts";

/** One call: the score with its reasons beside the transcript they were found in. */
export function CallPage({ view, viewer }: { view: CallView; viewer: Viewer }) {
  const { call } = view;
  const { score } = call;
  const agent = call.agentName ?? call.agentUser ?? "Unknown agent";
  return (
    <Layout
      title={`Call of ${agent}`}
      section={null}
      viewer={viewer}
      includesSamples={call.isSample}
    >
      <p class="crumb">
        <a href="/flagged">Flagged calls</a>
      </p>
      <header class="call-head">
        <div class="call-title">
          <h1>{agent}</h1>
          <p class="lead">
            {formatInstant(call.startedAt, viewer.timeZone)} · {formatDuration(call.durationSec)}
            {call.campaignId !== null && ` · ${call.campaignId}`}
          </p>
          <p class="call-badges">
            <CallBadges provider={score?.provider ?? ""} isSample={call.isSample} />
          </p>
        </div>
        {score !== null && <Verdict score={score} />}
      </header>
      {score?.injections.length ? (
        <p class="notice notice-injection" role="alert">
          <strong>Someone on this call tried to instruct the judge; it did not count.</strong> The
          words are marked in the transcript:{" "}
          {score.injections.map((sign) => (
            <a class="injection-link" href={`#line-${sign.segment}`}>
              at {formatClock(sign.start_sec)}
            </a>
          ))}
        </p>
      ) : null}
      <CallState view={view} />
      {score !== null && <Summary score={score} />}
      <div class={score === null ? "call-body call-body-single" : "call-body"}>
        {score !== null && (
          <section aria-labelledby="criteria-heading">
            <h2 id="criteria-heading">How the score came about</h2>
            <CriteriaList score={score} />
          </section>
        )}
        {call.transcript !== null && (
          <section class="transcript-column" aria-labelledby="transcript-heading">
            <h2 id="transcript-heading">Transcript</h2>
            {call.transcript.textRemovedAt === null ? (
              <TranscriptView lines={view.lines} />
            ) : (
              <p class="transcript-note">
                The words of this call were removed on{" "}
                {formatInstant(call.transcript.textRemovedAt, viewer.timeZone)}: texts are kept for
                a limited time (transcript_days in the site's settings). The score and its quotes
                stay.
              </p>
            )}
          </section>
        )}
      </div>
      <section class="panel" aria-labelledby="record-heading">
        <h2 id="record-heading">Record</h2>
        <Record view={view} viewer={viewer} />
      </section>
    </Layout>
  );
}

type Scored = NonNullable<CallView["call"]["score"]>;

function Verdict({ score }: { score: Scored }) {
  const tone = toneOfTotal(score.total);
  return (
    <div class={`verdict ${score.flagged ? "verdict-flagged" : ""}`}>
      <p class="verdict-total">
        {formatScore(score.total)}
        <ToneShape tone={tone} />
      </p>
      <p class="verdict-reason">
        {score.flagged ? <strong>Flagged: {score.flagReason}</strong> : "Not flagged"}
      </p>
      <p class="verdict-judge">
        {score.provider === "sample"
          ? "Generated with the sample, judged by nobody"
          : `Judged by ${providerName(score.provider)}`}
        {!isBuiltIn(score.provider) && `, ${score.model}`}
      </p>
    </div>
  );
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
      <h3>{name}</h3>
      <ul>
        {points.map((point) => (
          <li>{point}</li>
        ))}
      </ul>
    </div>
  );
}

function Record({ view, viewer }: { view: CallView; viewer: Viewer }) {
  const { call } = view;
  const { score, transcript } = call;
  const facts: [string, string][] = [
    ["Recording", call.recordingId],
    ["Unique id", call.uniqueid ?? "–"],
    ["Agent id", call.agentUser ?? "–"],
    ["Campaign", call.campaignId ?? "–"],
    ["Disposition", call.callStatus ?? "–"],
    ["Transcribed by", transcript?.model ?? "–"],
    ["Judged by", score === null ? "–" : providerName(score.provider)],
    ["Model", score?.model ?? "–"],
    ["Prompt", score?.promptVersion ?? "–"],
    ["Scorecard", score === null ? "–" : `${score.scorecardId}, version ${score.scorecardVersion}`],
    ["Cost", score === null ? "–" : formatDollars(score.costUsd)],
    ["Scored", score === null ? "–" : formatInstant(score.createdAt, viewer.timeZone)],
  ];
  return (
    <dl class="record">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
